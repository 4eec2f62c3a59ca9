package finegrain.trainer.engine;

import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelledSet;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Samples with some of their inputs alone. An input that is zero in all samples is left out of
 * products without a change of any bit of a model whose weights are finite:
 *
 * <ul>
 *   <li>forward, fma(0, w, sum) is the sum, unless that is a zero: then its sign may differ. But a
 *       zero of either sign has the same tanh, ReLU, exponential and comparisons, up to the sign of
 *       a zero again, and no weight, loss or prediction depends on one;
 *   <li>backward, the gradient of its weights is a chain from +0 over products of zeros, which is
 *       +0; the velocity stays fma(momentum, +0, -0) = +0, and the weight w + 0, which is w because
 *       no initial weight is -0.
 * </ul>
 *
 * A weight or a gradient that is infinite or NaN makes NaN of the zero, so a model that has one is
 * trained again with all inputs.
 *
 * @param set the samples, with these inputs as their features
 * @param inputs which of all inputs they are, in increasing order
 * @param all whether none was left out
 */
record ReducedSet(LabelledSet set, int[] inputs, boolean all) {
  /** Samples without the inputs that are zero in all of them; one is left if all are. */
  static ReducedSet of(LabelledSet samples) {
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
        new LabelledSet(reduced, samples.fine()), inputs, inputs.length == used.length);
  }

  /** Samples with all their inputs. */
  static ReducedSet whole(LabelledSet samples) {
    return new ReducedSet(
        samples, IntStream.range(0, samples.features().columns()).toArray(), true);
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
