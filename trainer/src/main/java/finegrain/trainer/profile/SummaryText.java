package finegrain.trainer.profile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A summary as a text. */
public final class SummaryText {
  private static final double MEBI = 0x1p20;

  /** Kernels with a smaller percentage of the samples share one line. */
  private static final double LEAST_PERCENT = 1;

  private final Summary summary;
  private final List<String> lines = new ArrayList<>();

  private SummaryText(Summary summary) {
    this.summary = summary;
  }

  /** The text; each line ends with a line feed. */
  public static String of(Summary summary) {
    SummaryText text = new SummaryText(summary);
    text.head();
    summary.training().ifPresent(text::phases);
    text.kernels();
    text.hottest();
    text.machine();
    return String.join("\n", text.lines) + "\n";
  }

  private void head() {
    line("Profile: %s", summary.file());
    line("The recording lasts %.1f s", summary.seconds());
    if (summary.training().isEmpty()) {
      line("No epoch of Finegrain's training is in it. The rest is about the JVM alone.");
      return;
    }
    Summary.Training training = summary.training().get();
    training.backend().ifPresent(backend -> line("backend:  %s", backend));
    line(
        "training: %.1f s on %d %s, %d%s models finished, %d epochs of cohorts, %.3g M steps",
        training.seconds(),
        training.threads(),
        training.threads() == 1 ? "thread" : "threads",
        training.finished(),
        // A recording that began later does not know the models.
        training.models() > 0 ? " of " + training.models() : "",
        training.epochs(),
        training.steps() * 1e-6);
  }

  private void phases(Summary.Training training) {
    line("");
    line("The time of the threads by phase; rates are those of one thread%s", peak(training));
    line("%-12s %9s %8s %9s %7s", "phase", "seconds", "% time", "GFLOP/s", "% peak");
    for (Summary.PhaseTime phase : training.phases()) {
      row(
          training,
          phase.phase().label(),
          phase.seconds(),
          phase.gflopsOfThread(),
          phase.phase().description());
    }
    OptionalDouble none = OptionalDouble.empty();
    row(training, "idle", training.idleSeconds(), none, "waits for work");
    row(training, "outside", training.outsideSeconds(), none, "makes and divides cohorts");
    row(
        training,
        "all",
        training.threadSeconds(),
        OptionalDouble.of(training.gflopsOfThread()),
        "");
  }

  private static String peak(Summary.Training training) {
    return training.peakOfThread().isPresent()
        ? format(", whose peak is %.0f GFLOP/s", training.peakOfThread().getAsDouble())
        : "";
  }

  private void row(
      Summary.Training training,
      String name,
      double seconds,
      OptionalDouble gflops,
      String description) {
    line(
        "%-12s %9.3f %8.1f %s  %s",
        name,
        seconds,
        percent(seconds, training.threadSeconds()),
        rate(gflops, Optional.of(training)),
        description);
  }

  /** The columns of a rate and of its share of the peak. */
  private static String rate(OptionalDouble gflops, Optional<Summary.Training> training) {
    OptionalDouble share =
        gflops.isPresent() && training.isPresent()
            ? training.get().shareOfPeak(gflops.getAsDouble())
            : OptionalDouble.empty();
    return format(
        "%9s %7s",
        gflops.isPresent() ? format("%.1f", gflops.getAsDouble()) : "",
        share.isPresent() ? format("%.1f", 100 * share.getAsDouble()) : "");
  }

