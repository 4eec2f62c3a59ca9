package finegrain.trainer.training;

/**
 * A learning rate that falls linearly: max(initial - fall * epoch, least), computed in double
 * precision and then rounded.
 *
 * @param initial the rate of epoch 0
 * @param fall of each epoch
 * @param least the lower bound
 */
public record LearningRate(double initial, double fall, double least) {
  /** The rate of an epoch, counted from 0. */
  public float at(int epoch) {
    return (float) Math.max(initial - fall * epoch, least);
  }
}
