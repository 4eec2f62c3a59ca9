package finegrain.trainer.event;

import finegrain.kernels.KernelTally;
import finegrain.kernels.Kernels;

/** Writes what the kernels do in an epoch. Allocates nothing for an epoch but its first. */
final class KernelTrace {
  // Written again and again: an event of its own for each kernel would be garbage.
  private final KernelEvent event = new KernelEvent();

  private long[] before = new long[0];

  /** An epoch begins. */
  void begin(Kernels kernels) {
    KernelTally tally = kernels.tally();
    if (before.length != tally.size()) {
      before = new long[tally.size()];
    }
    for (int i = 0; i < before.length; i++) {
      before[i] = tally.flops(i);
    }
    event.begin();
  }

  /** The epoch is over: writes an event for each kernel that was at work. */
  void end(Kernels kernels) {
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
}
