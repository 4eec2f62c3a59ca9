package finegrain.trainer.cluster;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.experiment.Configuration;
import java.util.SortedMap;

/** A job in a process of a cluster, which computes some of its items. Several threads may call. */
public interface ClusterWork {
  /** Takes what is computed. One thread at a time calls it. */
  interface Results {
    /** An item is finished. */
    void finished(int item, byte[] result);
  }

  /**
   * Computes items and returns when all are done.
   *
   * @param threads that compute
   * @throws InterruptedException if the calling thread is interrupted; the threads are stopped
   */
  void run(int[] items, int threads, Results results) throws InterruptedException;

  /** Counts the work of all calls. */
  Meter meter();

  /**
   * The backend of this machine, by the rules of a local run.
   *
   * @param arithmetic of the run
   * @throws UserError if it gives other bits, or cannot run here
   */
  static Backends.Choice backend(String name, String arithmetic) {
    Backends.Choice choice;
    try {
      choice = Backends.choose(name);
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      throw new UserError(unusable.getMessage(), unusable);
    }
    String here =
        choice.backend().referenceBits() ? Configuration.REFERENCE : choice.backend().name();
    if (!here.equals(arithmetic)) {
      throw new UserError(
          "this machine computes by %s (%s), and the run has the bits of %s; give --backend vector or scalar"
              .formatted(choice.backend().name(), choice.reason(), arithmetic));
    }
    return choice;
  }

  /**
   * Compares the data of this machine with those of the run.
   *
   * @throws UserError if a file differs
   */
  static void check(
      String name, SortedMap<String, String> ofRun, SortedMap<String, String> here, String place) {
    if (!ofRun.equals(here)) {
      throw new UserError(
          "the data %s on this machine (%s) are not those on the machine that the run was started on; copy them"
              .formatted(name, place));
    }
  }
}
