package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * From the logits of a model with several classes in each coarse one to the coarse classes (P1, Eq.
 * 9): the probability of a coarse class is the sum of the softmax over its classes, added in
 * increasing order. Holds the memory for one batch, so it serves one thread.
 *
 * <p>The loss of a sample decomposes into L_fine = L_coarse + L_intra, where L_intra is the
 * cross-entropy of the softmax over the classes of its coarse class alone: right also when their
 * probability underflows.
 */
public final class Aggregation {
  private final int[][] members;
  private final Matrix probabilities;
  private final GroupLogits groups;

  /**
   * Aggregation of batches.
   *
   * @param coarseOf the coarse class of each class
   * @param batch the most samples of a batch
   */
  public Aggregation(int[] coarseOf, int batch) {
    int coarseClasses = 1 + Arrays.stream(coarseOf).max().orElseThrow();
    members = new int[coarseClasses][];
    for (int coarse = 0; coarse < coarseClasses; coarse++) {
      int[] mine = new int[coarseOf.length];
      int count = 0;
      for (int one = 0; one < coarseOf.length; one++) {
        if (coarseOf[one] == coarse) {
          mine[count++] = one;
        }
      }
      members[coarse] = Arrays.copyOf(mine, count);
    }
    probabilities = Matrix.allocate(batch, coarseOf.length);
    groups = new GroupLogits(coarseOf, batch);
  }

  /**
   * The coarse class of each sample: the most probable one, the first where they are equal.
   *
   * @param logits batch x classes
   * @param predictions overwritten in its first elements
   */
  public void predict(Kernels kernels, Matrix logits, int[] predictions) {
    Matrix p = probabilities.rowRange(0, logits.rows());
    kernels.softmax(logits, p);
    for (int row = 0; row < p.rows(); row++) {
      int first = p.rowOffset(row);
      int best = 0;
      float bestMass = mass(p.array(), first, members[0]);
      for (int coarse = 1; coarse < members.length; coarse++) {
        float mass = mass(p.array(), first, members[coarse]);
        if (mass > bestMass) {
          best = coarse;
          bestMass = mass;
        }
      }
      predictions[row] = best;
    }
  }

  private static float mass(float[] p, int first, int[] classes) {
    float mass = 0;
    for (int one : classes) {
      mass += p[first + one];
    }
    return mass;
  }

  /**
   * L_intra of each sample.
   *
   * @param logits batch x classes
   * @param labels the class of each sample
   * @return 1 x batch, valid until the next call
   */
  public Matrix intraLosses(Kernels kernels, Matrix logits, int[] labels) {
    return groups.losses(kernels, logits, labels);
  }
}
