package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/** Samples of a set in the order in which models are scored on them. For one thread. */
final class ScoredSamples {
  private final ReducedSet set;
  private final int[] indices;

  /** The features in this order, with their zeros, if they lie in memory so. */
  private final Optional<Matrix> features;

  /** The last batch that was not read from {@link #features}. */
  private Optional<Batch> last = Optional.empty();

  private int lastSize;

  private ScoredSamples(ReducedSet set, int[] indices, Optional<Matrix> features) {
    this.set = set;
    this.indices = indices;
    this.features = features;
  }

  /** All samples of a set. */
  static ScoredSamples all(ReducedSet set) {
    return new ScoredSamples(
        set,
        IntStream.range(0, set.set().size()).toArray(),
        set.sparse().isPresent() ? Optional.empty() : Optional.of(set.set().features()));
  }

  /** Some samples, by their indices, which are scored now and then. */
  static ScoredSamples some(ReducedSet set, int[] indices) {
    return new ScoredSamples(set, indices, Optional.empty());
  }

  /** Some samples, by their indices, which are scored so often that a copy of them pays. */
  static ScoredSamples often(ReducedSet set, int[] indices) {
    return set.sparse().isPresent()
        ? some(set, indices)
        : new ScoredSamples(set, indices, Optional.of(set.set().only(indices).features()));
  }

  /** These samples, for another thread. */
  ScoredSamples copy() {
    return new ScoredSamples(set, indices, features);
  }

  /** How many samples there are. */
  int size() {
    return indices.length;
  }

  /** Copies the indices of some samples, counted from {@code from} on, to the start of an array. */
  void copyIndices(int from, int size, int[] target) {
    System.arraycopy(indices, from, target, 0, size);
  }

  /** The features of some samples, counted from {@code from} on; until the next call. */
  Batch batch(Kernels kernels, int from, int size) {
    if (features.isPresent()) {
      Matrix all = features.get();
      return new DenseBatch(all, all.rowRange(from, size), new int[0]);
    }
    Batch batch = last.filter(_ -> lastSize == size).orElseGet(() -> set.batch(size));
    batch.take(kernels, Arrays.copyOfRange(indices, from, from + size));
    last = Optional.of(batch);
    lastSize = size;
    return batch;
  }
}
