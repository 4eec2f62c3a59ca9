package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.Axis;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import java.util.List;
import java.util.Optional;

/** What the experiments on the size of the model and of the training set have in common. */
final class LabelComparison {
  private LabelComparison() {}

  /** A logarithmic axis with these values as its ticks. */
  static Axis axis(String label, List<Integer> values) {
    return Axis.logarithmic(label, values.stream().mapToDouble(Integer::doubleValue).toArray());
  }

  static List<Results.Row> withSamples(int perClass, List<Results.Row> rows) {
    return rows.stream().filter(row -> row.spec().perClass() == perClass).toList();
  }

  /** A line's name: the target, and the setting where there are several. */
  static String label(Comparison comparison, List<Integer> settings, String setting) {
    String target = Drawings.words(comparison.target());
    return settings.size() == 1 ? target : target + ", " + setting;
  }

  /** The control has a table of its own. */
  static List<Comparison> withoutControl(List<Comparison> comparisons) {
    return comparisons.stream().filter(one -> !(one.target() instanceof Target.Matched)).toList();
  }

  /** The models of the first repeat in the first and in the last setting. */
  static List<Results.Row> ends(List<Results.Row> rows) {
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
  static Optional<Section> matched(List<Results.Row> rows, long seed) {
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