  private void kernels() {
    Summary.Samples samples = summary.samples();
    line("");
    if (samples.event().isEmpty()) {
      line("No samples of running methods are in it");
      return;
    }
    line(
        "Kernels, by %d samples of %s (%s)%s",
        samples.trainingCount(),
        summary.training().isPresent() ? "threads that train" : "all threads",
        samples.event().get(),
        lost(samples.trainingLost()));
    line(
        "%9s %8s %9s %7s  %-29s %s",
        "seconds", "% time", "GFLOP/s", "% peak", "kernel", "operation");
    int few = 0;
    double fewSeconds = 0;
    for (Summary.KernelTime kernel : samples.kernels()) {
      double percent = percent(kernel.samples(), samples.trainingCount());
      if (percent < LEAST_PERCENT) {
        few += kernel.samples();
        fewSeconds += kernel.seconds().orElse(0);
      } else {
        line(
            "%9s %8.1f %s  %-29s %s",
            kernel.seconds().isPresent() ? seconds(kernel.seconds().getAsDouble()) : "",
            percent,
            rate(kernel.gflopsOfThread(), summary.training()),
            kernel.method(),
            kernel.operation());
      }
    }
    if (few > 0) {
      line(
          "%9s %8.1f %s  others, each below 1 %%",
          fewSeconds > 0 ? seconds(fewSeconds) : "",
          percent(few, samples.trainingCount()),
          rate(OptionalDouble.empty(), Optional.empty()));
    }
  }

  private static String seconds(double seconds) {
    return format("%.2f", seconds);
  }

  private void hottest() {
    Summary.Samples samples = summary.samples();
    if (samples.event().isEmpty()) {
      return;
    }
    line("");
    line(
        "The hottest methods, by %d samples of all threads%s",
        samples.count(), lost(samples.lost()));
    for (Summary.MethodCount method : samples.hottest()) {
      line("%8.1f  %s", percent((double) method.count(), samples.count()), method.method());
    }
  }

  private static String lost(long samples) {
    return samples > 0 ? "; %d more have no stack trace".formatted(samples) : "";
  }

  private void machine() {
    line("");
    locks(summary.locks());
    Summary.Allocation allocation = summary.allocation();
    line(
        "allocation:          %.0f MiB, %.0f of them by %s%s",
        allocation.bytes() / MEBI,
        allocation.trainingBytes() / MEBI,
        summary.training().isPresent() ? "threads that train" : "all threads",
        allocation.sites().isEmpty()
            ? ""
            : "; most in "
                + allocation.sites().stream()
                    .map(site -> format("%s (%.0f)", site.method(), site.count() / MEBI))
                    .collect(Collectors.joining(", ")));
    Summary.Collections collections = summary.collections();
    line(
        "garbage collections: %d, with %.0f ms of pauses, the longest %.0f ms",
        collections.count(),
        collections.pauseSeconds() * 1e3,
        collections.longestPauseSeconds() * 1e3);
    Summary.Compilers compilers = summary.compilers();
    if (compilers.known()) {
      line(
          "compilers:           %.1f s%s",
          compilers.seconds(),
          new TreeMap<>(compilers.byCompiler())
              .entrySet().stream()
                  .map(
                      entry ->
                          format(
                              "; %s %.1f s for %d methods",
                              entry.getKey(), entry.getValue().seconds(), entry.getValue().count()))
                  .collect(Collectors.joining()));
      compilers.givenUp().forEach(method -> line("  given up: %s", method));
    }
    Summary.Deoptimisations deoptimisations = summary.deoptimisations();
    line(
        "deoptimisations:     %d, %d of them in kernels%s",
        deoptimisations.count(),
        deoptimisations.inKernels(),
        deoptimisations.reasons().isEmpty()
            ? ""
            : "; "
                + deoptimisations.reasons().stream()
                    .map(reason -> reason.method() + " " + reason.count())
                    .collect(Collectors.joining(", ")));
  }

  private void locks(Summary.Locks locks) {
    line(
        "locks:               %d waits of %.0f ms together%s%s",
        locks.waits(),
        locks.seconds() * 1e3,
        summary
            .training()
            .map(
                its ->
                    format(", %.2f %% of the time", percent(locks.seconds(), its.threadSeconds())))
            .orElse(""),
        locks.classes().isEmpty()
            ? ""
            : "; most for "
                + locks.classes().stream()
                    .map(lock -> format("%s (%.0f)", lock.method(), lock.count() * 1e-6))
                    .collect(Collectors.joining(", ")));
  }

  private void line(String format, Object... values) {
    lines.add(format(format, values).stripTrailing());
  }

  @SuppressWarnings("AnnotateFormatMethod") // The annotation is not a dependency.
  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static double percent(double part, double whole) {
    return whole > 0 ? 100 * part / whole : 0;
  }
}
