package finegrain.trainer.result;

import java.util.List;
import java.util.Locale;

/** What a run found. */
public final class Outcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final String resultsSha256;

  Outcome(List<Comparison> comparisons, List<Journal.Entry> entries, String resultsSha256) {
    this.comparisons = comparisons;
    this.entries = entries;
    this.resultsSha256 = resultsSha256;
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
    return String.format(
        Locale.ROOT,
        "%nAccuracy on the coarse labels of the test set, median over the repeats:%n%s%s",
        table(),
        diverged == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "%d models diverged: a loss was not finite; they count as the accuracies they had"
                    + " then%n",
                diverged));
  }

  /** One line for each setting. */
  private String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%9s %6s %8s %8s %8s %14s  %18s %8s %9s%n",
            "per class",
            "width",
            "repeats",
            "coarse",
            "fine",
            "fine - coarse",
            "95 % interval",
            "favours",
            "models/s"));
    for (Comparison comparison : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "%9d %6d %8d %8.4f %8.4f %+14.4f  %18s %8s %9.1f%n",
              comparison.perClass(),
              comparison.width(),
              comparison.repeats(),
              comparison.coarse().median(),
              comparison.fine().median(),
              comparison.difference().value(),
              interval(comparison),
              comparison.favours(),
              modelsPerSecond(comparison)));
    }
    return table.toString();
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
            .toList();
    double seconds = members.stream().mapToDouble(e -> e.seconds() / e.threads()).sum();
    return members.size() / seconds;
  }
}
