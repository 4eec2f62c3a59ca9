package finegrain.trainer.engine;

import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.objective.Objective;
import java.util.Arrays;

/**
 * What a model learns from: an objective, and the labels of each sample. Models of a cohort with
 * the same objective and labels share one object.
 *
 * @param objective that they minimise
 * @param trainingSet the labels of the training samples
 * @param pool those of the samples for validation and test
 * @param coarseClasses how many there are
 */
record Supervision(Objective objective, Labels trainingSet, Labels pool, int coarseClasses) {
  /**
   * The labels of samples.
   *
   * @param own the class that the model is to say
   * @param coarse the coarse class
   */
  record Labels(int[] own, int[] coarse) {
    static Labels of(Objective objective, LabelTree tree, int[] fine) {
      return new Labels(
          Arrays.stream(fine).map(objective::classOf).toArray(),
          Arrays.stream(fine).map(sample -> tree.classOf(1, sample)).toArray());
    }
  }

  /** A supervision from the fine classes of the samples. */
  static Supervision of(Objective objective, FineLabels labels) {
    return new Supervision(
        objective,
        Labels.of(objective, labels.tree(), labels.trainingSet()),
        Labels.of(objective, labels.tree(), labels.pool()),
        labels.tree().classes(1));
  }
}
