package finegrain.trainer.study.pretraining;

import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.SelectedSamples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.SynsetLevels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * What networks are pretrained, fine-tuned and tested on. The labels of samples are the leaves of a
 * tree; the classes of its coarsest level are the target.
 *
 * @param shape of a sample
 * @param train the training samples
 * @param test the test samples
 * @param tree over the leaves
 * @param synsets WordNet's levels above the leaves, where these are synsets and the user gives the
 *     file
 */
public record TransferData(
    Shape shape, Samples train, Samples test, LabelTree tree, Optional<SynsetLevels> synsets) {
  private static final int SAMPLES = 0;
  private static final int LEAVES = 1;

  /** Without WordNet. */
  TransferData(Shape shape, Samples train, Samples test, LabelTree tree) {
    this(shape, train, test, tree, Optional.empty());
  }

  /**
   * The samples of some classes of a data set.
   *
   * @param classes the labels that are leaves of the tree, in its order
   * @param perLeaf training samples of each leaf, the first in the file; 0 for all
   * @param synsets WordNet's levels above the leaves
   * @throws UserError if a leaf has fewer
   */
  public static TransferData of(
      Dataset dataset,
      List<Integer> classes,
      LabelTree tree,
      int perLeaf,
      Optional<SynsetLevels> synsets) {
    int[] leafOf = new int[dataset.classNames().size()];
    Arrays.fill(leafOf, -1);
    IntStream.range(0, classes.size()).forEach(leaf -> leafOf[classes.get(leaf)] = leaf);
    int most = perLeaf == 0 ? Integer.MAX_VALUE : perLeaf;
    int[] taken = new int[classes.size()];
    Samples train = chosen(dataset.train(), leafOf, taken, most);
    for (int leaf = 0; leaf < taken.length; leaf++) {
      if (taken[leaf] < Math.max(1, perLeaf)) {
        throw new UserError(
            "--per-class %s is more than %s has: its class %s has %s training samples"
                .formatted(
                    Integer.toString(Math.max(1, perLeaf)),
                    dataset.name(),
                    dataset.classNames().get(classes.get(leaf)),
                    Integer.toString(taken[leaf])));
      }
    }
    Samples test = chosen(dataset.test(), leafOf, new int[classes.size()], Integer.MAX_VALUE);
    if (test.size() == 0) {
      throw new UserError("%s has no test samples of these classes".formatted(dataset.name()));
    }
    return new TransferData(dataset.shape(), train, test, tree, synsets);
  }

  private static Samples chosen(Samples samples, int[] leafOf, int[] taken, int most) {
    int[] rows = new int[samples.size()];
    int[] labels = new int[samples.size()];
    int count = 0;
    for (int i = 0; i < samples.size(); i++) {
      int leaf = leafOf[samples.label(i)];
      if (leaf >= 0 && taken[leaf] < most) {
        taken[leaf]++;
        rows[count] = i;
        labels[count++] = leaf;
      }
    }
    return SelectedSamples.relabelled(
        samples, Arrays.copyOf(rows, count), Arrays.copyOf(labels, count));
  }

  /** Classes of the target. */
  public int targets() {
    return tree.classes(1);
  }

  /** The class of a leaf in the target. */
  public int targetOf(int leaf) {
    return tree.classOf(1, leaf);
  }

  /** The leaf of each training sample. */
  int[] leaves() {
    return IntStream.range(0, train.size()).map(train::label).toArray();
  }

  /** The target class of each training sample. */
  int[] targetsOfSamples() {
    return IntStream.range(0, train.size()).map(i -> targetOf(train.label(i))).toArray();
  }

  /** The test samples with their target classes as labels. */
  public Samples testOfTarget() {
    int[] all = IntStream.range(0, test.size()).toArray();
    return SelectedSamples.relabelled(
        test, all, IntStream.of(all).map(i -> targetOf(test.label(i))).toArray());
  }

  /**
   * A share of the training samples of each target class, with it as their label; spread over its
   * leaves by {@link #spread}.
   *
   * @param share of each class, rounded, and one sample at least
   * @param seed of the draws
   */
  public Samples shareOfTarget(double share, long seed) {
    int[] rows = spread(target -> Math.max(1, Math.round(share * samplesOf(target))), seed);
    return SelectedSamples.relabelled(
        train, rows, IntStream.of(rows).map(i -> targetOf(train.label(i))).toArray());
  }

  /** How many training samples a target class has. */
  long samplesOf(int target) {
    return IntStream.range(0, train.size()).filter(i -> targetOf(train.label(i)) == target).count();
  }

  /**
   * Some training samples of each target class: one of each of its leaves in turn, until there are
   * enough. The order of the leaves, and that of the samples of a leaf, are drawn. Files often have
   * one class after the other, so the first samples of a target class may all be of one leaf. Fewer
   * samples of a target class are among more of them.
   *
   * @param counts gives how many samples of a target class to take
   * @param seed of the draws
   * @return their indices, rising
   */
  int[] spread(IntToLongFunction counts, long seed) {
    long[] drawOfLeaf = draws(seed, LEAVES, tree.fineClasses());
    long[] draw = draws(seed, SAMPLES, train.size());
    int[] drawn =
        IntStream.range(0, train.size())
            .boxed()
            .sorted(Comparator.comparingLong(i -> draw[i]))
            .mapToInt(i -> i)
            .toArray();
    int[] seen = new int[tree.fineClasses()];
    int[] turn = new int[train.size()];
    IntStream.of(drawn).forEach(i -> turn[i] = seen[train.label(i)]++);
    Comparator<Integer> order =
        Comparator.<Integer>comparingInt(i -> turn[i])
            .thenComparingLong(i -> drawOfLeaf[train.label(i)])
            .thenComparingInt(train::label);
    return IntStream.range(0, targets())
        .flatMap(
            target ->
                IntStream.of(drawn)
                    .filter(i -> targetOf(train.label(i)) == target)
                    .boxed()
                    .sorted(order)
                    .limit(counts.applyAsLong(target))
                    .mapToInt(i -> i))
        .sorted()
        .toArray();
  }

  private static long[] draws(long seed, int epoch, int count) {
    RandomStream random = RandomPurpose.TARGET_SHARE.stream(seed, 0, epoch);
    return IntStream.range(0, count)
        .mapToLong(i -> Integer.toUnsignedLong(random.bits(i)))
        .toArray();
  }
}
