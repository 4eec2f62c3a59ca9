package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Axis;
import finegrain.trainer.report.Section;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of training samples varies, with a fixed hidden layer: scarce data favours fine labels
 * and plentiful data coarse ones (P1, Fig. 2a-c).
 */
public final class DatasetScaling implements Experiment {
  /** For {@link java.util.ServiceLoader}. */
  public DatasetScaling() {}

  @Override
  public String name() {
    return "dataset-scaling";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the training set grows, with a fixed hidden layer";
  }

  @Override
  public Defaults defaults(String dataset) {
    return new Defaults(
        List.of(10),
        dataset.startsWith("circles")
            ? List.of(10, 20, 40, 80, 160)
            : List.of(50, 100, 150, 200, 300, 500, 1000, 1500),
        10);
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
    Axis samples =
        LabelComparison.axis("training samples of each fine class", configuration.perClass());
    for (int width : configuration.widths()) {
      List<Results.Row> rows =
          results.rows().stream().filter(row -> row.spec().width() == width).toList();
      sections.add(
          Drawings.accuracy(
              "accuracy-" + width,
              "Accuracy over training samples, %d hidden units".formatted(width),
              samples,
              rows,
              row -> row.spec().perClass()));
    }
    sections.add(
        Drawings.difference(
            "difference",
            "Difference from coarse training over training samples",
            samples,
            all,
            one ->
                LabelComparison.label(one, configuration.widths(), one.width() + " hidden units"),
            Comparison::perClass));
    sections.add(Drawings.table(LabelComparison.withoutControl(all)));
    LabelComparison.matched(results.rows(), configuration.seed()).ifPresent(sections::add);
    sections.add(
        Drawings.learningCurves(
            "learning-curves",
            LabelComparison.ends(results.rows()),
            model -> "%s, %d a class".formatted(model.target(), model.perClass())));
    int first = configuration.widths().getFirst();
    Trend trend =
        Trend.of(
            all.stream()
                .filter(one -> one.width() == first && one.target().equals(Target.FINE))
                .toList(),
            Target.COARSE,
            one -> "%d samples a class".formatted(one.perClass()),
            results.rows(),
            configuration.seed());
    return new Conclusion(
        trend.finding(),
        "P1 shows that scarce data favours fine labels and plentiful data coarse ones: "
            + trend.asExpected(false),
        sections);
  }
}
