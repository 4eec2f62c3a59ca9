package finegrain.trainer.training;

/**
 * An epoch of the training of one network.
 *
 * @param learningRate of its last step
 * @param train on the training samples as they came, augmented and with the parameters of their
 *     step
 * @param judged on the validation or test samples, at the end of the epoch
 */
public record NetworkEpoch(float learningRate, Score train, Score judged) {}
