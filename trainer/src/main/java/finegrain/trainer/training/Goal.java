package finegrain.trainer.training;

import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.objective.Objective;
import java.util.Arrays;

/**
 * What models of a cohort learn: an objective, and what it takes of each sample. Models with the
 * same goal share one object.
 *
 * @param objective that they minimise
 * @param trainingSet the labels of the training samples
 * @param pool those of the samples for validation and test
 * @param validation those of the pool that validate, in their order
 */
record Goal(Objective objective, Labels trainingSet, Labels pool, Labels validation) {
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

    Labels only(int[] samples) {
      return new Labels(
          Arrays.stream(samples).map(sample -> own[sample]).toArray(),
          Arrays.stream(samples).map(sample -> coarse[sample]).toArray());
    }
  }

  /** A goal from the fine classes of the samples. */
  static Goal of(Objective objective, Labelling labelling, int[] validation) {
    Labels pool = Labels.of(objective, labelling.tree(), labelling.pool());
    return new Goal(
        objective,
        Labels.of(objective, labelling.tree(), labelling.trainingSet()),
        pool,
        pool.only(validation));
  }
}
