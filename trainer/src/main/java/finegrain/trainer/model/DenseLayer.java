package finegrain.trainer.model;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;

/** A fully connected layer in training: its parameters, their velocities and gradients. */
final class DenseLayer {
  private final Matrix weights;
  private final Matrix bias;
  private final Matrix weightVelocity;
  private final Matrix biasVelocity;
  private final Matrix weightGradient;
  private final Matrix biasGradient;

  /**
   * A layer with Glorot-uniform weights and zero biases: uniform in +-sqrt(6 / (inputs + units)),
   * as in Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks" (2010). The weight from input i to unit j is draw j * inputs + i, so that a wider
   * layer starts with the draws of a narrower one.
   */
  DenseLayer(int inputs, int units, RandomStream random) {
    weights = Matrix.allocate(inputs, units);
    bias = Matrix.allocate(1, units);
    weightVelocity = Matrix.allocate(inputs, units);
    biasVelocity = Matrix.allocate(1, units);
    weightGradient = Matrix.allocate(inputs, units);
    biasGradient = Matrix.allocate(1, units);
    float limit = (float) Math.sqrt(6.0 / (inputs + units));
    float[] draws = new float[inputs * units];
    random.uniform(0, draws);
    for (int unit = 0; unit < units; unit++) {
      for (int input = 0; input < inputs; input++) {
        weights.set(input, unit, (2 * draws[unit * inputs + input] - 1) * limit);
      }
    }
  }

  /** Inputs x units. */
  Matrix weights() {
    return weights;
  }

  /** 1 x units. */
  Matrix bias() {
    return bias;
  }

  /** The gradient of the weights that {@link #backward} found. */
  Matrix weightGradient() {
    return weightGradient;
  }

  /** The gradient of the biases that {@link #backward} found. */
  Matrix biasGradient() {
    return biasGradient;
  }

  int parameters() {
    return (weights.rows() + 1) * weights.columns();
  }

  /** y = f(x w + bias). */
  void forward(Kernels kernels, Matrix x, Activation activation, Matrix y) {
    kernels.dense(x, weights, bias, activation, y);
  }

  /** The gradients of the parameters, from the gradient ds of the layer's sums. */
  void backward(Kernels kernels, Matrix x, Matrix ds) {
    kernels.matmul(Transposed.LEFT, x, ds, weightGradient);
    kernels.columnSums(ds, biasGradient);
  }

  /** The gradient of the layer's inputs: dx = ds wᵀ. */
  void inputGradient(Kernels kernels, Matrix ds, Matrix dx) {
    kernels.matmul(Transposed.RIGHT, ds, weights, dx);
  }

  /** One step of gradient descent with momentum. */
  void step(Kernels kernels, float learningRate, float momentum) {
    kernels.momentumStep(weights, weightVelocity, weightGradient, learningRate, momentum);
    kernels.momentumStep(bias, biasVelocity, biasGradient, learningRate, momentum);
  }
}
