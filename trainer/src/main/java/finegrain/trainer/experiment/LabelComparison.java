package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What the experiments on the size of the model and of the training set have in common. */
final class LabelComparison {
  /** The size of the model. */
  static final Size HIDDEN_UNITS =
      new Size(
          "hidden units",
          "hidden units",
          "%d hidden units",
          "%d hidden units",
          "%d units",
          Configuration::widths,
          ModelSpec::width,
          Comparison::width);

  /** The size of the training set. */
  static final Size SAMPLES =
      new Size(
          "training samples of each fine class",
          "training samples",
          "%d samples a class",
          "%d a class",
          "%d a class",
          Configuration::perClass,
          ModelSpec::perClass,
          Comparison::perClass);

  private LabelComparison() {}

  /**
   * A size that varies, or has a few values while the other one varies.
   *
   * @param axis in words, along an axis
   * @param name in words, in a title
   * @param words a value in words; {@code %d} stands for it
   * @param ofLine a value in the name of a line
   * @param ofCurve a value in the name of a learning curve
   * @param values of a configuration, in increasing order
   */
  record Size(
      String axis,
      String name,
      String words,
      String ofLine,
      String ofCurve,
      Function<Configuration, List<Integer>> values,
      ToIntFunction<ModelSpec> ofModel,
      ToIntFunction<Comparison> ofComparison) {
    int of(Results.Row row) {
      return ofModel.applyAsInt(row.spec());
    }

    int of(Comparison comparison) {
      return ofComparison.applyAsInt(comparison);
    }
  }

  /**
   * What a run says of the difference between the labels as a size grows.
   *
   * @param varied the size along the axes
   * @param other has a figure or a line for each of its values; the claim is judged at the first
   * @param claim what the paper shows
   * @param grows whether by the claim fine minus coarse grows with the size
   */
  static Conclusion conclude(
      Configuration configuration,
      Results results,
      Size varied,
      Size other,
      String claim,
      boolean grows) {
    List<Results.Row> rows = results.rows();
    List<Comparison> all = Comparison.of(rows, configuration.seed());
    List<Integer> others = other.values().apply(configuration);
    Axis axis = axis(varied.axis(), varied.values().apply(configuration));
    List<Section> sections = new ArrayList<>();
    for (int value : others) {
      sections.add(
          Drawings.accuracy(
              "accuracy-" + value,
              "Accuracy over %s, %s".formatted(varied.name(), other.words().formatted(value)),
              axis,
              rows.stream().filter(row -> other.of(row) == value).toList(),
              varied::of));
    }
    sections.add(
        Drawings.difference(
            "difference",
            "Difference from coarse training over " + varied.name(),
            axis,
            all,
            one -> line(one, others, other),
            varied::of));
    sections.add(Drawings.table(withoutControl(all)));
    matched(rows, configuration.seed()).ifPresent(sections::add);
    sections.add(
        Drawings.learningCurves(
            "learning-curves",
            ends(rows),
            model -> model.target() + ", " + varied.ofCurve().formatted(varied.of(model.row()))));
    Trend trend =
        Trend.of(
            all.stream()
                .filter(one -> other.of(one) == others.getFirst())
                .filter(one -> one.target().equals(Target.FINE))
                .toList(),
            Target.COARSE,
            one -> varied.words().formatted(varied.of(one)),
            rows,
            configuration.seed());
    return new Conclusion(trend.finding(), claim + ": " + trend.asExpected(grows), sections);
  }

  /** A logarithmic axis with these values as its ticks. */
  private static Axis axis(String label, List<Integer> values) {
    return Axis.logarithmic(label, values.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  /** A line's name: the target, and the other size where it has several values. */
  private static String line(Comparison comparison, List<Integer> others, Size other) {
    String target = Drawings.words(comparison.target());
    return others.size() == 1
        ? target
        : target + ", " + other.ofLine().formatted(other.of(comparison));
  }

  /** The control has a table of its own. */
  private static List<Comparison> withoutControl(List<Comparison> comparisons) {
    return comparisons.stream().filter(one -> !(one.target() instanceof Target.Matched)).toList();
  }

  /** The models of the first repeat in the first and in the last setting. */
  private static List<Results.Row> ends(List<Results.Row> rows) {
    Results.Row first = rows.getFirst();
    Results.Row last = rows.getLast();
    return rows.stream()
        .filter(row -> row.spec().repeat() == 0)
        .filter(row -> !(row.spec().target() instanceof Target.Matched))
        .filter(row -> sameSetting(row, first) || sameSetting(row, last))
        .toList();
  }

  private static boolean sameSetting(Results.Row a, Results.Row b) {
    return a.spec().width() == b.spec().width()
        && a.spec().perClass() == b.spec().perClass()
        && a.spec().map().equals(b.spec().map());
  }

  /** The control: fine models against coarse ones with as many parameters. */
  private static Optional<Section> matched(List<Results.Row> rows, long seed) {
    Target matched = new Target.Matched();
    List<Results.Row> both =
        rows.stream().filter(row -> row.has(matched) || row.has(Target.FINE)).toList();
    if (both.stream().noneMatch(row -> row.has(matched))) {
      return Optional.empty();
    }
    List<List<String>> lines =
        Comparison.of(both, matched, seed).stream()
            .map(
                one ->
                    List.of(
                        Integer.toString(one.perClass()),
                        Integer.toString(one.width()),
                        Integer.toString(parameters(both, one, Target.FINE)),
                        Integer.toString(parameters(both, one, matched)),
                        Drawings.four(one.other().median()),
                        Drawings.four(one.coarse().median()),
                        Drawings.signed(one.difference().value()),
                        one.hasInterval() ? Drawings.interval(one.difference()) : "-"))
            .toList();
    return Optional.of(
        new TableSection(
            "Control with matched parameters",
            new Table(
                List.of(
                    Table.Column.numbers("a class"),
                    Table.Column.numbers("units"),
                    Table.Column.numbers("fine params"),
                    Table.Column.numbers("coarse params"),
                    Table.Column.numbers("fine"),
                    Table.Column.numbers("coarse"),
                    Table.Column.numbers("fine - coarse"),
                    Table.Column.numbers("95 % interval")),
                lines),
            "Here the coarse model has the width that brings its number of weights and biases"
                + " nearest to that of the fine model."));
  }

  private static int parameters(List<Results.Row> rows, Comparison of, Target target) {
    return rows.stream()
        .filter(row -> row.has(target))
        .filter(row -> row.spec().width() == of.width() && row.spec().perClass() == of.perClass())
        .mapToInt(Results.Row::parameters)
        .findFirst()
        .orElseThrow();
  }
}
