package finegrain.trainer.model;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;

/**
 * The weights and biases of a perceptron with one hidden layer: logits = f(x w1 + b1) w2 + b2.
 *
 * @param w1 inputs x hidden units
 * @param b1 1 x hidden units
 * @param w2 hidden units x outputs
 * @param b2 1 x outputs
 */
public record Perceptron(Matrix w1, Matrix b1, Matrix w2, Matrix b2) {
  /**
   * A model with its initial weights, which depend on seed and repeat alone: models of one repeat
   * share the hidden ones. Both layers are Glorot-uniform with zero biases.
   */
  public static Perceptron initial(
      int inputs, int hiddenUnits, int outputs, long seed, int repeat) {
    return new Perceptron(
        glorotUniform(inputs, hiddenUnits, RandomPurpose.HIDDEN_WEIGHTS.stream(seed, repeat, 0)),
        Matrix.allocate(1, hiddenUnits),
        glorotUniform(hiddenUnits, outputs, RandomPurpose.OUTPUT_WEIGHTS.stream(seed, repeat, 0)),
        Matrix.allocate(1, outputs));
  }

  /**
   * Weights that are uniform in +-sqrt(6 / (inputs + units)), as in Glorot and Bengio,
   * "Understanding the difficulty of training deep feedforward neural networks" (2010). The weight
   * from input i to unit j is draw j * inputs + i, so that a wider layer starts with the draws of a
   * narrower one.
   */
  private static Matrix glorotUniform(int inputs, int units, RandomStream random) {
    Matrix weights = Matrix.allocate(inputs, units);
    float limit = (float) Math.sqrt(6.0 / (inputs + units));
    float[] draws = new float[inputs * units];
    random.uniform(0, draws);
    for (int unit = 0; unit < units; unit++) {
      for (int input = 0; input < inputs; input++) {
        weights.set(input, unit, (2 * draws[unit * inputs + input] - 1) * limit);
      }
    }
    return weights;
  }

  /** Features of a sample. */
  public int inputs() {
    return w1.rows();
  }

  /** Units of the hidden layer. */
  public int hiddenUnits() {
    return w1.columns();
  }

  /** Units of the output layer. */
  public int outputs() {
    return w2.columns();
  }

  /** How many weights and biases there are. */
  public int parameters() {
    return (inputs() + 1) * hiddenUnits() + (hiddenUnits() + 1) * outputs();
  }

  /** w1, b1, w2 and b2. */
  public List<Matrix> tensors() {
    return List.of(w1, b1, w2, b2);
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
