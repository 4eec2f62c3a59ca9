package finegrain.cluster;

import finegrain.trainer.UserError;
import finegrain.trainer.cluster.Cluster;
import finegrain.trainer.cluster.ClusterJob;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/** A running application of Spark. */
record SparkConnection(JavaSparkContext spark, Collected collected) implements Cluster.Connection {
  private static final long LOOK_MILLIS = 200;

  /** An executor that dies of a full heap ends with this code. */
  private static final String OUT_OF_MEMORY = "(?s).*(exited with code 52|OutOfMemoryError).*";

  @Override
  public String words() {
    int executors = collected.executors();
    int cores = cores();
    return "%s, %d %s with %d %s (Spark %s)"
        .formatted(
            spark.master(),
            executors,
            executors == 1 ? "executor" : "executors",
            cores,
            cores == 1 ? "core" : "cores",
            spark.version());
  }

  @Override
  public int cores() {
    return collected.cores();
  }

  @Override
  public void run(ClusterJob job, List<int[]> tasks, Cluster.Listener listener)
      throws InterruptedException {
    if (tasks.isEmpty()) {
      return;
    }
    collected.tell(listener);
    JavaFutureAction<Void> work =
        spark.parallelize(tasks, tasks.size()).foreachPartitionAsync(new ItemTask(job));
    try {
      long seen = System.nanoTime();
      while (!isDone(work)) {
        throwFailure();
        if (collected.executors() > 0) {
          seen = System.nanoTime();
        } else if ((System.nanoTime() - seen) * 1e-9 > SparkCluster.patience(spark)) {
          throw new UserError(
              "all executors of %s are gone, and none has come back for %d s; the same command goes on from there"
                  .formatted(spark.master(), SparkCluster.patience(spark)));
        }
      }
      throwFailure();
    } finally {
      if (!work.isDone()) {
        work.cancel(true);
      }
    }
  }

  private void throwFailure() {
    collected
        .failure()
        .ifPresent(
            failure -> {
              throw failure;
            });
  }

  /** Waits a moment. */
  private boolean isDone(JavaFutureAction<Void> work) throws InterruptedException {
    try {
      work.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException goesOn) {
      return false;
    } catch (ExecutionException | CancellationException failure) {
      awaitEnd();
      throwFailure();
      throw new UserError(sentence(failure), failure);
    }
  }

  /** Does not return where the JVM ends: then Spark has stopped, and the user knows why. */
  private static void awaitEnd() throws InterruptedException {
    Thread probe = Thread.ofPlatform().unstarted(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
    } catch (IllegalStateException ending) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private String sentence(Exception failure) {
    Optional<String> fault = collected.lastFault();
    if (spark.sc().isStopped() || fault.isEmpty()) {
      return "Spark has ended the work (%s); the same command goes on from there"
          .formatted(firstLine(String.valueOf(failure.getMessage())));
    }
    return "a task failed on Spark more often than it may (spark.task.maxFailures), the last time by %s%s; the same command goes on from there"
        .formatted(
            firstLine(fault.get()),
            fault.get().matches(OUT_OF_MEMORY)
                ? "; executors need more memory (spark.executor.memory)"
                : "");
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }

  @Override
  public void close() {
    spark.stop();
  }
}
