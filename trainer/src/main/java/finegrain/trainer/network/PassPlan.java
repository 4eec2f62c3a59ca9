package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Hands out the memory of a pass while its layers are bound, from the first to the last. A training
 * keeps all outputs for its backward pass. Gradients of outputs, and outputs in an evaluation, are
 * needed for a short time only: they share a few blocks, which so stay in cache.
 */
public final class PassPlan {
  private final int samples;
  private final boolean training;
  private final DropoutKey key;
  private final List<Matrix> free = new ArrayList<>();
  private final List<Matrix> taken = new ArrayList<>();
  private int dropouts;

  PassPlan(int samples, boolean training, DropoutKey key) {
    this.samples = samples;
    this.training = training;
    this.key = key;
  }

  int samples() {
    return samples;
  }

  /** What the masks of a step are drawn by. */
  DropoutKey key() {
    return key;
  }

  /** The number of the next layer with a mask. */
  int nextDropout() {
    return dropouts++;
  }

  /** Memory for an output: samples x features. */
  Matrix output(int features) {
    return training ? Matrix.allocate(samples, features) : take(features);
  }

  /** An output has been read for the last time in a forward pass. */
  void releaseOutput(Matrix output) {
    if (!training) {
      release(output);
    }
  }

  /** Memory for samples x features numbers, until it is released; its content is arbitrary. */
  Matrix take(int features) {
    int size = Math.multiplyExact(samples, features);
    Optional<Matrix> fits =
        free.stream()
            .filter(block -> block.columns() >= size)
            .min(Comparator.comparingInt(Matrix::columns));
    fits.ifPresent(free::remove);
    Matrix block = fits.orElseGet(() -> Matrix.allocate(1, size));
    taken.add(block);
    return Matrix.of(block.array(), block.offset(), samples, features, features);
  }

  /** What {@link #take} gave is not needed later in the pass. */
  @SuppressWarnings("ReferenceEquality") // The same array is meant, not an equal one.
  void release(Matrix view) {
    for (Matrix block : taken) {
      if (block.array() == view.array()) {
        taken.remove(block);
        free.add(block);
        return;
      }
    }
    throw new IllegalStateException("this memory is not of the plan");
  }
}
