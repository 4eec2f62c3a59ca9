package finegrain.trainer.profile;

import finegrain.trainer.event.Phase;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The summary of a recording: the time of a training and of its JVM.
 *
 * @param file the recording
 * @param seconds from its first event to its last one
 * @param java version of the JVM, if the recording has it
 * @param training the trainer's own events; empty if there are none
 * @param samples of methods
 * @param locks that threads have waited for
 * @param allocation of Java objects
 * @param collections of garbage
 * @param compilers the JVM's
 * @param deoptimisations of compiled methods
 */
public record Summary(
    Path file,
    double seconds,
    Optional<String> java,
    Optional<Training> training,
    Samples samples,
    Locks locks,
    Allocation allocation,
    Collections collections,
    Compilers compilers,
    Deoptimisations deoptimisations) {

  /**
   * The work of the training threads.
   *
   * @param backend its name and why it was chosen, if the recording has it
   * @param threads of the team; the most, if there were several teams
   * @param models to train
   * @param finished trained models
   * @param epochs of cohorts
   * @param steps of models: one batch of one model each
   * @param seconds of work of the team
   * @param threadSeconds {@code seconds} times the threads
   * @param phases each one, in the order of a step
   * @param idleSeconds of all threads together
   * @param peakOfThread measured, in 10^9 floating-point operations a second; empty if the
   *     recording has none
   */
  public record Training(
      Optional<String> backend,
      int threads,
      int models,
      int finished,
      int epochs,
      long steps,
      double seconds,
      double threadSeconds,
      List<PhaseTime> phases,
      double idleSeconds,
      OptionalDouble peakOfThread) {
    /** Copies the list. */
    public Training {
      phases = List.copyOf(phases);
    }

    /** Floating-point operations of all phases. */
    public long flops() {
      return phases.stream().mapToLong(PhaseTime::flops).sum();
    }

    /** Thread-seconds that were neither idle nor in an epoch: making and dividing cohorts. */
    public double outsideSeconds() {
      double phaseSeconds = phases.stream().mapToDouble(PhaseTime::seconds).sum();
      return Math.max(0, threadSeconds - phaseSeconds - idleSeconds);
    }

    /** Thread-seconds that were not idle. */
    public double busySeconds() {
      return Math.max(0, threadSeconds - idleSeconds);
    }

    /** The rate of a thread in 10^9 operations a second, in all its time. */
    public double gflopsOfThread() {
      return threadSeconds > 0 ? flops() * 1e-9 / threadSeconds : 0;
    }

    /** The share of the peak of a rate of one thread. */
    public OptionalDouble shareOfPeak(double gflopsOfThread) {
      return peakOfThread.isPresent()
          ? OptionalDouble.of(gflopsOfThread / peakOfThread.getAsDouble())
          : OptionalDouble.empty();
    }
  }

  /**
   * A phase of all epochs.
   *
   * @param seconds of all threads together
   * @param flops floating-point operations of its products; 0 where they are not counted
   */
  public record PhaseTime(Phase phase, double seconds, long flops) {
    /** The rate of a thread in it, in 10^9 operations a second; empty without operations. */
    public OptionalDouble gflopsOfThread() {
      return flops > 0 && seconds > 0
          ? OptionalDouble.of(flops * 1e-9 / seconds)
          : OptionalDouble.empty();
    }
  }

  /**
   * Samples of threads at work.
   *
   * @param event their kind, such as {@code jdk.CPUTimeSample}; empty if the recording has none
   * @param count samples with a stack trace
   * @param lost samples that could not be taken, or have no stack trace
   * @param trainingCount of training threads; of all threads, if the recording does not know them
   * @param trainingLost lost samples of the threads of {@code trainingCount}
   * @param kernels the kernels on top of the stacks of threads that train, the most frequent first;
   *     those too that have operations and no sample
   * @param hottest the methods on top of the stacks of all threads, the most frequent first
   */
  public record Samples(
      Optional<String> event,
      int count,
      long lost,
      int trainingCount,
      long trainingLost,
      List<KernelTime> kernels,
      List<MethodCount> hottest) {
    /** Copies the lists. */
    public Samples {
      kernels = List.copyOf(kernels);
      hottest = List.copyOf(hottest);
    }
  }

  /**
   * The time in a kernel, the method of the kernels' package that is next to the top.
   *
   * @param method such as {@code MicroKernels.byRow8x3From}
   * @param operation the method by which the trainer has called it, such as {@code dense}
   * @param samples of threads that train
   * @param seconds of processor time that the samples stand for, of all threads together; empty if
   *     the recording does not tell
   * @param flops floating-point operations of its products; 0 where they are not counted
   */
  public record KernelTime(
      String method, String operation, int samples, OptionalDouble seconds, long flops) {
    /** The least samples for a rate; a rate from n samples has an error of 1 / sqrt n. */
    static final int LEAST_SAMPLES = 10;

    /**
     * The rate of a thread in it, in 10^9 operations a second; empty without operations, and with
     * fewer than 10 samples.
     */
    public OptionalDouble gflopsOfThread() {
      return flops > 0 && samples >= LEAST_SAMPLES && seconds.orElse(0) > 0
          ? OptionalDouble.of(flops * 1e-9 / seconds.getAsDouble())
          : OptionalDouble.empty();
    }
  }

  /** A number for a method, a class or a reason, such as its samples. */
  public record MethodCount(String method, long count) {}

  /**
   * Waits for locks that another thread held.
   *
   * @param waits of training threads; of all, if the recording does not know them
   * @param seconds of these threads together
   * @param classes of the locks that were waited for longest, in nanoseconds
   */
  public record Locks(long waits, double seconds, List<MethodCount> classes) {
    /** Copies the list. */
    public Locks {
      classes = List.copyOf(classes);
    }
  }

  /**
   * Memory of Java objects, estimated from samples.
   *
   * @param bytes by all threads
   * @param trainingBytes by training threads; by all, if the recording does not know them
   * @param sites methods of this program whose calls took most, in bytes
   */
  public record Allocation(long bytes, long trainingBytes, List<MethodCount> sites) {
    /** Copies the list. */
    public Allocation {
      sites = List.copyOf(sites);
    }
  }

  /**
   * Garbage collections.
   *
   * @param count of them
   * @param pauseSeconds together
   * @param longestPauseSeconds of one
   */
  public record Collections(int count, double pauseSeconds, double longestPauseSeconds) {}

  /**
   * The work of the JVM's compilers.
   *
   * @param known whether the recording has it
   * @param seconds together
   * @param byCompiler of each compiler, if each compilation was recorded
   * @param givenUp methods that a compiler gave up, with the reason
   */
  public record Compilers(
      boolean known, double seconds, Map<String, Compiled> byCompiler, List<String> givenUp) {
    /** Copies the collections. */
    public Compilers {
      byCompiler = Map.copyOf(byCompiler);
      givenUp = List.copyOf(givenUp);
    }
  }

  /** How many methods were compiled, and in how many seconds. */
  public record Compiled(int count, double seconds) {}

  /**
   * Compiled methods that the JVM discarded.
   *
   * @param count of all
   * @param inKernels in methods of the kernels
   * @param reasons the JVM's words, the most frequent first
   */
  public record Deoptimisations(int count, int inKernels, List<MethodCount> reasons) {
    /** Copies the list. */
    public Deoptimisations {
      reasons = List.copyOf(reasons);
    }
  }
}
