package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Axis;
import finegrain.trainer.report.Section;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of hidden units varies, with few training images: the preference shifts from coarse
 * labels to fine ones as the units grow (P1, Fig. 2d).
 */
public final class CapacityScaling implements Experiment {
  /** For {@link java.util.ServiceLoader}. */
  public CapacityScaling() {}

  @Override
  public String name() {
    return "capacity-scaling";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the hidden layer grows, with few training images";
  }

  @Override
  public Defaults defaults(String dataset) {
    return new Defaults(List.of(5, 7, 10, 20, 25, 30, 50, 75, 100, 120), List.of(50), 10);
  }

  @Override
  public List<ExperimentOption> options(String dataset, String map) {
    return List.of(Models.MATCH);
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(
        configuration, List.of(configuration.map()), Models.coarseAndFine(configuration));
  }

  @Override
  public Conclusion conclude(Configuration configuration, Results results) {
    List<Section> sections = new ArrayList<>();
    List<Comparison> all = Comparison.of(results.rows(), configuration.seed());
    Axis widths = LabelComparison.axis("hidden units", configuration.widths());
    for (int perClass : configuration.perClass()) {
      List<Results.Row> rows = LabelComparison.withSamples(perClass, results.rows());
      sections.add(
          Drawings.accuracy(
              "accuracy-" + perClass,
              "Accuracy over hidden units, %d samples a class".formatted(perClass),
              widths,
              rows,
              row -> row.spec().width()));
    }
    sections.add(
        Drawings.difference(
            "difference",
            "Difference from coarse training over hidden units",
            widths,
            all,
            one ->
                LabelComparison.label(one, configuration.perClass(), one.perClass() + " a class"),
            Comparison::width));
    sections.add(Drawings.table(LabelComparison.withoutControl(all)));
    LabelComparison.matched(results.rows(), configuration.seed()).ifPresent(sections::add);
    sections.add(
        Drawings.learningCurves(
            "learning-curves",
            LabelComparison.ends(results.rows()),
            model -> "%s, %d units".formatted(model.target(), model.width())));
    int first = configuration.perClass().getFirst();
    Trend trend =
        Trend.of(
            all.stream()
                .filter(one -> one.perClass() == first && one.target().equals(Target.FINE))
                .toList(),
            Target.COARSE,
            one -> "%d hidden units".formatted(one.width()),
            results.rows(),
            configuration.seed());
    return new Conclusion(
        trend.finding(),
        "P1 shows that the preference shifts from coarse to fine labels as the hidden layer grows: "
            + trend.asExpected(true),
        sections);
  }
}
