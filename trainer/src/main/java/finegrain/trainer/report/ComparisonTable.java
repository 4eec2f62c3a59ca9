package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The table of comparisons: one row for each, and no column for what is the same in all. */
final class ComparisonTable {
  /** A column, and its text for a comparison. */
  private record Cell(Table.Column column, Function<Comparison, String> text) {}

  private ComparisonTable() {}

  static TableSection of(List<Comparison> comparisons) {
    Comparison first = comparisons.getFirst();
    String reference = Wording.target(first.reference());
    boolean fineOnly = comparisons.stream().allMatch(one -> one.target().equals(Target.FINE));
    List<Cell> cells = new ArrayList<>();
    List<String> same = new ArrayList<>();
    if (Wording.vary(comparisons, Comparison::perClass)) {
      cells.add(number("a class", one -> Integer.toString(one.perClass())));
    } else {
      same.add(first.perClass() + " training samples of each fine class");
    }
    if (Wording.vary(comparisons, Comparison::width)) {
      cells.add(number(first.model().widthUnit(), one -> Integer.toString(one.width())));
    } else {
      same.add(Wording.capacity(first));
    }
    if (Wording.vary(comparisons, Comparison::map)) {
      cells.add(new Cell(Table.Column.words("map"), Comparison::map));
    }
    if (!fineOnly) {
      cells.add(new Cell(Table.Column.words("trained on"), one -> Wording.target(one.target())));
    }
    cells.add(number(reference + ", train", one -> Wording.four(one.coarseTrain().median())));
    cells.add(number(reference, one -> Wording.four(one.coarse().median())));
    cells.add(number(fineOnly ? "fine" : "other", one -> Wording.four(one.other().median())));
    cells.add(number("difference", one -> Wording.signed(one.difference().value())));
    cells.add(number("95 % interval", ComparisonTable::interval));
    cells.add(new Cell(Table.Column.words("favours"), ComparisonTable::favours));
    same.add(first.repeats() + " repeats");
    return new TableSection(
        "Comparisons",
        new Table(
            cells.stream().map(Cell::column).toList(),
            comparisons.stream()
                .map(one -> cells.stream().map(cell -> cell.text().apply(one)).toList())
                .toList()),
        ("%s. Accuracies are on the coarse labels of the test set, and medians over the repeats;"
                + " \"%s, train\" is that of these models on their training set. The difference is"
                + " paired, and a side is favoured only where its interval excludes 0.")
            .formatted(String.join(", ", same), reference));
  }

  /** The interval of the difference; a dash where there is none. */
  static String interval(Comparison comparison) {
    return comparison.hasInterval() ? Wording.interval(comparison.difference()) : "-";
  }

  private static String favours(Comparison comparison) {
    return comparison.isDecided()
        ? Wording.target(comparison.isBetter() ? comparison.target() : comparison.reference())
        : "-";
  }

  private static Cell number(String title, Function<Comparison, String> text) {
    return new Cell(Table.Column.numbers(title), text);
  }
}
