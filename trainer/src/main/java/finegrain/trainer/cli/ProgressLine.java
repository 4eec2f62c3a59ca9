package finegrain.trainer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of a run, in one line.
 *
 * @param done models that are finished, in all parts of the run
 * @param total models of the run
 * @param alive models that are being trained
 * @param stepsPerSecond steps of models: one batch of one model each
 * @param gflops floating-point operations a second, in 10^9
 * @param peakGflops of all threads; empty while it is not measured
 * @param phases the largest phases of the training with their shares; empty if nobody asked
 * @param left time until the end; empty while nothing tells
 */
record ProgressLine(
    long done,
    long total,
    int alive,
    double stepsPerSecond,
    double gflops,
    OptionalDouble peakGflops,
    Optional<String> phases,
    Optional<Duration> left) {
  /** The line without a bar. */
  String text() {
    return String.join(", ", parts());
  }

  /** The line in at most so many columns: with a bar if there is room, without details if not. */
  String fit(int columns) {
    return LiveLine.fit(parts(), done, total, columns);
  }

  private List<String> parts() {
    List<String> parts = new ArrayList<>();
    parts.add("%d/%d models".formatted(done, total));
    if (alive > 0) {
      parts.add(alive + " alive");
    }
    if (stepsPerSecond > 0) {
      parts.add(shortened(stepsPerSecond) + "steps/s");
      parts.add(String.format(Locale.ROOT, "%.0f GFLOP/s", gflops));
      peakGflops.ifPresent(
          peak -> parts.add(String.format(Locale.ROOT, "%.0f %% of peak", 100 * gflops / peak)));
    }
    phases.ifPresent(parts::add);
    left.map(ProgressLine::left).ifPresent(parts::add);
    return parts;
  }

  /** The time until the end, in words. */
  static String left(Duration time) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d left",
        time.toHours(),
        time.toMinutesPart(),
        time.toSecondsPart());
  }

  /** Three digits, and thousands and millions as letters. */
  static String shortened(double number) {
    if (number < 1e3) {
      return String.format(Locale.ROOT, "%.0f ", number);
    }
    double scaled = number < 1e6 ? number / 1e3 : number / 1e6;
    String form = scaled < 10 ? "%.2f%s " : scaled < 100 ? "%.1f%s " : "%.0f%s ";
    return String.format(Locale.ROOT, form, scaled, number < 1e6 ? "k" : "M");
  }
}
