package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;

/**
 * The weights and biases of a network by their names, and the state of its layers, such as running
 * means.
 *
 * @param named the parameters in the order of the layers, then the state
 */
public record Parameters(List<Tensor> named) {
  /**
   * A parameter, or a part of the state.
   *
   * @param name such as {@code hidden weights}
   * @param values rows x columns
   * @param isState whether it is no parameter, but a part of a layer's state
   */
  public record Tensor(String name, Matrix values, boolean isState) {}

  /** Copies the list. */
  public Parameters {
    named = List.copyOf(named);
  }

  /** The values of all tensors, in order. */
  public List<Matrix> tensors() {
    return named.stream().map(Tensor::values).toList();
  }

  /** The names of all tensors, in order. */
  public List<String> names() {
    return named.stream().map(Tensor::name).toList();
  }

  /** How many numbers the parameters have; the state does not count. */
  public int count() {
    return named.stream().filter(one -> !one.isState()).mapToInt(Parameters::size).sum();
  }

  private static int size(Tensor tensor) {
    return tensor.values().rows() * tensor.values().columns();
  }

  /** Whether all numbers are finite. */
  public boolean isFinite() {
    for (Matrix tensor : tensors()) {
      for (int row = 0; row < tensor.rows(); row++) {
        for (int column = 0; column < tensor.columns(); column++) {
          if (!Float.isFinite(tensor.get(row, column))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /**
   * SHA-256, in lower-case hexadecimal, of all tensors in order, each row after row as
   * little-endian floats with every NaN as 0x7fc00000.
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
