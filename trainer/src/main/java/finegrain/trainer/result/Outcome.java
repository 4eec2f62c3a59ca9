package finegrain.trainer.result;

import finegrain.trainer.experiment.Comparison;
import finegrain.trainer.experiment.Conclusion;
import finegrain.trainer.labels.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a run found. */
public final class Outcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final String resultsSha256;
  private final Optional<Conclusion> conclusion;

  Outcome(List<Comparison> comparisons, List<Journal.Entry> entries, String resultsSha256) {
    this(comparisons, entries, resultsSha256, Optional.empty());
  }

  private Outcome(
      List<Comparison> comparisons,
      List<Journal.Entry> entries,
      String resultsSha256,
      Optional<Conclusion> conclusion) {
    this.conclusion = conclusion;
    this.comparisons = comparisons;
    this.entries = entries;
    this.resultsSha256 = resultsSha256;
  }

  Outcome with(Conclusion ofAll) {
    return new Outcome(comparisons, entries, resultsSha256, Optional.of(ofAll));
  }

  /** The number of models. */
  public int models() {
    return entries.size();
  }

  String resultsSha256() {
    return resultsSha256;
  }

  /** For people: what was found, over several lines. */
  public String report() {
    long diverged = entries.stream().filter(entry -> entry.model().diverged()).count();
    StringBuilder report = new StringBuilder();
    report.append(
        String.format(
            Locale.ROOT,
            "%nAccuracy on the coarse labels of the test set, median over the repeats:%n%s",
            table()));
    if (diverged > 0) {
      report.append(
          String.format(
              Locale.ROOT,
              "%d models diverged: a loss was not finite; they count as the accuracies they had"
                  + " then%n",
              diverged));
    }
    conclusion.ifPresent(
        one ->
            report.append(
                String.format(Locale.ROOT, "%n%s%n%s%n", one.finding(), one.expectation())));
    return report.toString();
  }

  /** One line for each setting. */
  private String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%9s %6s %s%8s %8s %8s %10s  %18s %8s %9s%n",
            "per class",
            "width",
            named("map", "labels"),
            "repeats",
            "coarse",
            hasOtherLabels() ? "other" : "fine",
            "difference",
            "95 % interval",
            "favours",
            "models/s"));
    for (Comparison comparison : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "%9d %6d %s%8d %8.4f %8.4f %+10.4f  %18s %8s %9.1f%n",
              comparison.perClass(),
              comparison.width(),
              named(comparison.map(), comparison.target().toString()),
              comparison.repeats(),
              comparison.coarse().median(),
              comparison.other().median(),
              comparison.difference().value(),
              interval(comparison),
              comparison.favours(),
              modelsPerSecond(comparison)));
    }
    return table.toString();
  }

  /** The columns of map and labels, where they vary. */
  private String named(String map, String labels) {
    String columns = "";
    if (comparisons.stream().map(Comparison::map).distinct().count() > 1) {
      columns += String.format(Locale.ROOT, "%10s ", map);
    }
    if (hasOtherLabels()) {
      columns += String.format(Locale.ROOT, "%16s ", labels);
    }
    return columns;
  }

  private boolean hasOtherLabels() {
    return comparisons.stream().anyMatch(one -> !one.target().equals(Target.FINE));
  }

  private static String interval(Comparison comparison) {
    return comparison.hasInterval()
        ? String.format(
            Locale.ROOT,
            "%+.4f to %+.4f",
            comparison.difference().low(),
            comparison.difference().high())
        : "-";
  }

  /** How many such models all threads together train in a second. */
  private double modelsPerSecond(Comparison comparison) {
    List<Journal.Entry> members =
        entries.stream()
            .filter(entry -> entry.model().spec().width() == comparison.width())
            .filter(entry -> entry.model().spec().perClass() == comparison.perClass())
            .filter(entry -> entry.model().spec().map().equals(comparison.map()))
            .toList();
    double seconds = members.stream().mapToDouble(e -> e.seconds() / e.threads()).sum();
    return members.size() / seconds;
  }
}
