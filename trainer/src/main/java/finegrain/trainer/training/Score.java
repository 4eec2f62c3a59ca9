package finegrain.trainer.training;

/**
 * How well a network does on a set of samples.
 *
 * @param loss the mean cross-entropy
 * @param accuracy the share of samples whose class has the largest logit
 */
public record Score(double loss, double accuracy) {}
