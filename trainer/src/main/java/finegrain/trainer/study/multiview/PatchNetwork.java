package finegrain.trainer.study.multiview;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Philox;
import finegrain.kernels.RandomStream;
import finegrain.kernels.Transposed;
import finegrain.trainer.RandomPurpose;
import java.util.Arrays;

/**
 * The patch network: output c of a sample is the sum over its patches p and the neurons r of c of
 * ReLU(w_cr x_p + b_cr). The weights of the sum are 1. It is trained by softmax cross-entropy with
 * plain gradient descent, but for the biases, which only fall: b_cr -= 0.1 rate |gradient of w_cr|.
 *
 * <p>The patches of a batch times the weights of all neurons are one product. The sum over the
 * patches is a chain in their order, that over the neurons a {@linkplain Kernels#rowSums row sum}.
 * The gradient of a weight is one chain over the patches of the batch. The square of a gradient's
 * length is a chain of fused multiply-adds over the coordinates. For one thread.
 */
final class PatchNetwork {
  /** Neurons of an output. */
  static final int NEURONS = 8;

  private static final double DEVIATION = 0.01;
  private static final float RATE = 0.1f;
  private static final float FALL = 0.1f;

  private final int outputs;
  private final int neurons;

  /** {@value PatchModel#DIMENSION} x all neurons, and 1 x all neurons. */
  private final Matrix weights;

  private final Matrix biases;
  private final Matrix gradient;
  private final Matrix velocity;
  private final float[] squares;
  private Room room;

  /** The memory for a batch. */
  private static final class Room {
    final int batch;
    final Matrix activations;
    final Matrix gradients;
    final Matrix sums;
    final Matrix logits;
    final Matrix losses;

    Room(int batch, int outputs, int neurons) {
      int all = outputs * neurons;
      this.batch = batch;
      activations = Matrix.allocate(batch * PatchModel.PATCHES, all);
      gradients = Matrix.allocate(batch * PatchModel.PATCHES, all);
      sums = Matrix.allocate(batch, all);
      logits = Matrix.allocate(batch, outputs);
      losses = Matrix.allocate(1, batch);
    }
  }

  private PatchNetwork(int outputs, Matrix weights, Matrix biases) {
    this.outputs = outputs;
    this.neurons = weights.columns() / outputs;
    this.weights = weights;
    this.biases = biases;
    gradient = Matrix.allocate(weights.rows(), weights.columns());
    velocity = Matrix.allocate(weights.rows(), weights.columns());
    squares = new float[weights.columns()];
    room = new Room(0, outputs, neurons);
  }

  /**
   * A network with weights from N(0, 0.01^2) and biases 0. A neuron's draws depend on its index.
   */
  static PatchNetwork drawn(int outputs, long seed, int repeat) {
    RandomStream random = RandomPurpose.PATCH_WEIGHTS.stream(seed, repeat, 0);
    Matrix weights = Matrix.allocate(PatchModel.DIMENSION, outputs * NEURONS);
    int[] block = new int[Philox.WORDS];
    for (int neuron = 0; neuron < weights.columns(); neuron++) {
      for (int row = 0; row < weights.rows(); row++) {
        int draw = neuron * weights.rows() + row;
        if (draw % Philox.WORDS == 0) {
          random.block(draw / Philox.WORDS, block);
        }
        weights.set(
            row, neuron, (float) (DEVIATION * NormalQuantile.ofBits(block[draw % Philox.WORDS])));
      }
    }
    return new PatchNetwork(outputs, weights, Matrix.allocate(1, weights.columns()));
  }

  /** A copy whose neurons are shared out evenly among another number of outputs, in order. */
  PatchNetwork copy(int otherOutputs) {
    PatchNetwork copy =
        new PatchNetwork(
            otherOutputs,
            Matrix.allocate(weights.rows(), weights.columns()),
            Matrix.allocate(1, weights.columns()));
    for (int row = 0; row < weights.rows(); row++) {
      System.arraycopy(
          weights.array(),
          weights.rowOffset(row),
          copy.weights.array(),
          copy.weights.rowOffset(row),
          weights.columns());
    }
    System.arraycopy(
        biases.array(),
        biases.offset(),
        copy.biases.array(),
        copy.biases.offset(),
        biases.columns());
    return copy;
  }

