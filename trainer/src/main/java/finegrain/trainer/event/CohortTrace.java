package finegrain.trainer.event;

import finegrain.kernels.Kernels;

/**
 * Writes the events of a cohort while it is trained. The time of the phases is taken where epochs
 * are recorded and nowhere else; {@link #mark} costs a look at the clock there, and else at a
 * field. Allocates nothing for an epoch. For one thread.
 */
public final class CohortTrace {
  private final boolean recorded;

  // Written again and again: an event of its own for each epoch would be garbage.
  private final EpochEvent epochEvent = new EpochEvent();
  private final CohortEvent cohortEvent = new CohortEvent();
  private final KernelTrace kernelTrace = new KernelTrace();

  /** Whether the phases of this epoch are timed. */
  private boolean clocked;

  private long lastMark;

  /**
   * The trace of a cohort.
   *
   * @param recorded whether it writes events at all
   */
  public CohortTrace(boolean recorded) {
    this.recorded = recorded;
  }

  /**
   * A thread begins to train the cohort.
   *
   * @param perClass training images of each fine class
   * @param repeat counted from 0
   * @param epochsBefore epochs that another thread has trained it
   * @param models that are alive
   * @param columns of all of them
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

  /** An epoch begins, of so many models and columns, by these kernels. */
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

  /** The time since the last mark, or since the epoch's begin, was this phase's. */
  public void mark(Phase phase) {
    if (clocked) {
      long now = System.nanoTime();
      epochEvent.addTime(phase, now - lastMark);
      lastMark = now;
    }
  }

  /** Steps of models were made in this epoch. */
  public void addSteps(long steps) {
    epochEvent.steps += steps;
    cohortEvent.steps += steps;
  }

  /** Floating-point operations were done in this epoch, in a phase that has them. */
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

  /** The thread has no more to do for the cohort; the kernels are those of its epochs. */
  public void end(Kernels kernels) {
    if (recorded) {
      kernelTrace.write(kernels);
      cohortEvent.end();
      cohortEvent.commit();
    }
  }
}
