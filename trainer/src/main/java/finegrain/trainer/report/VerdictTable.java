package finegrain.trainer.report;

import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.experiment.PaperFinding;
import finegrain.trainer.report.TableSection.Column;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
          Column.numbers("change, or rho (95 % interval)"),
          Column.words("over"));

  private static final List<String> ORDER = List.of("holds", "does not hold", "undecided");

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
                    one.number()
                        .map(
                            number ->
                                "%s (%s)"
                                    .formatted(number(one, number.value()), interval(one, number)))
                        .orElse("-"),
                    over(one)))
        .toList();
  }

  /** The verdicts for a terminal, one to a line. */
  public static List<String> lines(List<Ruling> rulings) {
    return sorted(rulings).stream().map(VerdictTable::line).toList();
  }

  private static String line(Ruling one) {
    return "%s with %s on %s: %s (%s%s)."
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
            over(one));
  }

  private static String over(Ruling one) {
    return "%s, %d %s"
        .formatted(one.range(), one.repeats(), one.repeats() == 1 ? "repeat" : "repeats");
  }

  /** How often each finding holds, in a sentence for each, for a report of many runs. */
  static String summary(List<Ruling> rulings) {
    Map<PaperFinding, List<Verdict>> byFinding =
        sorted(rulings).stream()
            .collect(
                Collectors.groupingBy(
                    Ruling::finding,
                    () -> new EnumMap<>(PaperFinding.class),
                    Collectors.mapping(Ruling::verdict, Collectors.toList())));
    return byFinding.entrySet().stream()
        .map(
            entry ->
                "%s: %s."
                    .formatted(Wording.capital(entry.getKey().title()), counted(entry.getValue())))
        .collect(Collectors.joining(" "));
  }

  private static String counted(List<Verdict> verdicts) {
    return verdicts.stream()
        .collect(
            Collectors.groupingBy(VerdictTable::words, LinkedHashMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .sorted(Map.Entry.comparingByKey(Comparator.comparingInt(ORDER::indexOf)))
        .map(entry -> "%s in %d".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(", "))
        .concat(" of %d cases".formatted(verdicts.size()));
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

  /** What makes percentage points of a change, and leaves a coefficient as it is. */
  static double scale(PaperFinding finding) {
    return switch (finding) {
      case SCARCE_DATA, CAPACITY, REDUNDANCY -> 100;
      case LOSS_CORRELATION -> 1;
    };
  }

  /** A change in percentage points, or a coefficient. */
  private static String number(Ruling ruling, double value) {
    return String.format(Locale.ROOT, "%+.2f", scale(ruling.finding()) * value);
  }

  private static String withUnit(Ruling ruling, double value) {
    String number = number(ruling, value);
    return switch (ruling.finding()) {
      case SCARCE_DATA, CAPACITY, REDUNDANCY -> number + " points";
      case LOSS_CORRELATION -> "rho " + number;
    };
  }
}
