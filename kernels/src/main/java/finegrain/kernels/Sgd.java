package finegrain.kernels;

/**
 * The rule of stochastic gradient descent.
 *
 * @param momentum the factor of the velocity, from 0 on
 * @param nesterov whether the step looks ahead, as in Sutskever et al., "On the importance of
 *     initialization and momentum in deep learning" (2013)
 * @param weightDecay the share of a weight that is added to its gradient, from 0 on
 */
public record Sgd(float momentum, boolean nesterov, float weightDecay) {}
