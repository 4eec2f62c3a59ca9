package finegrain.trainer.result;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A finished run: what it found, and the files it wrote. */
public final class Outcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final double seconds;
  private final List<Path> files;

  Outcome(
      List<Comparison> comparisons, List<Journal.Entry> entries, double seconds, List<Path> files) {
    this.comparisons = comparisons;
    this.entries = entries;
    this.seconds = seconds;
    this.files = files;
  }

  /** The files that were written. */
  public List<Path> files() {
    return files;
  }

  /** One line for people: how long it took, and what share of the peak was reached. */
  public String speed(OptionalDouble peakGflops) {
    double gflops =
        entries.stream().mapToLong(entry -> entry.model().flops()).sum() / seconds / 1e9;
    String line =
        String.format(
            Locale.ROOT,
            "%d models in %.1f s: %.1f models/s, %.1f GFLOP/s",
            entries.size(),
            seconds,
            entries.size() / seconds,
            gflops);
    return peakGflops.isEmpty()
        ? line
        : line
            + String.format(
                Locale.ROOT,
                ", %.0f %% of the measured peak of %.0f",
                100 * gflops / peakGflops.getAsDouble(),
                peakGflops.getAsDouble());
  }

  /**
   * A table for people: one line for each setting, with the rate at which so many threads train its
   * models.
   */
  public String table(int threads) {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%9s  %5s  %8s  %8s  %13s  %18s  %8s%n",
            "per class",
            "width",
            "coarse",
            "fine",
            "fine - coarse",
            "95 % interval",
            "models/s"));
    for (Comparison comparison : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "%9d  %5d  %8.4f  %8.4f  %+13.4f  %+8.4f to %+.4f  %8.1f%n",
              comparison.perClass(),
              comparison.width(),
              comparison.coarse().median(),
              comparison.fine().median(),
              comparison.difference().value(),
              comparison.difference().low(),
              comparison.difference().high(),
              modelsPerSecond(comparison, threads)));
    }
    return table.toString();
  }

  private double modelsPerSecond(Comparison comparison, int threads) {
    List<Journal.Entry> members =
        entries.stream()
            .filter(entry -> entry.model().spec().width() == comparison.width())
            .filter(entry -> entry.model().spec().perClass() == comparison.perClass())
            .toList();
    return threads * members.size() / members.stream().mapToDouble(Journal.Entry::seconds).sum();
  }
}
