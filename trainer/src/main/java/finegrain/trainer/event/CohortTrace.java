package finegrain.trainer.event;

import finegrain.kernels.Kernels;

/**
 * Writes the events of a cohort while it is trained. It times the phases only if a recording wants
 * epochs; otherwise {@link #mark} only reads a field. It allocates nothing for an epoch. For one
 * thread.
 */
public final class CohortTrace {
  private final boolean recorded;

  // Reused: a new event for each epoch would be garbage.
  private final EpochEvent epochEvent = new EpochEvent();
  private final CohortEvent cohortEvent = new CohortEvent();
  private final KernelTrace kernelTrace = new KernelTrace();

  /** Whether the phases of this epoch are timed. */
  private boolean clocked;

  private long lastMark;

  /**
   * The trace of a cohort.
   *
   * @param recorded whether the trace writes events
   */
  public CohortTrace(boolean recorded) {
    this.recorded = recorded;
  }

  /**
   * A thread begins to train the cohort.
   *
   * @param perClass training images of each fine class
   * @param repeat counted from 0
   * @param epochsBefore epochs that other threads have trained the cohort
   * @param models of the cohort
   * @param columns of all models
   */
  public void begin(int perClass, int repeat, int epochsBefore, int models, int columns) {
    if (!recorded) {
      return;
    }
    CohortStartedEvent started = new CohortStartedEvent();
    started.perClass = perClass;
    started.repeat = repeat;
    started.models = models;
    started.columns = columns;
    started.epochsBefore = epochsBefore;
    started.commit();
    epochEvent.perClass = perClass;
    epochEvent.repeat = repeat;
    cohortEvent.perClass = perClass;
    cohortEvent.repeat = repeat;
    cohortEvent.models = models;
    cohortEvent.begin();
  }

  /** An epoch begins, with these models, columns and kernels. */
  public void beginEpoch(int models, int columns, Kernels kernels) {
    clocked = recorded && epochEvent.isEnabled();
    if (clocked) {
      epochEvent.clear();
      epochEvent.models = models;
      epochEvent.columns = columns;
      kernelTrace.beginEpoch(kernels);
      epochEvent.begin();
      lastMark = System.nanoTime();
    } else {
      kernelTrace.drop();
    }
  }

  /** A phase ends, which began at the last mark or at the beginning of the epoch. */
  public void mark(Phase phase) {
    if (clocked) {
      long now = System.nanoTime();
      epochEvent.addTime(phase, now - lastMark);
      lastMark = now;
    }
  }

  /** Adds steps of models to this epoch. */
  public void addSteps(long steps) {
    epochEvent.steps += steps;
    cohortEvent.steps += steps;
  }

  /** Adds floating-point operations to this epoch, in a phase that counts them. */
  public void addFlops(Phase phase, long operations) {
    epochEvent.addFlops(phase, operations);
    cohortEvent.flops += operations;
  }

  /** The epoch, counted from 1, is over. */
  public void endEpoch(int epoch, Kernels kernels) {
    cohortEvent.epochs++;
    if (clocked) {
      mark(Phase.OTHER);
      epochEvent.epoch = epoch;
      epochEvent.end();
      epochEvent.commit();
      kernelTrace.endEpoch(kernels);
      clocked = false;
    }
  }

  /** The thread ends its work on the cohort, with the kernels of the epochs. */
  public void end(Kernels kernels) {
    if (recorded) {
      kernelTrace.write(kernels);
      cohortEvent.end();
      cohortEvent.commit();
    }
  }
}
