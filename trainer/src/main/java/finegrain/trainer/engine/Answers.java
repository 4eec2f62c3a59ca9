package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.objective.LabelObjective;

/** What logits say. */
final class Answers {
  private Answers() {}

  /** The class with the largest logit of a row; the first one of several, 0 if all are NaN. */
  static int of(Matrix logits, int row) {
    int best = 0;
    for (int other = 1; other < logits.columns(); other++) {
      if (logits.get(row, other) > logits.get(row, best) || Float.isNaN(logits.get(row, best))) {
        best = other;
      }
    }
    return Float.isNaN(logits.get(row, best)) ? 0 : best;
  }

  /** How many rows have their label as the answer. */
  static int right(Matrix logits, int[] labels) {
    int right = 0;
    for (int row = 0; row < logits.rows(); row++) {
      right += of(logits, row) == labels[row] ? 1 : 0;
    }
    return right;
  }

  /**
   * How many rows have a right answer.
   *
   * @param answers the outputs of which the largest is the answer
   * @param labels the class of each row
   */
  static int right(Matrix answers, int[] labels, LabelObjective objective) {
    int right = 0;
    for (int row = 0; row < answers.rows(); row++) {
      right += objective.isRight(labels[row], of(answers, row)) ? 1 : 0;
    }
    return right;
  }
}
