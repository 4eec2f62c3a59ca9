package finegrain.cluster;

import finegrain.trainer.UserError;
import finegrain.trainer.cluster.ClusterJob;
import finegrain.trainer.cluster.ClusterWork;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;
import org.apache.spark.api.plugin.PluginContext;

/**
 * A task in an executor: computes its items and sends each result when it is there.
 *
 * @param job of all tasks
 */
record ItemTask(ClusterJob job) implements VoidFunction<Iterator<int[]>> {
  /** What this process has opened: its data are read once for all tasks. */
  private static final Map<ClusterJob, ClusterWork> OPENED = new ConcurrentHashMap<>();

  private static final long MILLIS_BETWEEN_REPORTS = 1_000;

  @Override
  public void call(Iterator<int[]> tasks) throws Exception {
    PluginContext driver = Messages.ofExecutor();
    try {
      // As the program itself does: numbers look the same everywhere.
      Locale.setDefault(Locale.ROOT);
      ClusterWork work = OPENED.computeIfAbsent(job, _ -> open(driver));
      int threads = Math.max(1, TaskContext.get().cpus());
      while (tasks.hasNext()) {
        work.run(tasks.next(), threads, (item, result) -> send(driver, item, result));
      }
    } catch (UserError refusal) {
      driver.ask(new Message.Refused(driver.hostname(), refusal.getMessage()).bytes());
      throw refusal;
    }
  }

  private ClusterWork open(PluginContext driver) {
    ClusterWork work = job.open();
    Thread.ofPlatform().daemon().name("reports").start(() -> report(work, driver));
    return work;
  }

  /** Returns when the driver has kept the result. */
  private static void send(PluginContext driver, int item, byte[] result) {
    try {
      if (driver.ask(new Message.Finished(item, result).bytes()).equals(false)) {
        throw new IllegalStateException("the driver takes no more results");
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the driver cannot be reached", e);
    }
  }

  /** Tells the driver how far this process is, as long as it lives. */
  private static void report(ClusterWork work, PluginContext driver) {
    Message.Worked last = new Message.Worked(driver.executorID(), 0, 0, 0);
    try {
      while (true) {
        Thread.sleep(MILLIS_BETWEEN_REPORTS);
        Message.Worked now =
            new Message.Worked(
                driver.executorID(),
                work.meter().steps(),
                work.meter().flops(),
                work.meter().alive());
        if (!now.equals(last)) {
          driver.send(now.bytes());
          last = now;
        }
      }
    } catch (InterruptedException | java.io.IOException end) {
      // The process ends.
    }
  }
}
