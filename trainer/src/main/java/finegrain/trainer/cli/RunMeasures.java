package finegrain.trainer.cli;

import finegrain.kernels.Kernels;
import finegrain.trainer.analysis.ClassBalance;
import finegrain.trainer.analysis.ClusterAgreement;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Redundancy;
import finegrain.trainer.clustering.Neighbours;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Measurement;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Takes the measures that an experiment asks for.
 *
 * @param sweep that trained the models, and has their samples
 */
record RunMeasures(Sweep sweep) {
  /** Training samples with their fine classes, or clusters. */
  private record Labelled(String map, int perClass, int repeat, Target target) {
    static Labelled of(ModelSpec spec, int repeat) {
      return new Labelled(spec.map(), spec.perClass(), repeat, spec.target());
    }
  }

  /**
   * The measures of some models and their samples.
   *
   * @param models that were trained; not all of the experiment's if it was divided
   */
  List<Measure> of(Set<Measurement> asked, List<TrainedModel> models) {
    List<Measure> measures = new ArrayList<>();
    Set<Labelled> done = new HashSet<>();
    for (TrainedModel model : models) {
      ModelSpec spec = model.spec();
      if (asked.contains(Measurement.CONFUSION_REDUNDANCY) && spec.target().equals(Target.FINE)) {
        OptionalDouble confused =
            Redundancy.ofConfusions(model.test().accuracy(), model.test().confusedInside());
        confused.ifPresent(value -> measures.add(ofModel(spec, Redundancy.CONFUSIONS, value)));
        Redundancy.averageConfusionRatio(
                model.test().accuracy(), model.test().confusedInside(), sweep.tree(spec).coarse())
            .ifPresent(value -> measures.add(ofModel(spec, Redundancy.CONFUSION_RATIO, value)));
      }
      if (Double.isFinite(model.balancedAccuracy()) && balance(spec).isUnequal()) {
        measures.add(ofModel(spec, ClassBalance.BALANCED_ACCURACY, model.balancedAccuracy()));
      }
      // If all repeats have the same samples, the first repeat stands for them.
      int drawn = sweep.drawsEachRepeat() ? spec.repeat() : 0;
      if (asked.contains(Measurement.NEIGHBOUR_REDUNDANCY)
          && spec.target().equals(Target.FINE)
          && spec.repeat() == drawn
          && done.add(Labelled.of(spec, drawn))) {
        neighbours(spec)
            .ifPresent(value -> measures.add(ofSamples(spec, "", Redundancy.NEIGHBOURS, value)));
      }
      if (asked.contains(Measurement.ADJUSTED_RAND_INDEX)
          && spec.target() instanceof Target.Inferred
          && done.add(Labelled.of(spec, spec.repeat()))) {
        measures.add(
            ofSamples(
                spec,
                spec.target().toString(),
                ClusterAgreement.RAND_INDEX,
                ClusterAgreement.meanRandIndex(
                    sweep.fineClasses(spec),
                    sweep.fineClasses(spec.with(Target.FINE)),
                    sweep.tree(spec.with(Target.FINE)).coarse())));
      }
    }
    return measures;
  }

  private ClassBalance balance(ModelSpec spec) {
    // Clusters are not the classes that samples are judged by, and have the same coarse classes.
    ModelSpec fine = spec.with(Target.FINE);
    return ClassBalance.of(sweep.heldOutClasses(fine), sweep.tree(fine).coarse());
  }

  private OptionalDouble neighbours(ModelSpec spec) {
    try (Kernels kernels = sweep.kernels()) {
      return Redundancy.ofNeighbours(
          sweep.fineClasses(spec),
          Neighbours.nearest(kernels, sweep.trainingSamples(spec)),
          sweep.tree(spec).coarse());
    }
  }

  private static Measure ofModel(ModelSpec spec, String name, double value) {
    return new Measure(
        spec.map(),
        Optional.of(spec.model()),
        spec.perClass(),
        spec.repeat(),
        spec.target().toString(),
        name,
        value,
        spec.noise());
  }

  private static Measure ofSamples(ModelSpec spec, String target, String name, double value) {
    return new Measure(
        spec.map(), Optional.empty(), spec.perClass(), spec.repeat(), target, name, value);
  }
}
