package finegrain.trainer.weights;

import finegrain.kernels.Matrix;
import finegrain.trainer.network.ParameterShape;

/**
 * How a tensor of a network is named and laid out in a file, which is as PyTorch does it: weights
 * of a dense layer are units x inputs, those of a convolution filters x channels x rows x columns,
 * and biases, scales, shifts and running statistics are rows.
 *
 * @param name such as {@code conv1.weight}
 * @param sides of the tensor in the file
 * @param order of the numbers
 */
record TensorLayout(String name, int[] sides, Order order) {
  /** How numbers of the file and of the matrix correspond. */
  private enum Order {
    SAME,
    TRANSPOSED,
    KERNEL
  }

  static TensorLayout of(ParameterShape shape) {
    String name = name(shape.name());
    if (shape.kernel() > 0) {
      int side = shape.kernel();
      int channels = shape.rows() / (side * side);
      return new TensorLayout(
          name, new int[] {shape.columns(), channels, side, side}, Order.KERNEL);
    }
    if (shape.decays()) {
      return new TensorLayout(name, new int[] {shape.columns(), shape.rows()}, Order.TRANSPOSED);
    }
    return shape.rows() == 1
        ? new TensorLayout(name, new int[] {shape.columns()}, Order.SAME)
        : new TensorLayout(name, new int[] {shape.rows(), shape.columns()}, Order.SAME);
  }

  /** {@code hidden weights} and {@code stem.bn.scale} become {@code hidden.weight} and so on. */
  private static String name(String name) {
    String dotted = name.replace(' ', '.');
    int end = dotted.lastIndexOf('.') + 1;
    String last =
        switch (dotted.substring(end)) {
          case "weights", "scale" -> "weight";
          case "biases", "shift" -> "bias";
          default -> dotted.substring(end);
        };
    return dotted.substring(0, end) + last;
  }

  /** A tensor for a file. */
  NamedTensor write(Matrix matrix) {
    float[] values = new float[matrix.rows() * matrix.columns()];
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        values[index(matrix, row, column)] = matrix.get(row, column);
      }
    }
    return new NamedTensor(name, sides, values);
  }

  /** Takes the numbers of a tensor with these sides. */
  void read(NamedTensor tensor, Matrix matrix) {
    for (int row = 0; row < matrix.rows(); row++) {
      for (int column = 0; column < matrix.columns(); column++) {
        matrix.set(row, column, tensor.values()[index(matrix, row, column)]);
      }
    }
  }

  /** Where the file has an element of the matrix. */
  private int index(Matrix matrix, int row, int column) {
    return switch (order) {
      case SAME -> row * matrix.columns() + column;
      case TRANSPOSED -> column * matrix.rows() + row;
      case KERNEL -> {
        int channels = sides[1];
        int tap = row / channels;
        int taps = matrix.rows() / channels;
        yield (column * channels + row % channels) * taps + tap;
      }
    };
  }
}
