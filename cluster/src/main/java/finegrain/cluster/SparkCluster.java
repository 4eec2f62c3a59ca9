package finegrain.cluster;

import finegrain.trainer.UserError;
import finegrain.trainer.cluster.Cluster;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark: this process is the driver, in client mode. */
public final class SparkCluster implements Cluster {
  private static final String PATIENCE = "spark.finegrain.patience";

  /** The property by which log4j2.properties knows the file. */
  private static final String LOG = "finegrain.spark.log";

  private static final int USUAL_PATIENCE = 120;
  private static final long LOOK_MILLIS = 100;

  /** Executors that come together come within this time. */
  private static final long TOGETHER_MILLIS = 500;

  /** For the service loader. */
  public SparkCluster() {}

  @Override
  public Connection connect(Request request) throws InterruptedException {
    System.setProperty(LOG, request.log().toString());
    String master = SparkSettings.master(request.place());
    List<MasterAddress> addresses = MasterAddress.of(master);
    MasterAddress.check(master, addresses);
    SparkConf conf = SparkSettings.of(request, master, addresses);
    Collected collected = new Collected();
    Messages.to(collected);
    JavaSparkContext spark = start(conf);
    try {
      await(spark, collected);
      return new SparkConnection(spark, collected);
    } catch (RuntimeException | InterruptedException failure) {
      spark.stop();
      throw failure;
    }
  }

  private static JavaSparkContext start(SparkConf conf) {
    try {
      return new JavaSparkContext(conf);
    } catch (RuntimeException e) {
      throw new UserError(
          "Spark does not start with the master %s (%s)"
              .formatted(conf.get("spark.master"), e.getMessage()),
          e);
    }
  }

  /** The seconds that an executor has to come. */
  static int patience(JavaSparkContext spark) {
    return spark.getConf().getInt(PATIENCE, USUAL_PATIENCE);
  }

  /** Waits for the first executor, and a moment for those that come with it. */
  private static void await(JavaSparkContext spark, Collected collected)
      throws InterruptedException {
    int patience = patience(spark);
    long begin = System.nanoTime();
    while (collected.executors() == 0) {
      if (spark.sc().isStopped()) {
        throw new UserError(
            "the Spark master %s has ended the work before an executor came; executors do not start (their words are in the folders work of the workers), or the master is not of version %s"
                .formatted(spark.master(), spark.version()));
      }
      if ((System.nanoTime() - begin) * 1e-9 > patience) {
        throw new UserError(
            String.format(
                Locale.ROOT,
                "no executor of %s has come for %d s; do its workers live, with a core and %s of"
                    + " memory free for each executor (spark.executor.memory)? %s sets the seconds",
                spark.master(),
                patience,
                spark.getConf().get("spark.executor.memory"),
                PATIENCE));
      }
      Thread.sleep(LOOK_MILLIS);
    }
    int before;
    do {
      before = collected.executors();
      Thread.sleep(TOGETHER_MILLIS);
    } while (collected.executors() > before);
  }
}
