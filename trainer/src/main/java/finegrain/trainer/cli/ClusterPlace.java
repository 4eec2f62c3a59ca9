package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.cluster.Cluster;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The cluster that the user names.
 *
 * @param place such as {@code spark://HOST:7077}
 * @param cores the most to take; empty for all
 */
record ClusterPlace(String place, OptionalInt cores) {
  private static final String LOG = "spark.log";

  /**
   * Waits for processes of the cluster.
   *
   * @param name of the work
   * @param folder of the run
   * @throws UserError if there is no such cluster, or none of its processes comes
   */
  Cluster.Connection connect(String name, Path folder) throws InterruptedException {
    Cluster cluster =
        Cluster.find()
            .orElseThrow(
                () ->
                    new UserError(
                        "this program was built without Spark; start it by ./finegrain run ... --on"
                            + " "
                            + place));
    Runtime heap = Runtime.getRuntime();
    return cluster.connect(
        new Cluster.Request(
            place,
            "finegrain " + name,
            cores,
            folder.toAbsolutePath().resolve(LOG),
            heap.totalMemory() - heap.freeMemory()));
  }
}
