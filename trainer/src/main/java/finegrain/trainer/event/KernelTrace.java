package finegrain.trainer.event;

import finegrain.kernels.KernelTally;
import finegrain.kernels.Kernels;

/**
 * Writes the operations of the kernels in recorded epochs. One event covers several short epochs,
 * because an epoch has about ten kernels. It allocates nothing once it knows the kernels.
 */
final class KernelTrace {
  /** The shortest time of the epochs of an event, except for the last epochs. */
  private static final long LEAST_NANOS = 100_000_000;

  // Reused: a new event for each kernel would be garbage.
  private final KernelEvent event = new KernelEvent();

  private long[] before = new long[0];
  private boolean begun;
  private long beginning;

  /** A recorded epoch begins. */
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

  /** A recorded epoch ends. */
  void endEpoch(Kernels kernels) {
    if (System.nanoTime() - beginning >= LEAST_NANOS) {
      write(kernels);
    }
  }

  /** Writes an event for each kernel that was active in the epochs that are not written yet. */
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

  /** Forgets the epochs that are not written, because the next epoch is not recorded. */
  void drop() {
    begun = false;
  }
}
