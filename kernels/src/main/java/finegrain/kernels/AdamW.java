package finegrain.kernels;

/**
 * The rule of AdamW, from Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).
 *
 * @param beta1 the share of the mean that stays, such as 0.9
 * @param beta2 the share of the mean of squares that stays, such as 0.999
 * @param epsilon is added to the root of the mean of squares, such as 1e-8
 * @param weightDecay the share of a weight, times the learning rate, that a step takes away
 */
public record AdamW(double beta1, double beta2, float epsilon, float weightDecay) {}