  int outputs() {
    return outputs;
  }

  /** Neurons of each output. */
  int neurons() {
    return neurons;
  }

  /** The weights, coordinates x neurons; not a copy. */
  Matrix weights() {
    return weights;
  }

  /** The biases, 1 x neurons; not a copy. */
  Matrix biases() {
    return biases;
  }

  /**
   * The outputs for samples.
   *
   * @param samples batch x (patches x coordinates), without gaps between the rows
   * @return batch x outputs; overwritten by the next call
   */
  Matrix logits(Kernels kernels, Matrix samples) {
    if (samples.rows() != room.batch) {
      room = new Room(samples.rows(), outputs, neurons);
    }
    kernels.dense(patches(samples), weights, biases, Activation.RELU, room.activations);
    for (int sample = 0; sample < room.batch; sample++) {
      kernels.columnSums(
          room.activations.rowRange(sample * PatchModel.PATCHES, PatchModel.PATCHES),
          room.sums.rowRange(sample, 1));
    }
    int sums = room.batch * outputs;
    kernels.rowSums(
        Matrix.of(room.sums.array(), room.sums.offset(), sums, neurons, neurons),
        Matrix.of(room.logits.array(), room.logits.offset(), 1, sums, sums));
    return room.logits;
  }

  private static Matrix patches(Matrix samples) {
    return Matrix.of(
        samples.array(),
        samples.offset(),
        samples.rows() * PatchModel.PATCHES,
        PatchModel.DIMENSION,
        PatchModel.DIMENSION);
  }

  /** The losses of samples, 1 x batch; overwritten by the next call. */
  Matrix losses(Kernels kernels, Matrix samples, int[] labels) {
    Matrix logits = logits(kernels, samples);
    kernels.crossEntropy(logits, labels, room.losses);
    return room.losses;
  }

  /**
   * The gradient of the mean loss with respect to the weights; overwritten by the next call.
   *
   * @param labels in the first elements
   */
  Matrix gradient(Kernels kernels, Matrix samples, int[] labels) {
    Matrix logits = logits(kernels, samples);
    kernels.crossEntropyGradient(logits, labels, 1f / room.batch, room.losses, logits);
    Matrix y = room.activations;
    Matrix dy = room.gradients;
    for (int row = 0; row < y.rows(); row++) {
      int of = logits.rowOffset(row / PatchModel.PATCHES);
      for (int output = 0; output < outputs; output++) {
        float slope = logits.array()[of + output];
        int from = y.rowOffset(row) + output * neurons;
        int to = dy.rowOffset(row) + output * neurons;
        for (int neuron = 0; neuron < neurons; neuron++) {
          dy.array()[to + neuron] = y.array()[from + neuron] > 0 ? slope : 0;
        }
      }
    }
    kernels.matmul(Transposed.LEFT, patches(samples), dy, gradient);
    return gradient;
  }

  /** One step of training on a batch. */
  void step(Kernels kernels, Matrix samples, int[] labels) {
    Matrix g = gradient(kernels, samples, labels);
    Arrays.fill(squares, 0);
    for (int row = 0; row < g.rows(); row++) {
      int from = g.rowOffset(row);
      for (int neuron = 0; neuron < squares.length; neuron++) {
        float slope = g.array()[from + neuron];
        squares[neuron] = Math.fma(slope, slope, squares[neuron]);
      }
    }
    for (int neuron = 0; neuron < squares.length; neuron++) {
      float length = (float) Math.sqrt(squares[neuron]);
      biases.set(0, neuron, biases.get(0, neuron) - RATE * FALL * length);
    }
    kernels.momentumStep(weights, velocity, g, RATE, 0);
  }
}
