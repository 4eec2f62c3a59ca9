package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.experiment.PaperFinding;
import finegrain.trainer.report.TableSection.Column;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whether the paper's findings hold: a line for each finding, family of models and data set. */
public final class VerdictTable {
  private static final String HEADING = "Verdicts on the paper's findings";

  private static final List<Column> COLUMNS =
      List.of(
          Column.words("finding"),
          Column.words("model"),
          Column.words("data"),
          Column.words("verdict"),
          Column.numbers("change, or correlation"),
          Column.numbers("95 % interval"),
          Column.words("over"),
          Column.numbers("repeats"));

  private VerdictTable() {}

  /** The table; rulings on one finding follow each other, in the order of the paper. */
  public static TableSection of(List<Ruling> rulings) {
    List<Ruling> sorted = sorted(rulings);
    return new TableSection(HEADING, caption(sorted), COLUMNS, rows(sorted));
  }

  private static List<Ruling> sorted(List<Ruling> rulings) {
    return rulings.stream().sorted(Comparator.comparing(Ruling::finding)).toList();
  }

  private static String caption(List<Ruling> rulings) {
    List<PaperFinding> findings = rulings.stream().map(Ruling::finding).distinct().toList();
    return "A finding holds if the 95 %% interval lies on its side of 0, does not hold if it lies on the other side, and is undecided else. Changes are those of the gain of fine labels, in percentage points; rho is Spearman's coefficient. %s."
        .formatted(
            findings.stream()
                .map(one -> Wording.capital(one.title()) + ": " + one.words())
                .collect(Collectors.joining(". ")));
  }

  private static List<List<String>> rows(List<Ruling> rulings) {
    return rulings.stream()
        .map(
            one ->
                List.of(
                    one.finding().title(),
                    one.model(),
                    one.dataset(),
                    words(one.verdict()),
                    one.number().map(number -> withUnit(one, number.value())).orElse("-"),
                    one.number().map(number -> interval(one, number)).orElse("-"),
                    one.range(),
                    Integer.toString(one.repeats())))
        .toList();
  }

  /** The verdicts for a terminal, one to a line. */
  public static List<String> lines(List<Ruling> rulings) {
    return sorted(rulings).stream().map(VerdictTable::line).toList();
  }

  private static String line(Ruling one) {
    return "%s with %s on %s: %s (%s%s, %d %s)."
        .formatted(
            Wording.capital(one.finding().title()),
            one.model(),
            one.dataset(),
            words(one.verdict()),
            one.number()
                .map(
                    number ->
                        "%s, 95 %% interval %s, "
                            .formatted(withUnit(one, number.value()), interval(one, number)))
                .orElse("no interval, "),
            one.range(),
            one.repeats(),
            one.repeats() == 1 ? "repeat" : "repeats");
  }

  private static String words(Verdict verdict) {
    return switch (verdict) {
      case AGREES -> "holds";
      case DISAGREES -> "does not hold";
      case UNDECIDED, CANNOT_TELL -> "undecided";
    };
  }

  private static String interval(Ruling ruling, Estimate number) {
    return "%s to %s".formatted(number(ruling, number.low()), number(ruling, number.high()));
  }

  /** A change in percentage points, or a coefficient. */
  private static String number(Ruling ruling, double value) {
    return switch (ruling.finding()) {
      case SCARCE_DATA, CAPACITY, REDUNDANCY -> String.format(Locale.ROOT, "%+.2f", 100 * value);
      case LOSS_CORRELATION -> String.format(Locale.ROOT, "%+.2f", value);
    };
  }

  private static String withUnit(Ruling ruling, double value) {
    String number = number(ruling, value);
    return switch (ruling.finding()) {
      case SCARCE_DATA, CAPACITY, REDUNDANCY -> number + " points";
      case LOSS_CORRELATION -> "rho " + number;
    };
  }
}
