package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * The softmax over the class of a level that a sample lies in: the logits of its fine classes
 * alone, with a maximum of their own, so that it is right also when their probability underflows.
 * Holds the memory for one call, so it serves one thread.
 */
final class GroupLogits {
  /** For each fine class those that share its class on the level, itself included. */
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
      int[] members = new int[classOf.length];
      int count = 0;
      for (int other = 0; other < classOf.length; other++) {
        if (classOf[other] == classOf[fine]) {
          position[fine] = other == fine ? count : position[fine];
          members[count++] = other;
        }
      }
      beside[fine] = Arrays.copyOf(members, count);
      largest = Math.max(largest, count);
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
   * The same, and adds its gradient, times a factor, to that of the logits.
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
      // A smaller group is filled up with classes of probability 0.
      int end = to + group.columns();
      Arrays.fill(group.array(), to + members.length, end, Float.NEGATIVE_INFINITY);
      labels[row] = position[fine[row]];
    }
    return group;
  }
}
