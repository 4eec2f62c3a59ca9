package finegrain.trainer.result;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A finished run: what it found, and the files it wrote. */
public final class Outcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final Effort effort;
  private final List<Path> files;

  Outcome(
      List<Comparison> comparisons, List<Journal.Entry> entries, Effort effort, List<Path> files) {
    this.comparisons = comparisons;
    this.entries = entries;
    this.effort = effort;
    this.files = files;
  }

  /** The files that were written. */
  public List<Path> files() {
    return files;
  }

  /** One line for people: how long it took, and what share of the peak was reached. */
  public String speed(Manifest manifest) {
    String line =
        String.format(
            Locale.ROOT,
            "%d models in %.1f s: %.1f models/s, %.1f GFLOP/s",
            entries.size(),
            effort.seconds(),
            entries.size() / effort.seconds(),
            effort.gflops());
    OptionalDouble share = effort.shareOf(manifest.peakGflops(), manifest.threads());
    return share.isEmpty()
        ? line
        : line
            + String.format(
                Locale.ROOT,
                ", %.1f %% of the measured peak of %.0f",
                100 * share.getAsDouble(),
                manifest.peakGflops().getAsDouble());
  }

  /** How many models ended because a loss was not finite. */
  public long diverged() {
    return entries.stream().filter(entry -> entry.model().diverged()).count();
  }

  /** A table for people: one line for each setting. */
  public String table() {
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
