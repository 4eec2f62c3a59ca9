package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The softmax over the fine classes that share a sample's class on some level. The maximum is taken
 * over their logits alone, so the result is right even if their probability underflows. It holds
 * the memory of one call. For one thread.
 */
final class GroupLogits {
  /** For each fine class the fine classes of its group, itself included. */
  private final int[][] beside;

  private final int[] position;
  private final Matrix logits;
  private final Matrix losses;
  private final Matrix gradient;
  private final int[] labels;

  /**
   * Memory for so many samples.
   *
   * @param classOf the class on the level of each fine class
   */
  GroupLogits(int[] classOf, int samples) {
    beside = new int[classOf.length][];
    position = new int[classOf.length];
    int largest = 0;
    for (int fine = 0; fine < classOf.length; fine++) {
      int group = classOf[fine];
      beside[fine] =
          IntStream.range(0, classOf.length).filter(other -> classOf[other] == group).toArray();
      position[fine] = Arrays.binarySearch(beside[fine], fine);
      largest = Math.max(largest, beside[fine].length);
    }
    logits = Matrix.allocate(samples, largest);
    losses = Matrix.allocate(1, samples);
    gradient = Matrix.allocate(samples, largest);
    labels = new int[samples];
  }

  /**
   * -log of the probability of each sample's fine class within its group.
   *
   * @param z samples x fine classes
   * @param fine the fine class of each sample
   * @return 1 x samples, valid until the next call
   */
  Matrix losses(Kernels kernels, Matrix z, int[] fine) {
    Matrix result = losses.columnRange(0, z.rows());
    kernels.crossEntropy(gathered(z, fine), labels, result);
    return result;
  }

  /**
   * As {@link #losses}; also adds the gradient times {@code scale} to {@code dz}.
   *
   * @param z samples x fine classes
   * @param dz samples x fine classes, added to
   */
  Matrix addGradient(Kernels kernels, Matrix z, int[] fine, float scale, Matrix dz) {
    Matrix result = losses.columnRange(0, z.rows());
    Matrix group = gradient.rowRange(0, z.rows());
    kernels.crossEntropyGradient(gathered(z, fine), labels, scale, result, group);
    for (int row = 0; row < z.rows(); row++) {
      int[] members = beside[fine[row]];
      int from = group.rowOffset(row);
      int to = dz.rowOffset(row);
      for (int i = 0; i < members.length; i++) {
        dz.array()[to + members[i]] += group.array()[from + i];
      }
    }
    return result;
  }

  private Matrix gathered(Matrix z, int[] fine) {
    Matrix group = logits.rowRange(0, z.rows());
    for (int row = 0; row < z.rows(); row++) {
      int[] members = beside[fine[row]];
      int from = z.rowOffset(row);
      int to = group.rowOffset(row);
      for (int i = 0; i < members.length; i++) {
        group.array()[to + i] = z.array()[from + members[i]];
      }
      // Classes of probability 0 pad a smaller group.
      int end = to + group.columns();
      Arrays.fill(group.array(), to + members.length, end, Float.NEGATIVE_INFINITY);
      labels[row] = position[fine[row]];
    }
    return group;
  }
}
