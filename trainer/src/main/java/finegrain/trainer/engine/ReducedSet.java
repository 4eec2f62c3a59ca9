package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.kernels.SparseMatrix;
import finegrain.trainer.labels.LabelledSet;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Samples with some of their inputs alone, and perhaps without any zeros. An input that is zero in
 * all samples is left out of products. In samples that are mostly zero, all other zeros are left
 * out too. Neither changes a bit of a model whose weights are finite:
 *
 * <ul>
 *   <li>forward, fma(0, w, sum) is the sum, unless that is a zero: then its sign may differ. A zero
 *       of either sign is the same to the next fma of the chain, unless its product is a zero too.
 *       It has the same tanh, ReLU, exponential and comparisons, up to the sign of a zero again,
 *       and no weight, loss or prediction depends on one;
 *   <li>backward, fma(0, dy, gradient) is the gradient in the same way, also if the gradient is -0
 *       because its sum was too small for a float. So a gradient, and then a velocity, may be a
 *       zero of another sign. But a weight w becomes w + velocity, which is w for both zeros,
 *       because no weight is -0: no initial one is, and w + v is -0 only if both are;
 *   <li>if an input is zero in a whole batch, the gradient of its weights is +0, and they take
 *       their step with it, because their velocity need not be a zero. If the input is zero in all
 *       samples, the velocity stays fma(momentum, +0, -0) = +0, and the step can be left out too.
 * </ul>
 *
 * A weight or a gradient that is infinite or NaN makes NaN of the zero, so a model that has one is
 * trained again with all inputs and zeros. If a gradient is not finite, neither is that of a bias,
 * which no zero hides, so such a model shows in its weights.
 *
 * @param set the samples, with these inputs as their features
 * @param inputs which of all inputs they are, in increasing order
 * @param all whether none was left out
 * @param sparse these features without their zeros, if products leave the zeros out
 */
record ReducedSet(LabelledSet set, int[] inputs, boolean all, Optional<SparseMatrix> sparse) {
  /**
   * Samples without the inputs that are zero in all of them; one is left if all are.
   *
   * @param rule whether products leave out all other zeros too
   */
  static ReducedSet of(LabelledSet samples, SparseRule rule) {
    Matrix features = samples.features();
    boolean[] used = new boolean[features.columns()];
    for (int row = 0; row < features.rows(); row++) {
      int at = features.rowOffset(row);
      for (int input = 0; input < used.length; input++) {
        used[input] |= features.array()[at + input] != 0;
      }
    }
    int[] inputs = IntStream.range(0, used.length).filter(input -> used[input]).toArray();
    if (inputs.length == 0) {
      inputs = new int[] {0};
    }
    Matrix reduced = Matrix.allocate(features.rows(), inputs.length);
    for (int row = 0; row < features.rows(); row++) {
      int from = features.rowOffset(row);
      int to = reduced.rowOffset(row);
      for (int column = 0; column < inputs.length; column++) {
        reduced.array()[to + column] = features.array()[from + inputs[column]];
      }
    }
    return new ReducedSet(
        new LabelledSet(reduced, samples.fine()),
        inputs,
        inputs.length == used.length,
        rule.isOn() && rule.applies(SparseMatrix.share(reduced))
            ? Optional.of(SparseMatrix.of(reduced))
            : Optional.empty());
  }

  /** Samples with all their inputs and zeros. */
  static ReducedSet whole(LabelledSet samples) {
    return new ReducedSet(
        samples,
        IntStream.range(0, samples.features().columns()).toArray(),
        true,
        Optional.empty());
  }

  /** Whether products have all inputs and all zeros. */
  boolean isWhole() {
    return all && sparse.isEmpty();
  }

  /** The memory for batches of a size. */
  Batch batch(int size) {
    return sparse.isPresent()
        ? new SparseBatch(sparse.get(), new int[size])
        : new DenseBatch(set.features(), Matrix.allocateLeft(size, features()), new int[size]);
  }

  /** How many elements of all samples products multiply. */
  long elements() {
    return sparse.isPresent() ? sparse.get().nonZeros() : (long) set.size() * features();
  }

  /** How many elements of some samples products multiply. */
  long elements(int[] indices) {
    return sparse.isPresent()
        ? sparse.get().nonZeros(indices, indices.length)
        : (long) indices.length * features();
  }

  /** For each of our inputs where it is among those of another set; -1 if it is not. */
  int[] indicesIn(ReducedSet other) {
    return Arrays.stream(inputs)
        .map(input -> Math.max(-1, Arrays.binarySearch(other.inputs, input)))
        .toArray();
  }

  /** Features of a sample. */
  int features() {
    return inputs.length;
  }
}
