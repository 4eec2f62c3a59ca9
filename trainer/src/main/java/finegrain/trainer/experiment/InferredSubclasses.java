package finegrain.trainer.experiment;

import finegrain.trainer.clustering.RandIndex;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Section;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The fine labels are clusters that were found inside each coarse class, as where nobody has
 * labelled subclasses (P1, open question 3).
 */
public final class InferredSubclasses implements Experiment {
  private static final String RAND_INDEX = "adjusted_rand_index";

  /** For {@link java.util.ServiceLoader}. */
  public InferredSubclasses() {}

  @Override
  public String name() {
    return "inferred-subclasses";
  }

  @Override
  public String description() {
    return "fine labels that were found by clustering inside each coarse class";
  }

  @Override
  public Defaults defaults(DataSource source) {
    return new Defaults(List.of(10), List.of(50, 500), 10);
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption("clusters", "2,4,8"));
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    List<Target> targets = new ArrayList<>(List.of(Target.COARSE, Target.FINE));
    for (int clusters : Models.wholeNumbers(configuration, "clusters", 2)) {
      targets.add(new Target.Inferred(clusters));
    }
    return Models.of(configuration, List.of(configuration.map()), targets);
  }

  @Override
  public List<Measure> measures(
      Configuration configuration, List<TrainedModel> models, Sweep sweep) {
    record Clustering(String map, int perClass, int repeat, Target target) {}
    Set<Clustering> done = new HashSet<>();
    List<Measure> measures = new ArrayList<>();
    for (TrainedModel model : models) {
      ModelSpec spec = model.spec();
      if (spec.target() instanceof Target.Inferred
          && done.add(new Clustering(spec.map(), spec.perClass(), spec.repeat(), spec.target()))) {
        measures.add(
            new Measure(
                spec.map(),
                0,
                spec.perClass(),
                spec.repeat(),
                spec.target().toString(),
                RAND_INDEX,
                randIndex(spec, sweep)));
      }
    }
    return measures;
  }

  /** Mean over the coarse classes: that clusters keep to them says nothing. */
  private static double randIndex(ModelSpec spec, Sweep sweep) {
    ModelSpec fine = spec.with(Target.FINE);
    int[] clusters = sweep.fineClasses(spec);
    int[] classes = sweep.fineClasses(fine);
    LabelMap coarse = sweep.tree(fine).coarse();
    double sum = 0;
    for (int group = 0; group < coarse.coarseClasses(); group++) {
      int of = group;
      int[] members =
          IntStream.range(0, classes.length)
              .filter(sample -> coarse.coarse(classes[sample]) == of)
              .toArray();
      sum +=
          RandIndex.adjusted(
              IntStream.of(members).map(sample -> clusters[sample]).toArray(),
              IntStream.of(members).map(sample -> classes[sample]).toArray());
    }
    return sum / coarse.coarseClasses();
  }

  @Override
  public Conclusion conclude(Configuration configuration, Results results) {
    List<Comparison> all = Comparison.of(results.rows(), configuration.seed());
    List<Section> sections =
        Settings.overTargets(
            results.rows(),
            all,
            "trained on",
            Drawings::words,
            "Accuracy over the labels",
            "Difference from coarse training over the labels");
    // The learning curves stay the last.
    sections.add(
        sections.size() - 1,
        Settings.measures(
            "How well the clusters match the true classes",
            "Adjusted Rand index on the training samples, mean over the coarse classes: 1 where"
                + " clusters and fine classes are the same, 0 where they agree by chance.",
            results.measures(RAND_INDEX)));
    List<Comparison> inferred =
        all.stream().filter(one -> one.target() instanceof Target.Inferred).toList();
    boolean better =
        inferred.stream().anyMatch(one -> one.isDecided() && one.difference().low() > 0);
    String answer =
        !inferred.getFirst().hasInterval()
            ? "this run cannot tell, for it has fewer than 6 repeats."
            : better
                ? "in this run they do, in the settings whose interval lies above 0."
                : "in this run they do not: no interval lies above 0.";
    return new Conclusion(
        Settings.finding(
            inferred,
            "training on the coarse labels",
            one -> "training on " + Drawings.words(one.target())),
        "P1 asks whether subclasses that are inferred without labels help as true ones do: "
            + answer,
        sections);
  }
}
