/** Trains the networks of the coarse-versus-fine-label experiments, and reports on them. */
module finegrain.trainer {
  requires com.google.gson;
  requires de.siegmar.fastcsv;
  requires finegrain.kernels;
  requires info.picocli;
  requires java.desktop;
  requires java.management;
  requires java.net.http;
  requires jdk.jfr;
  requires me.tongfei.progressbar;

  // On the class path, as in cluster: META-INF/services names the same.
  uses finegrain.trainer.cluster.Cluster;
  uses finegrain.trainer.experiment.Experiment;

  // Add an experiment here.
  provides finegrain.trainer.experiment.Experiment with
      finegrain.trainer.experiment.BetaSweep,
      finegrain.trainer.experiment.BoundaryRedundancy,
      finegrain.trainer.experiment.CapacityScaling,
      finegrain.trainer.experiment.DatasetScaling,
      finegrain.trainer.experiment.HierarchyDepth,
      finegrain.trainer.experiment.InferredSubclasses,
      finegrain.trainer.experiment.LossCorrelation;

  uses finegrain.trainer.study.Study;

  // Add a study here.
  provides finegrain.trainer.study.Study with
      finegrain.trainer.study.multiview.MultiView,
      finegrain.trainer.study.pretraining.PretrainingGranularity;

  // picocli sets the options' fields.
  opens finegrain.trainer.cli to
      info.picocli;
}
