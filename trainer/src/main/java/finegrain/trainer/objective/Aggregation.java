package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelMap;
import java.util.Arrays;

/**
 * From the logits of a fine model to coarse classes (P1, Eq. 9): the probability of a coarse class
 * is the sum of the softmax over its fine classes, added in increasing order. Holds the memory for
 * one batch, so it serves one thread.
 *
 * <p>The loss of a sample decomposes into L_fine = L_coarse + L_intra, where L_intra is the
 * cross-entropy of the softmax over the fine classes of its coarse class alone: right also when
 * their probability underflows.
 */
public final class Aggregation {
  private final int[][] members;

  /** The fine classes of the coarse class of each fine one. */
  private final int[][] membersBeside;

  private final int[] positionInGroup;
  private final Matrix probabilities;
  private final Matrix groupLogits;
  private final Matrix intraLosses;
  private final int[] groupLabels;

  /** Aggregation of batches of at most {@code batch} samples. */
  public Aggregation(LabelMap map, int batch) {
    members = new int[LabelMap.COARSE_CLASSES][];
    membersBeside = new int[map.fineClasses()][];
    positionInGroup = new int[map.fineClasses()];
    int largest = 0;
    for (int coarse = 0; coarse < members.length; coarse++) {
      members[coarse] = map.members(coarse);
      largest = Math.max(largest, members[coarse].length);
      for (int position = 0; position < members[coarse].length; position++) {
        membersBeside[members[coarse][position]] = members[coarse];
        positionInGroup[members[coarse][position]] = position;
      }
    }
    probabilities = Matrix.allocate(batch, map.fineClasses());
    groupLogits = Matrix.allocate(batch, largest);
    intraLosses = Matrix.allocate(1, batch);
    groupLabels = new int[batch];
  }

  /**
   * The coarse class of each sample: the most probable one, the first where they are equal.
   *
   * @param logits batch x fine classes
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

  private static float mass(float[] p, int first, int[] fineClasses) {
    float mass = 0;
    for (int fine : fineClasses) {
      mass += p[first + fine];
    }
    return mass;
  }

  /**
   * L_intra of each sample.
   *
   * @param logits batch x fine classes
   * @param labels the fine class of each sample
   * @return 1 x batch, valid until the next call
   */
  public Matrix intraLosses(Kernels kernels, Matrix logits, int[] labels) {
    Matrix group = groupLogits.rowRange(0, logits.rows());
    Matrix losses = intraLosses.columnRange(0, logits.rows());
    for (int row = 0; row < logits.rows(); row++) {
      int[] fineClasses = membersBeside[labels[row]];
      int from = logits.rowOffset(row);
      int to = group.rowOffset(row);
      for (int position = 0; position < fineClasses.length; position++) {
        group.array()[to + position] = logits.array()[from + fineClasses[position]];
      }
      // A smaller group is filled up with classes of probability 0.
      int end = to + group.columns();
      Arrays.fill(group.array(), to + fineClasses.length, end, Float.NEGATIVE_INFINITY);
      groupLabels[row] = positionInGroup[labels[row]];
    }
    kernels.crossEntropy(group, groupLabels, losses);
    return losses;
  }
}
