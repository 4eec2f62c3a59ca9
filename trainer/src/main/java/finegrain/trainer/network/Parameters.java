package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;

/**
 * The weights and biases of a network by their names.
 *
 * @param named in the order of the layers
 */
public record Parameters(List<Tensor> named) {
  /**
   * A parameter.
   *
   * @param name such as {@code hidden weights}
   * @param values rows x columns
   */
  public record Tensor(String name, Matrix values) {}

  /** Copies the list. */
  public Parameters {
    named = List.copyOf(named);
  }

  /** The values of all parameters, in order. */
  public List<Matrix> tensors() {
    return named.stream().map(Tensor::values).toList();
  }

  /** The names of all parameters, in order. */
  public List<String> names() {
    return named.stream().map(Tensor::name).toList();
  }

  /** How many numbers there are. */
  public int count() {
    return named.stream().mapToInt(one -> one.values().rows() * one.values().columns()).sum();
  }

  /** A copy of all numbers, one after the other: 1 x {@link #count}. */
  Matrix block() {
    Matrix block = Matrix.allocate(1, count());
    int at = block.offset();
    for (Matrix tensor : tensors()) {
      for (int row = 0; row < tensor.rows(); row++) {
        System.arraycopy(
            tensor.array(), tensor.rowOffset(row), block.array(), at, tensor.columns());
        at += tensor.columns();
      }
    }
    return block;
  }

  /** Whether all numbers are finite. */
  public boolean isFinite() {
    Matrix block = block();
    for (int i = 0; i < block.columns(); i++) {
      if (!Float.isFinite(block.get(0, i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * SHA-256, in lower-case hexadecimal, of all parameters in order, each row after row as
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
