package finegrain.trainer.cluster;

import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;

/**
 * An engine that has tasks computed by processes on other machines, and begins them again where a
 * process is lost. It is a service: the program knows none, and takes the one on its path.
 */
public interface Cluster {
  /**
   * What is asked of a cluster.
   *
   * @param place as the user names it, such as {@code spark://HOST:7077}
   * @param name of the work, for those who look at the cluster
   * @param cores the most to take; empty for all
   * @param log the file for the cluster's own warnings
   * @param loaded bytes of the heap that this process needed for the same data
   */
  record Request(String place, String name, OptionalInt cores, Path log, long loaded) {}

  /** Hears of the work. One thread at a time calls it. */
  interface Listener {
    /**
     * An item is finished; an item may be told twice, with the same result.
     *
     * @param result as {@link ClusterWork.Results} took it
     */
    void finished(int item, byte[] result);

    /** More was done: steps of models, floating-point operations, models that train at the time. */
    void worked(long steps, long flops, int alive);
  }

  /** A cluster with at least one process for us. */
  interface Connection extends AutoCloseable {
    /** What it is, in words. */
    String words();

    /** The cores that work for us at the time. */
    int cores();

    /**
     * Has tasks computed, those that come first begun first; returns when all are done.
     *
     * @param job of all tasks
     * @param tasks the items of each
     * @throws UserError if a task cannot be done
     * @throws InterruptedException if the calling thread is interrupted
     */
    void run(ClusterJob job, List<int[]> tasks, Listener listener) throws InterruptedException;

    @Override
    void close();
  }

  /**
   * Waits for processes.
   *
   * @throws UserError if there is no such cluster, or none of its processes comes
   */
  Connection connect(Request request) throws InterruptedException;

  /** The engine on the path; empty if there is none. */
  static Optional<Cluster> find() {
    return ServiceLoader.load(Cluster.class, Cluster.class.getClassLoader()).findFirst();
  }
}
