package finegrain.trainer.clustering;

import java.util.HashMap;
import java.util.Map;

/**
 * How well two partitions of the same samples agree, corrected for chance: 1 for equal ones, about
 * 0 for independent ones (Hubert and Arabie, "Comparing partitions", 1985).
 */
public final class RandIndex {
  private RandIndex() {}

  private record Cell(int a, int b) {}

  /** The adjusted index; 1 where both partitions are trivial in the same way. */
  public static double adjusted(int[] a, int[] b) {
    Map<Cell, Integer> cells = new HashMap<>();
    Map<Integer, Integer> ofA = new HashMap<>();
    Map<Integer, Integer> ofB = new HashMap<>();
    for (int i = 0; i < a.length; i++) {
      cells.merge(new Cell(a[i], b[i]), 1, Integer::sum);
      ofA.merge(a[i], 1, Integer::sum);
      ofB.merge(b[i], 1, Integer::sum);
    }
    double together = pairs(cells);
    double inA = pairs(ofA);
    double inB = pairs(ofB);
    double expected = inA * inB / pairs(a.length);
    double most = (inA + inB) / 2;
    return most == expected ? 1 : (together - expected) / (most - expected);
  }

  /** Whole numbers: their sum does not depend on the order. */
  private static double pairs(Map<?, Integer> counts) {
    return counts.values().stream().mapToDouble(RandIndex::pairs).sum();
  }

  private static double pairs(int count) {
    return count * (count - 1.0) / 2;
  }
}
