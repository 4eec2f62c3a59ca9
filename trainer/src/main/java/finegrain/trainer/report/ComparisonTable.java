package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.TableSection.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Tables with one row for each comparison, and no column for what is the same in all of them. */
final class ComparisonTable {
  /** A column, and its text for a comparison. */
  private record Cell(Column column, Function<Comparison, String> text) {}

  private final List<Comparison> comparisons;
  private final List<Cell> cells = new ArrayList<>();
  private final List<String> same = new ArrayList<>();

  private ComparisonTable(List<Comparison> comparisons) {
    this.comparisons = comparisons;
    Comparison first = comparisons.getFirst();
    if (Wording.vary(comparisons, Comparison::perClass)) {
      number("per class", one -> Integer.toString(one.perClass()));
    } else {
      same.add(Wording.samples(first.perClass()));
    }
    if (Wording.vary(comparisons, Comparison::width)) {
      number(first.model().widthUnit(), one -> Integer.toString(one.width()));
    } else {
      same.add(Wording.capacity(first.model()));
    }
    if (Wording.vary(comparisons, Comparison::map)) {
      cells.add(new Cell(Column.words("map"), one -> MapName.of(one.map())));
    }
    if (Wording.vary(comparisons, Comparison::noise)) {
      cells.add(new Cell(Column.words("label noise"), ComparisonTable::noise));
    } else if (!first.noise().isNone()) {
      same.add(Wording.noise(first.noise()));
    }
    same.add(first.repeats() + " repeats");
  }

  /** The noise in a column of that title. */
  static String noise(Comparison comparison) {
    LabelNoise noise = comparison.noise();
    return noise.isNone() ? "none" : noise.kind() + " " + Wording.percent(noise.share());
  }

  static TableSection of(List<Comparison> comparisons) {
    return of(
        comparisons,
        "Comparisons",
        "Accuracies are medians over the repeats, on the coarse labels of the test set; those of"
            + " \"%s, train\" are on the training set. Differences are paired. A row favours"
            + " labels only if its interval excludes 0.");
  }

  /** Comparisons whose test accuracies are balanced. */
  static TableSection ofBalanced(List<Comparison> comparisons) {
    return of(
        comparisons,
        "Balanced accuracy",
        "Balanced accuracy is the mean over the coarse classes of the share of their test samples"
            + " that is right, so that a large coarse class counts no more than a small one."
            + " Values are medians over the repeats; those of \"%s, train\" are accuracies on the"
            + " training set, which are not balanced.");
  }

  private static TableSection of(List<Comparison> comparisons, String heading, String caption) {
    ComparisonTable table = new ComparisonTable(comparisons);
    String reference = Wording.target(comparisons.getFirst().reference());
    boolean fineOnly = comparisons.stream().allMatch(one -> one.target().equals(Target.FINE));
    if (!fineOnly) {
      table.cells.add(new Cell(Column.words("trained on"), one -> Wording.target(one.target())));
    }
    table.number(reference + ", train", one -> Wording.four(one.coarseTrain().median()));
    table.number(reference, one -> Wording.four(one.coarse().median()));
    table.number(fineOnly ? "fine" : "other", one -> Wording.four(one.other().median()));
    table.difference();
    table.cells.add(new Cell(Column.words("favours"), ComparisonTable::favours));
    return table.section(heading, caption.formatted(reference));
  }

  /** Fine models against coarse ones with as many parameters; empty if there are none. */
  static Optional<Section> ofMatched(List<Results.Row> rows, long seed) {
    Target matched = new Target.Matched();
    List<Results.Row> both =
        rows.stream().filter(row -> row.has(matched) || row.has(Target.FINE)).toList();
    if (both.stream().noneMatch(row -> row.has(matched))) {
      return Optional.empty();
    }
    ComparisonTable table = new ComparisonTable(Comparison.of(both, matched, seed));
    table.number("fine params", one -> parameters(both, one, Target.FINE));
    table.number("coarse params", one -> parameters(both, one, matched));
    table.number("fine", one -> Wording.four(one.other().median()));
    table.number("coarse", one -> Wording.four(one.coarse().median()));
    table.difference();
    return Optional.of(
        table.section(
            "Control with matched parameters",
            "Here the coarse models have about as many weights and biases as the fine models"
                + " (\"params\"), because their width is chosen so."));
  }

  private static String parameters(List<Results.Row> rows, Comparison of, Target target) {
    return rows.stream()
        .filter(row -> row.has(target) && row.setting().equals(of.setting()))
        .map(row -> Integer.toString(row.parameters()))
        .findFirst()
        .orElseThrow();
  }

  private void difference() {
    number("difference", one -> Wording.signed(one.difference().value()));
    number("95 % interval", ComparisonTable::interval);
  }

  private void number(String title, Function<Comparison, String> text) {
    cells.add(new Cell(Column.numbers(title), text));
  }

  private TableSection section(String heading, String caption) {
    return new TableSection(
        heading,
        "All rows: %s. %s".formatted(String.join(", ", same), caption),
        cells.stream().map(Cell::column).toList(),
        comparisons.stream()
            .map(one -> cells.stream().map(cell -> cell.text().apply(one)).toList())
            .toList());
  }

  /** The interval of the difference; a dash if there is none. */
  static String interval(Comparison comparison) {
    return comparison.hasInterval() ? Wording.interval(comparison.difference()) : "-";
  }

  private static String favours(Comparison comparison) {
    return comparison.isDecided()
        ? Wording.target(comparison.isBetter() ? comparison.target() : comparison.reference())
        : "-";
  }
}
