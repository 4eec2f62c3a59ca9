package finegrain.trainer.objective;

import finegrain.kernels.Matrix;

/**
 * What the labels of samples ask of a single network: how many logits it has, and its loss. Each
 * sample has a class; an objective knows the labels that a class has. It is a value without memory.
 */
public sealed interface LabelObjective permits ClassObjective, MultiLabelObjective, LevelObjective {
  /** Logits of a sample. */
  int outputs();

  /** The loss, with the memory for at most this number of samples. For one thread. */
  Objective.Loss loss(int samples);

  /** The first of the outputs of which the largest is the answer; they are the last ones. */
  default int firstAnswer() {
    return 0;
  }

  /**
   * Whether an answer is right.
   *
   * @param label the class of the sample
   * @param answer an output, counted from {@link #firstAnswer}
   */
  boolean isRight(int label, int answer);

  /**
   * The outputs of which the largest is the answer.
   *
   * @param logits samples x outputs
   * @return a view
   */
  default Matrix answers(Matrix logits) {
    return logits.columnRange(firstAnswer(), logits.columns() - firstAnswer());
  }
}
