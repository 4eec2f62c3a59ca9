package finegrain.trainer.model;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;

/** A perceptron with one hidden layer, in training: logits = f(x w1 + b1) w2 + b2. */
public final class Perceptron {
  private final int inputs;
  private final int hiddenUnits;
  private final int outputs;
  private final Activation activation;
  private final DenseLayer hidden;
  private final DenseLayer output;

  /**
   * A model with its initial weights, which depend on seed and repeat alone: models of one repeat
   * share the hidden ones.
   */
  public Perceptron(
      int inputs, int hiddenUnits, int outputs, Activation activation, long seed, int repeat) {
    this.inputs = inputs;
    this.hiddenUnits = hiddenUnits;
    this.outputs = outputs;
    this.activation = activation;
    hidden =
        new DenseLayer(inputs, hiddenUnits, RandomPurpose.HIDDEN_WEIGHTS.stream(seed, repeat, 0));
    output =
        new DenseLayer(hiddenUnits, outputs, RandomPurpose.OUTPUT_WEIGHTS.stream(seed, repeat, 0));
  }

  /** Features of a sample. */
  public int inputs() {
    return inputs;
  }

  /** Units of the hidden layer. */
  public int hiddenUnits() {
    return hiddenUnits;
  }

  /** Units of the output layer. */
  public int outputs() {
    return outputs;
  }

  /** Weights and biases of both layers. */
  public int parameters() {
    return hidden.parameters() + output.parameters();
  }

  /** From the batch in {@link Pass#x} to its logits. */
  public void forward(Kernels kernels, Pass pass) {
    hidden.forward(kernels, pass.x(), activation, pass.hidden());
    output.forward(kernels, pass.hidden(), Activation.IDENTITY, pass.logits());
  }

  /**
   * From {@link Pass#logitsGradient} to the gradients of all parameters, after {@link #forward}.
   */
  public void backward(Kernels kernels, Pass pass) {
    output.backward(kernels, pass.hidden(), pass.logitsGradient());
    output.inputGradient(kernels, pass.logitsGradient(), pass.hiddenGradient());
    kernels.activationGradient(
        activation, pass.hidden(), pass.hiddenGradient(), pass.hiddenGradient());
    hidden.backward(kernels, pass.x(), pass.hiddenGradient());
  }

  /** One step of gradient descent with momentum on all parameters, after {@link #backward}. */
  public void step(Kernels kernels, float learningRate, float momentum) {
    hidden.step(kernels, learningRate, momentum);
    output.step(kernels, learningRate, momentum);
  }

  /** Floating-point operations of the products of a forward pass, for each sample. */
  public long forwardFlops() {
    return 2L * hiddenUnits * (inputs + outputs);
  }

  /** Floating-point operations of the products of a backward pass, for each sample. */
  public long backwardFlops() {
    return 2L * hiddenUnits * (inputs + 2L * outputs);
  }

  /** Weights and biases: w1 (inputs x hidden), b1, w2 (hidden x outputs), b2; not copies. */
  Matrix[] tensors() {
    return new Matrix[] {hidden.weights(), hidden.bias(), output.weights(), output.bias()};
  }

  /** Gradients in the order of {@link #tensors}. */
  Matrix[] gradients() {
    return new Matrix[] {
      hidden.weightGradient(), hidden.biasGradient(), output.weightGradient(), output.biasGradient()
    };
  }

  /**
   * SHA-256, in lower-case hexadecimal, of w1, b1, w2 and b2, each row after row as little-endian
   * floats with every NaN as 0x7fc00000.
   */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    for (Matrix tensor : tensors()) {
      for (int row = 0; row < tensor.rows(); row++) {
        ByteBuffer bytes =
            ByteBuffer.allocate(tensor.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int column = 0; column < tensor.columns(); column++) {
          bytes.putInt(Float.floatToIntBits(tensor.get(row, column)));
        }
        digest.update(bytes.array());
      }
    }
    return Sha256.hex(digest);
  }
}
