package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.clustering.KMeans;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/**
 * The fine classes of the samples of each model: those of the task, or clusters inside each coarse
 * class; those of training samples with their noise. What is found for one model serves all with
 * the same samples.
 */
final class FineLabelStore {
  private final Task task;
  private final long seed;
  private final Backend backend;
  private final Map<Key, FineLabels> found = new ConcurrentHashMap<>();

  /** Clusters are 0 where the fine classes are those of the task. */
  private record Key(String map, LabelNoise noise, int clusters, int perClass, int repeat) {}

  FineLabelStore(Task task, long seed, Backend backend) {
    this.task = task;
    this.seed = seed;
    this.backend = backend;
  }

  /**
   * The labelling of a model.
   *
   * @param trainingSet its training samples
   * @param pool the samples for its validation and test; they may have other inputs
   */
  FineLabels of(ModelSpec spec, LabelledSet trainingSet, LabelledSet pool) {
    int clusters = spec.target() instanceof Target.Inferred(int count) ? count : 0;
    return found.computeIfAbsent(
        new Key(spec.map(), spec.noise(), clusters, spec.perClass(), spec.repeat()),
        key -> {
          LabelTree tree = task.tree(key.map);
          int[] right = task.fineClasses(key.map, trainingSet);
          FineLabels own =
              new FineLabels(
                  tree,
                  key.noise.applied(right, tree.coarse(), seed, key.repeat),
                  task.fineClasses(key.map, pool));
          if (clusters == 0) {
            return own;
          }
          try (Kernels kernels = backend.open()) {
            return inferred(
                own,
                clusters,
                key.repeat,
                task.trainingSet(key.perClass, key.repeat),
                task.pool(key.repeat),
                kernels);
          }
        });
  }

  /**
   * Clusters are found among the training samples of each coarse class; a sample of the pool is of
   * the nearest cluster of its coarse class.
   */
  private FineLabels inferred(
      FineLabels own,
      int clusters,
      int repeat,
      LabelledSet trainingSet,
      LabelledSet pool,
      Kernels kernels) {
    LabelMap coarse = own.tree().coarse();
    int[] ofTrainingSet = new int[trainingSet.size()];
    int[] ofPool = new int[pool.size()];
    for (int group = 0; group < coarse.coarseClasses(); group++) {
      RandomStream random = RandomPurpose.CLUSTERS.stream(seed, repeat, group);
      int[] training = members(coarse, own.trainingSet(), group);
      Matrix features = trainingSet.only(training).features();
      KMeans means = KMeans.fit(kernels, features, clusters, random);
      assign(means.nearest(kernels, features), training, group * clusters, ofTrainingSet);
      int[] others = members(coarse, own.pool(), group);
      if (others.length > 0) {
        assign(
            means.nearest(kernels, pool.only(others).features()), others, group * clusters, ofPool);
      }
    }
    return new FineLabels(clustered(own.tree(), clusters), ofTrainingSet, ofPool);
  }

  /** The tree over so many clusters in each coarse class. */
  private static LabelTree clustered(LabelTree tree, int clusters) {
    List<Integer> groups = new ArrayList<>();
    for (int group = 0; group < tree.coarse().coarseClasses(); group++) {
      groups.addAll(Collections.nCopies(clusters, group));
    }
    return LabelTree.of(new LabelMap(groups));
  }

  /** The tree over the fine classes, or the clusters, of a model, before any are found. */
  LabelTree tree(ModelSpec spec) {
    LabelTree tree = task.tree(spec.map());
    return spec.target() instanceof Target.Inferred(int clusters)
        ? clustered(tree, clusters)
        : tree;
  }

  private static int[] members(LabelMap coarse, int[] fine, int group) {
    return IntStream.range(0, fine.length)
        .filter(sample -> coarse.coarse(fine[sample]) == group)
        .toArray();
  }

  private static void assign(int[] clusters, int[] samples, int first, int[] target) {
    for (int i = 0; i < samples.length; i++) {
      target[samples[i]] = first + clusters[i];
    }
  }
}
