package finegrain.bench.operation;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.util.Arrays;

/** The project's own operations, by one of its backends. */
final class FinegrainCandidates {
  private static final float LEARNING_RATE = 0.01f;
  private static final float MOMENTUM = 0.9f;
  private static final float SCALE = 1 / 32f;

  private FinegrainCandidates() {}

  static Candidate open(String backend, Task task, Operands operands) {
    Backends.Choice choice = choose(backend);
    Kernels kernels = choice.backend().open(task.threads());
    return of(choice.reason(), kernels, task, operands);
  }

  /** The same by several calls: what an operation that is fused is compared with. */
  static Candidate openParts(String backend, Task task, Operands operands) {
    Backends.Choice choice = choose(backend);
    Kernels kernels = choice.backend().open(task.threads());
    Shape shape = task.shape();
    Operation operation = task.operation();
    Matrix samples = operands.left();
    int[] chosen = operands.chosen();
    Matrix x = operation.gathers() ? Matrix.allocate(chosen.length, samples.columns()) : samples;
    Matrix second = operands.right();
    Matrix bias = operands.bias();
    Matrix y = Matrix.allocate(shape.rows(), shape.columns());
    Matrix gradient = Matrix.allocate(shape.rows(), shape.columns());
    Matrix velocity = Matrix.allocate(shape.rows(), shape.columns());
    Runnable call =
        switch (operation) {
          case DENSE_RELU -> () -> layer(kernels, Activation.RELU, x, second, bias, y);
          case DENSE_TANH -> () -> layer(kernels, Activation.TANH, x, second, bias, y);
          case DENSE_MOMENTUM -> () -> step(kernels, x, second, gradient, y, velocity);
          case GATHER_MATMUL ->
              () -> {
                kernels.gather(samples, chosen, x);
                kernels.matmul(Transposed.NONE, x, second, y);
              };
          case GATHER_DENSE_RELU ->
              () -> {
                kernels.gather(samples, chosen, x);
                kernels.dense(x, second, bias, Activation.RELU, y);
              };
          case GATHER_DENSE_MOMENTUM ->
              () -> {
                kernels.gather(samples, chosen, x);
                kernels.denseMomentumStep(x, second, y, velocity, LEARNING_RATE, MOMENTUM);
              };
          default -> throw new UnavailableException(operation.id() + " has no parts");
        };
    return new Candidate(choice.reason(), call, () -> y, kernels::close);
  }

  private static void layer(
      Kernels kernels, Activation activation, Matrix x, Matrix w, Matrix bias, Matrix y) {
    // The chains start from the bias, as those of the layer do, so the bits are the same.
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(bias.array(), bias.offset(), y.array(), y.rowOffset(row), y.columns());
    }
    kernels.matmulAdd(Transposed.NONE, x, w, y);
    kernels.activate(activation, y, y);
  }

  private static void step(
      Kernels kernels, Matrix x, Matrix dy, Matrix gradient, Matrix weights, Matrix velocity) {
    kernels.matmul(Transposed.LEFT, x, dy, gradient);
    kernels.momentumStep(weights, velocity, gradient, LEARNING_RATE, MOMENTUM);
  }

  private static Backends.Choice choose(String backend) {
    try {
      return Backends.choose(backend);
    } catch (IllegalStateException e) {
      throw new UnavailableException(e.getMessage(), e);
    }
  }

  private static Candidate of(String library, Kernels kernels, Task task, Operands operands) {
    Shape shape = task.shape();
    Matrix x = operands.left();
    Matrix second = operands.right();
    Matrix bias = operands.bias();
    int[] labels = operands.labels();
    int[] chosen = operands.chosen();
    Matrix y = Matrix.allocate(shape.rows(), shape.columns());
    Matrix row = Matrix.allocate(1, shape.rows());
    Matrix velocity = Matrix.allocate(shape.rows(), shape.columns());
    Runnable call =
        switch (task.operation()) {
          case MATMUL -> () -> kernels.matmul(shape.transposed(), x, second, y);
          case DENSE_RELU -> () -> kernels.dense(x, second, bias, Activation.RELU, y);
          case DENSE_TANH -> () -> kernels.dense(x, second, bias, Activation.TANH, y);
          case DENSE_MOMENTUM ->
              () -> kernels.denseMomentumStep(x, second, y, velocity, LEARNING_RATE, MOMENTUM);
          case GATHER_MATMUL -> () -> kernels.matmul(Transposed.NONE, x, chosen, second, y);
          case GATHER_DENSE_RELU ->
              () -> kernels.dense(x, chosen, second, bias, Activation.RELU, y);
          case GATHER_DENSE_MOMENTUM ->
              () ->
                  kernels.denseMomentumStep(
                      x, chosen, second, y, velocity, LEARNING_RATE, MOMENTUM);
          case EXP -> () -> kernels.exp(x, y);
          case LOG -> () -> kernels.log(x, y);
          case RELU -> () -> kernels.activate(Activation.RELU, x, y);
          case TANH -> () -> kernels.activate(Activation.TANH, x, y);
          case SIGMOID -> () -> kernels.sigmoid(x, y);
          case RELU_GRADIENT -> () -> kernels.activationGradient(Activation.RELU, second, x, y);
          case TANH_GRADIENT -> () -> kernels.activationGradient(Activation.TANH, second, x, y);
          case SOFTMAX -> () -> kernels.softmax(x, y);
          case LOG_SOFTMAX -> () -> kernels.logSoftmax(x, y);
          case CROSS_ENTROPY -> () -> kernels.crossEntropy(x, labels, row);
          case CROSS_ENTROPY_GRADIENT ->
              () -> kernels.crossEntropyGradient(x, labels, SCALE, row, y);
          case BINARY_CROSS_ENTROPY -> () -> kernels.binaryCrossEntropy(x, labels, row);
          case BINARY_CROSS_ENTROPY_GRADIENT ->
              () -> kernels.binaryCrossEntropyGradient(x, labels, SCALE, row, y);
          case ROW_SUMS -> () -> kernels.rowSums(x, row);
          case COLUMN_SUMS -> () -> kernels.columnSums(x, y.rowRange(0, 1));
          case MOMENTUM_STEP -> () -> kernels.momentumStep(y, velocity, x, LEARNING_RATE, MOMENTUM);
        };
    Matrix output =
        switch (task.operation()) {
          case CROSS_ENTROPY, BINARY_CROSS_ENTROPY, ROW_SUMS -> row;
          case COLUMN_SUMS -> y.rowRange(0, 1);
          default -> y;
        };
    return new Candidate(library, call, () -> output, kernels::close);
  }

  /** The elements of a matrix, row after row without gaps. */
  static float[] elements(Matrix x) {
    if (x.stride() != x.columns()) {
      throw new IllegalArgumentException("the operands have no gaps");
    }
    return Arrays.copyOfRange(x.array(), x.offset(), x.offset() + x.rows() * x.columns());
  }
}
