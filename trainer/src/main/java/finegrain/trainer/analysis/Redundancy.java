package finegrain.trainer.analysis;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.DiscTask;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelTree;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The redundancy of a map from fine to coarse classes: the share of the fine decision boundary that
 * lies inside coarse classes. It is 0 if every boundary between fine classes separates coarse
 * classes. The formulas are reconstructions: "Should We Always Train Models on Fine-Grained
 * Classes?" gives none.
 *
 * @param map text of the map
 * @param value from 0 to 1
 */
public record Redundancy(String map, double value) {
  /** The measure of {@link #ofConfusions}. */
  public static final String CONFUSIONS = "confusion_redundancy";

  /** The measure of {@link #ofNeighbours}. */
  public static final String NEIGHBOURS = "neighbour_redundancy";

  /** The measure of {@link #averageConfusionRatio}. */
  public static final String CONFUSION_RATIO = "average_confusion_ratio";

  private static final String RINGS = "ring_redundancy";
  private static final String RING_LENGTHS = "ring_redundancy_by_length";

  /**
   * The redundancies of maps, the least first: from the geometry of generated points, or, for other
   * data, the median of {@link #ofConfusions} over the trained models.
   */
  public static List<Redundancy> of(
      List<String> maps, Configuration configuration, Results results) {
    boolean generated = configuration.source() instanceof DataSource.Generated;
    List<Redundancy> all = new ArrayList<>();
    for (String map : maps) {
      double[] confusions =
          results.measures(CONFUSIONS).stream()
              .filter(measure -> measure.map().equals(map))
              .mapToDouble(Measure::value)
              .toArray();
      all.add(
          new Redundancy(
              map,
              generated
                  ? ofRings(map)
                  : confusions.length == 0 ? 0 : Statistics.quartiles(confusions).median()));
    }
    return all.stream().sorted(Comparator.comparingDouble(Redundancy::value)).toList();
  }

  /** The redundancies from the geometry of generated points; none for other data. */
  public static List<Measure> geometric(List<String> maps, Configuration configuration) {
    List<Measure> measures = new ArrayList<>();
    if (configuration.source() instanceof DataSource.Generated) {
      int perClass = configuration.perClass().getFirst();
      for (String map : maps) {
        measures.add(new Measure(map, Optional.empty(), perClass, 0, "", RINGS, ofRings(map)));
        measures.add(
            new Measure(map, Optional.empty(), perClass, 0, "", RING_LENGTHS, ofRingLengths(map)));
      }
    }
    return measures;
  }

  /** 1 - (pairs of neighbouring rings with different coarse classes) / (rings - 1). */
  static double ofRings(String map) {
    if (map.startsWith("delta=")) {
      return 2.0 / 3;
    }
    LabelMap coarse = LabelTree.parse(map).coarse();
    int rings = coarse.fineClasses();
    int different = 0;
    for (int ring = 1; ring < rings; ring++) {
      different += coarse.coarse(ring) == coarse.coarse(ring - 1) ? 0 : 1;
    }
    return 1 - different / (rings - 1.0);
  }

  /** The same, each boundary weighted by its radius, which is midway between those of its rings. */
  static double ofRingLengths(String map) {
    if (map.startsWith("delta=")) {
      double coarse = Math.sqrt(2);
      double delta = DiscTask.delta(map);
      return 1 - coarse / (coarse + (coarse - delta) + (coarse + delta));
    }
    LabelMap coarse = LabelTree.parse(map).coarse();
    double all = 0;
    double different = 0;
    for (int ring = 1; ring < coarse.fineClasses(); ring++) {
      double radius = ring + 0.5;
      all += radius;
      different += coarse.coarse(ring) == coarse.coarse(ring - 1) ? 0 : radius;
    }
    return 1 - different / all;
  }

  /**
   * The share of a fine model's errors that stay inside a coarse class; empty if it has no errors.
   *
   * @param accuracy of the model on the fine labels
   * @param confusedInside the share of samples that the model takes for another fine class of the
   *     same coarse class
   */
  public static OptionalDouble ofConfusions(double accuracy, double confusedInside) {
    double all = 1 - accuracy;
    return all == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Comparison.difference(confusedInside / all, 0));
  }

  /**
   * The average confusion ratio (ACR) of a fine model: the mean of its confusions between two fine
   * classes of different coarse classes, divided by the mean of those between two fine classes of
   * one coarse class (Chen et al. 2018, arXiv:1901.07012). The larger it is, the less redundant is
   * the map. Each sample counts equally. Empty if no confusion stays inside a coarse class.
   *
   * @param accuracy of the model on the fine labels
   * @param confusedInside the share of samples that the model takes for another fine class of the
   *     same coarse class
   */
  public static OptionalDouble averageConfusionRatio(
      double accuracy, double confusedInside, LabelMap coarse) {
    int classes = coarse.fineClasses();
    long inside = -classes;
    for (int group = 0; group < coarse.coarseClasses(); group++) {
      long members = coarse.members(group).length;
      inside += members * members;
    }
    long outside = (long) classes * (classes - 1) - inside;
    if (!(confusedInside > 0)) {
      return OptionalDouble.empty();
    }
    double between = Comparison.difference(1 - accuracy, confusedInside);
    return OptionalDouble.of(
        Comparison.difference((between / outside) / (confusedInside / inside), 0));
  }

  /**
   * Of the samples whose nearest neighbour is of another fine class, the share whose neighbour is
   * of the same coarse class; empty if there is no such sample.
   *
   * @param fine class of each sample
   * @param nearest the index of each sample's nearest neighbour
   */
  public static OptionalDouble ofNeighbours(int[] fine, int[] nearest, LabelMap coarse) {
    int different = 0;
    int together = 0;
    for (int sample = 0; sample < fine.length; sample++) {
      int other = fine[nearest[sample]];
      if (other != fine[sample]) {
        different++;
        together += coarse.coarse(other) == coarse.coarse(fine[sample]) ? 1 : 0;
      }
    }
    return different == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((double) together / different);
  }
}
