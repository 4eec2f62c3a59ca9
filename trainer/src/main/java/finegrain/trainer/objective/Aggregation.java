package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Coarse predictions of a model with several classes in each coarse class, as in Eq. 9 of "Should
 * We Always Train Models on Fine-Grained Classes?": the probability of a coarse class is the sum of
 * the softmax over its classes, in increasing order. It holds the memory of a batch. For one
 * thread.
 *
 * <p>The loss of a sample is L_fine = L_coarse + L_intra. L_intra is the cross-entropy of the
 * softmax over the classes of the sample's coarse class alone, so it is right even if their
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
   * @param batch the largest number of samples of a batch
   */
  public Aggregation(int[] coarseOf, int batch) {
    int coarseClasses = 1 + Arrays.stream(coarseOf).max().orElseThrow();
    members = new int[coarseClasses][];
    for (int coarse = 0; coarse < coarseClasses; coarse++) {
      int group = coarse;
      members[coarse] =
          IntStream.range(0, coarseOf.length).filter(one -> coarseOf[one] == group).toArray();
    }
    probabilities = Matrix.allocate(batch, coarseOf.length);
    groups = new GroupLogits(coarseOf, batch);
  }

  /**
   * The coarse class of each sample: the most probable one, the first of equal ones.
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
