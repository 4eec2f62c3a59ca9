package finegrain.trainer.analysis;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.labels.LabelMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Groupings of fine classes into two coarse classes of equal size, or of sizes that differ by one,
 * and their average confusion ratios by the confusions of a fine model.
 *
 * @param groupings by rising ratio
 */
public record Regroupings(List<Grouping> groupings) {
  /** With more classes there are too many groupings to look at each. */
  private static final int MOST_ENUMERATED = 16;

  private static final int DRAWN = 2000;

  /** Copies the list. */
  public Regroupings {
    groupings = List.copyOf(groupings);
  }

  /**
   * A grouping.
   *
   * @param map the coarse class of each fine one
   * @param ratio as in {@link Redundancy#averageConfusionRatio}
   */
  public record Grouping(LabelMap map, double ratio) {}

  /**
   * The groupings of up to 16 classes, or 2,000 that are drawn at random for more. Groupings
   * without a ratio are left out.
   *
   * @param confusions how many samples of a class (row) a fine model takes for each class (column)
   * @param seed of what is drawn
   */
  public static Regroupings of(int[][] confusions, long seed) {
    int classes = confusions.length;
    Iterable<List<Integer>> groupings =
        classes <= MOST_ENUMERATED ? all(classes) : drawn(classes, seed);
    List<Grouping> withRatio = new ArrayList<>();
    for (List<Integer> groups : groupings) {
      LabelMap map = new LabelMap(groups);
      OptionalDouble ratio = ratio(confusions, map);
      ratio.ifPresent(value -> withRatio.add(new Grouping(map, value)));
    }
    withRatio.sort(Comparator.comparingDouble(Grouping::ratio));
    return new Regroupings(withRatio);
  }

  /** Each grouping once: class 0 is in group 0. */
  private static List<List<Integer>> all(int classes) {
    List<List<Integer>> all = new ArrayList<>();
    for (int others = 0; others < 1 << (classes - 1); others++) {
      int ofGroupOne = Integer.bitCount(others);
      if (ofGroupOne == classes / 2 || classes - ofGroupOne == classes / 2) {
        int bits = others << 1;
        all.add(IntStream.range(0, classes).mapToObj(fine -> bits >> fine & 1).toList());
      }
    }
    return all;
  }

  private static Set<List<Integer>> drawn(int classes, long seed) {
    Set<List<Integer>> drawn = new LinkedHashSet<>();
    for (int draw = 0; draw < DRAWN; draw++) {
      int[] order = IntStream.range(0, classes).toArray();
      RandomStream random = RandomPurpose.REGROUPINGS.stream(seed, 0, draw);
      random.shuffle(order);
      List<Integer> groups = new ArrayList<>(Collections.nCopies(classes, 0));
      for (int i = 0; i < classes / 2; i++) {
        groups.set(order[i], 1);
      }
      int first = groups.getFirst();
      drawn.add(groups.stream().map(group -> group ^ first).toList());
    }
    return drawn;
  }

  private static OptionalDouble ratio(int[][] confusions, LabelMap map) {
    long all = 0;
    long right = 0;
    long inside = 0;
    for (int fine = 0; fine < confusions.length; fine++) {
      for (int other = 0; other < confusions.length; other++) {
        int count = confusions[fine][other];
        all += count;
        right += fine == other ? count : 0;
        inside += fine != other && map.coarse(fine) == map.coarse(other) ? count : 0;
      }
    }
    return Redundancy.averageConfusionRatio((double) right / all, (double) inside / all, map);
  }

  /**
   * Some groupings whose ratios are spread evenly from the least to the largest: for each of as
   * many numbers at equal distances the grouping with the nearest ratio that is left.
   *
   * @param count at least 2, at most as many as there are
   */
  public List<Grouping> spread(int count) {
    double low = groupings.getFirst().ratio();
    double high = groupings.getLast().ratio();
    List<Grouping> left = new ArrayList<>(groupings);
    List<Grouping> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double wanted = low + (high - low) * i / (count - 1);
      Grouping nearest =
          Collections.min(left, Comparator.comparingDouble(one -> Math.abs(one.ratio() - wanted)));
      left.remove(nearest);
      chosen.add(nearest);
    }
    chosen.sort(Comparator.comparingDouble(Grouping::ratio));
    return chosen;
  }
}
