package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Task;
import finegrain.trainer.training.ModelSpec;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The samples of a sweep, each set made once and shared by all models that use it. For many
 * threads.
 */
final class SampleStore {
  private final Task task;
  private final long seed;
  private final SparseRule sparse;
  private final FineLabelStore fineLabels;
  private final Map<TrainingSetKey, ReducedSet> trainingSets = new ConcurrentHashMap<>();
  private final Map<Integer, ReducedSet> pools = new ConcurrentHashMap<>();
  private final Map<Integer, Task.Split> splits = new ConcurrentHashMap<>();

  /** Which training set; the repeat is 0 where all repeats have the same. */
  private record TrainingSetKey(int perClass, int repeat) {}

  /** The samples of a model: those that it is trained on, and those that it is judged by. */
  record Samples(ReducedSet trainingSet, ReducedSet pool, Task.Split split) {
    /** Whether products have all inputs and all zeros. */
    boolean isWhole() {
      return trainingSet.isWhole() && pool.isWhole();
    }
  }

  /**
   * The samples of a sweep.
   *
   * @param sparse whether products leave out the zeros of samples
   */
  SampleStore(Task task, long seed, Backend backend, SparseRule sparse) {
    this.task = task;
    this.seed = seed;
    this.sparse = sparse;
    fineLabels = new FineLabelStore(task, seed, backend);
  }

  /** Features of a sample, those that are zero in all samples included. */
  int features() {
    return task.features();
  }

  /** Whether each repeat has samples of its own. */
  boolean drawsEachRepeat() {
    return task.drawsEachRepeat();
  }

  /** Training samples without the inputs that are zero in all of them. */
  ReducedSet trainingSet(int perClass, int repeat) {
    return trainingSets.computeIfAbsent(
        new TrainingSetKey(perClass, drawn(repeat)),
        key -> ReducedSet.of(task.trainingSet(key.perClass(), key.repeat()), sparse));
  }

  private ReducedSet pool(int repeat) {
    return pools.computeIfAbsent(drawn(repeat), key -> ReducedSet.of(task.pool(key), sparse));
  }

  /** Which samples of the pool validate and test the models of a repeat. */
  Task.Split split(int repeat) {
    return splits.computeIfAbsent(repeat, key -> task.split(seed, key));
  }

  private int drawn(int repeat) {
    return task.drawsEachRepeat() ? repeat : 0;
  }

  /** The samples of a model without what products can leave out. */
  Samples reduced(ModelSpec spec) {
    return new Samples(
        trainingSet(spec.perClass(), spec.repeat()), pool(spec.repeat()), split(spec.repeat()));
  }

  /** The samples of a model with all inputs and zeros. */
  Samples whole(ModelSpec spec) {
    LabelledSet trainingSet = task.trainingSet(spec.perClass(), spec.repeat());
    return new Samples(
        ReducedSet.whole(trainingSet),
        ReducedSet.whole(task.pool(spec.repeat())),
        split(spec.repeat()));
  }

  /** The tree over a model's fine classes. */
  LabelTree tree(ModelSpec spec) {
    return fineLabels.tree(spec);
  }

  /** The fine labels of a model's samples. */
  FineLabels fineLabels(ModelSpec spec, Samples samples) {
    return fineLabels.of(spec, samples.trainingSet().set(), samples.pool().set());
  }
}
