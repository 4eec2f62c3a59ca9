package finegrain.trainer.analysis;

import finegrain.trainer.clustering.RandIndex;
import finegrain.trainer.labels.LabelMap;
import java.util.stream.IntStream;

/** How well the clusters inside the coarse classes match the fine classes. */
public final class ClusterAgreement {
  /** The measure of {@link #meanRandIndex}. */
  public static final String RAND_INDEX = "adjusted_rand_index";

  private ClusterAgreement() {}

  /**
   * The adjusted Rand index inside each coarse class, mean over the coarse classes. Clusters get no
   * credit for lying inside coarse classes.
   *
   * @param clusters the cluster of each sample
   * @param fine the fine class of each sample
   */
  public static double meanRandIndex(int[] clusters, int[] fine, LabelMap coarse) {
    double sum = 0;
    for (int group = 0; group < coarse.coarseClasses(); group++) {
      int of = group;
      int[] members =
          IntStream.range(0, fine.length)
              .filter(sample -> coarse.coarse(fine[sample]) == of)
              .toArray();
      sum +=
          RandIndex.adjusted(
              IntStream.of(members).map(sample -> clusters[sample]).toArray(),
              IntStream.of(members).map(sample -> fine[sample]).toArray());
    }
    return sum / coarse.coarseClasses();
  }
}
