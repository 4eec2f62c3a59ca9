package example;

import finegrain.kernels.*;

/** Trains a network with one hidden layer to tell points inside a circle from those outside it. */
public final class TwoLayers {
  record Layer(Matrix w, Matrix wVelocity, Matrix bias, Matrix biasVelocity, Matrix biasGradient) {
    Layer(int in, int out, int purpose) {
      this(uniform(in, out, purpose), zeros(in, out), zeros(1, out), zeros(1, out), zeros(1, out));
    }

    void step(Kernels kernels, Matrix x, Matrix dy) {
      kernels.denseMomentumStep(x, dy, w, wVelocity, 0.1f, 0.9f);
      kernels.columnSums(dy, biasGradient);
      kernels.momentumStep(bias, biasVelocity, biasGradient, 0.1f, 0.9f);
    }
  }

  static Matrix zeros(int rows, int columns) {
    return Matrix.allocate(rows, columns);
  }

  static Matrix uniform(int rows, int columns, int purpose) {
    float[] elements = new float[rows * columns];
    new RandomStream(2026, 0, purpose, 0).uniform(0, elements); // the same on every machine
    for (int i = 0; i < elements.length; i++) {
      elements[i] = 2 * elements[i] - 1;
    }
    return Matrix.of(rows, columns, elements);
  }

  public static void main(String[] arguments) {
    int samples = 8192, batch = 32, units = 16;
    Matrix points = uniform(samples, 2, 0);
    Layer hidden = new Layer(2, units, 1), output = new Layer(units, 2, 2);
    Matrix h = zeros(batch, units), dh = zeros(batch, units), logits = zeros(batch, 2);
    Matrix losses = zeros(1, samples), sum = zeros(1, 1);
    int[] labels = new int[batch];
    try (Kernels kernels = Backends.choose("auto").backend().open()) {
      for (int epoch = 1; epoch <= 8; epoch++) {
        for (int from = 0; from < samples; from += batch) {
          Matrix x = points.rowRange(from, batch); // a view, not a copy
          for (int i = 0; i < batch; i++) {
            labels[i] = x.get(i, 0) * x.get(i, 0) + x.get(i, 1) * x.get(i, 1) < 0.64f ? 1 : 0;
          }
          kernels.dense(x, hidden.w, hidden.bias, Activation.TANH, h);
          kernels.dense(h, output.w, output.bias, Activation.IDENTITY, logits);
          Matrix batchLosses = losses.columnRange(from, batch);
          kernels.crossEntropyGradient(logits, labels, 1f / batch, batchLosses, logits);
          kernels.matmul(Transposed.RIGHT, logits, output.w, dh);
          kernels.activationGradient(Activation.TANH, h, dh, dh);
          output.step(kernels, h, logits);
          hidden.step(kernels, x, dh);
        }
        kernels.rowSums(losses, sum);
        IO.println("epoch " + epoch + ": loss " + sum.get(0, 0) / samples);
      }
    }
  }
}
