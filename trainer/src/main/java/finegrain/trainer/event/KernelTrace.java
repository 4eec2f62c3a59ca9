package finegrain.trainer.event;

import finegrain.kernels.KernelTally;
import finegrain.kernels.Kernels;

/**
 * Writes what the kernels do in epochs that are recorded: of several together, where they are
 * short, for that there are ten kernels to an epoch. Allocates nothing once it knows the kernels.
 */
final class KernelTrace {
  /** So long at least, but for the last ones, are the epochs of an event. */
  private static final long LEAST_NANOS = 100_000_000;

  // Written again and again: an event of its own for each kernel would be garbage.
  private final KernelEvent event = new KernelEvent();

  private long[] before = new long[0];
  private boolean begun;
  private long beginning;

  /** An epoch begins that is recorded. */
  void beginEpoch(Kernels kernels) {
    if (begun) {
      return;
    }
    KernelTally tally = kernels.tally();
    if (before.length != tally.size()) {
      before = new long[tally.size()];
    }
    for (int i = 0; i < before.length; i++) {
      before[i] = tally.flops(i);
    }
    begun = true;
    beginning = System.nanoTime();
    event.begin();
  }

  /** An epoch is over that was recorded. */
  void endEpoch(Kernels kernels) {
    if (System.nanoTime() - beginning >= LEAST_NANOS) {
      write(kernels);
    }
  }

  /** Writes an event for each kernel that was at work since the first epoch that is not written. */
  void write(Kernels kernels) {
    if (!begun) {
      return;
    }
    begun = false;
    event.end();
    KernelTally tally = kernels.tally();
    for (int i = 0; i < before.length; i++) {
      event.flops = tally.flops(i) - before[i];
      if (event.flops > 0) {
        event.method = tally.method(i);
        event.operation = tally.operation(i).method();
        event.commit();
      }
    }
  }

  /** Forgets epochs that are not written: the next one is not recorded. */
  void drop() {
    begun = false;
  }
}
