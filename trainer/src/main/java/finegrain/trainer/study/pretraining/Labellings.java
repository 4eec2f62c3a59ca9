package finegrain.trainer.study.pretraining;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.clustering.KMeans;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.SelectedSamples;
import finegrain.trainer.labels.ClassLabels;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.objective.ClassObjective;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.objective.LevelObjective;
import finegrain.trainer.objective.MultiLabelObjective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Makes the labels of each arm, from the training samples, the tree and the seed alone.
 *
 * @param data the training samples
 * @param sigmoid whether each label has a sigmoid unit of its own; else one softmax has them all
 */
public record Labellings(TransferData data, boolean sigmoid) {
  private static final int RANDOM = 0;
  private static final int GROUPS = 1;
  private static final int PAIR = 2;

  /**
   * The labels of an arm.
   *
   * @param seed of what is drawn
   * @throws UserError if the tree or the samples cannot have such labels
   */
  public Labelling of(Arm arm, long seed, Kernels kernels) {
    int[] leaves = data.leaves();
    LabelTree tree = data.tree();
    return switch (arm.kind()) {
      case SCRATCH, TARGET -> whole(data.targetsOfSamples());
      case FEW -> few(seed);
      case LEVEL -> ofLeaves(leaves, leaf -> tree.classOf(level(arm), leaf));
      case MERGED -> ofLeaves(leaves, leaf -> groups(arm.count())[leaf]);
      case LEAVES -> whole(leaves);
      case SUBLEAVES ->
          whole(clustersInside(leaves, tree.fineClasses(), arm.count(), seed, kernels));
      case WORDNET -> synsets(synsetLevel(arm), leaves);
      case INSTANCES -> whole(IntStream.range(0, leaves.length).toArray());
      case MIXED -> mixed(leaves);
      case INSIDE ->
          whole(
              clustersInside(data.targetsOfSamples(), data.targets(), arm.count(), seed, kernels));
      case OVERALL ->
          whole(
              clustersInside(
                  new int[leaves.length], 1, arm.count() * data.targets(), seed, kernels));
      case RANDOM -> whole(random(arm.count() * data.targets(), seed));
      case NOISE ->
          whole(
              new LabelNoise(LabelNoise.Kind.ACROSS, arm.number())
                  .applied(leaves, tree.coarse(), seed, 0));
      case MISALIGNED -> {
        int[] groups = misaligned(arm.number(), seed);
        yield ofLeaves(leaves, leaf -> groups[leaf]);
      }
    };
  }

  /** The target's labels of some samples, which have them as their labels. */
  Labelling ofTarget(Samples samples) {
    return new Labelling(samples, objective(data.targets()), data.targets(), 0, 0);
  }

  /**
   * Checks that the tree and the samples can have the labels of an arm, as far as that is known
   * before training.
   *
   * @throws UserError if they cannot
   */
  void check(Arm arm, long seed) {
    if (arm.kind() == Arm.Kind.MISALIGNED) {
      misaligned(arm.number(), seed);
    }
    long labels = outputs(arm);
    if (arm.hasCount() && labels > data.train().size()) {
      throw new UserError(
          "the arm %s has %s labels for %s training images; give it a smaller number, or take more images with --per-class"
              .formatted(arm, Long.toString(labels), Integer.toString(data.train().size())));
    }
  }

  /**
   * The outputs of a network that an arm pretrains; at most so many, where that is not known before
   * the labels are made.
   *
   * @throws UserError if the tree cannot have such labels
   */
  long outputs(Arm arm) {
    LabelTree tree = data.tree();
    return switch (arm.kind()) {
      case SCRATCH, TARGET, FEW -> data.targets();
      case LEVEL -> tree.classes(level(arm));
      case MERGED -> distinct(groups(arm.count()));
      case MISALIGNED -> distinct(groups(PAIR));
      case LEAVES, NOISE -> tree.fineClasses();
      case SUBLEAVES -> (long) arm.count() * tree.fineClasses();
      case WORDNET -> synsetLevel(arm).names().size();
      case INSTANCES -> data.train().size();
      case MIXED -> IntStream.rangeClosed(1, tree.levels()).mapToLong(tree::classes).sum();
      case INSIDE, OVERALL, RANDOM -> (long) arm.count() * data.targets();
    };
  }

  private static long distinct(int[] groups) {
    return IntStream.of(groups).distinct().count();
  }

  private int level(Arm arm) {
    if (arm.count() >= data.tree().levels()) {
      throw new UserError(
          "the arm %s needs a tree with a level %s above its leaves; give --map a tree, or leave out the arm"
              .formatted(arm, Integer.toString(arm.count())));
    }
    return arm.count();
  }

  private ClassLabels synsetLevel(Arm arm) {
    List<ClassLabels> levels =
        data.synsets()
            .orElseThrow(
                () ->
                    new UserError(
                        "the arm %s needs --wordnet, the file data.noun of WordNet 3.0"
                            .formatted(arm)))
            .all();
    // A further step changes nothing.
    ClassLabels level = levels.get(Math.min(arm.count(), levels.size() - 1));
    if (level.names().size() < 2) {
      throw new UserError(
          "the arm %s has one label for all classes; give it a smaller number".formatted(arm));
    }
    return level;
  }

  /** Each sample has all labels of its leaf. */
  private Labelling synsets(ClassLabels level, int[] leaves) {
    int[][] labelsOf = level.labels();
    int labels = level.names().size();
    return labelling(
        IntStream.range(0, leaves.length).toArray(),
        leaves,
        IntStream.of(leaves).flatMap(leaf -> IntStream.of(labelsOf[leaf])).toArray(),
        labels,
        new MultiLabelObjective(labels, labelsOf));
  }

  private Labelling ofLeaves(int[] leaves, IntUnaryOperator label) {
    return whole(IntStream.of(leaves).map(label).toArray());
  }

  /** A label for each training sample. */
  private Labelling whole(int[] labels) {
    return some(IntStream.range(0, labels.length).toArray(), labels);
  }

  /** Labels of some samples; those that no sample has are left out. */
  private Labelling some(int[] rows, int[] given) {
    int[] used = IntStream.of(given).distinct().sorted().toArray();
    int[] labels = IntStream.of(given).map(label -> Arrays.binarySearch(used, label)).toArray();
    return labelling(rows, labels, labels, used.length, objective(used.length));
  }

  private LabelObjective objective(int labels) {
    return sigmoid
        ? new MultiLabelObjective(
            labels, IntStream.range(0, labels).mapToObj(i -> new int[] {i}).toArray(int[][]::new))
        : new ClassObjective(labels, 0);
  }

  private Labelling labelling(
      int[] rows, int[] classes, int[] counted, int labels, LabelObjective objective) {
    int[] counts = new int[1 + Arrays.stream(counted).max().orElseThrow()];
    IntStream.of(counted).forEach(label -> counts[label]++);
    return new Labelling(
        SelectedSamples.relabelled(data.train(), rows, classes),
        objective,
        labels,
        Arrays.stream(counts).min().orElseThrow(),
        Arrays.stream(counts).max().orElseThrow());
  }

  /** Of each target class as many samples as its leaves have in the mean. */
  private Labelling few(long seed) {
    int[] targetOf = data.targetsOfSamples();
    LabelMap map = data.tree().coarse();
    int[] rows =
        data.spread(
            target -> Math.round((double) data.samplesOf(target) / map.members(target).length),
            seed);
    return some(rows, IntStream.of(rows).map(i -> targetOf[i]).toArray());
  }

  private Labelling mixed(int[] leaves) {
    LabelTree tree = data.tree();
    int[][] levels = new int[tree.levels()][];
    int labels = 0;
    for (int level = 1; level <= levels.length; level++) {
      int of = level;
      levels[level - 1] =
          IntStream.range(0, tree.fineClasses()).map(leaf -> tree.classOf(of, leaf)).toArray();
      labels += tree.classes(level);
    }
    int[] rows = IntStream.range(0, leaves.length).toArray();
    return labelling(rows, leaves, leaves, labels, new LevelObjective(levels));
  }

  /** The group of each leaf, if so many leaves of a target class make one. */
  private int[] groups(int size) {
    LabelMap map = data.tree().coarse();
    int[] groups = new int[map.fineClasses()];
    int next = 0;
    for (int target = 0; target < map.coarseClasses(); target++) {
      int[] members = map.members(target);
      for (int i = 0; i < members.length; i++) {
        groups[members[i]] = next + i / size;
      }
      next += Math.ceilDiv(members.length, size);
    }
    return groups;
  }

  /**
   * Pairs of leaves, of which some trade their second leaf with pairs of other target classes. A
   * share of all pairs does, rounded: in a drawn order, one of each target class in turn, so that
   * the pairs of a smaller share are among those of a larger one. The last ones stay as they are
   * while a target class has more than half of the pairs that trade.
   */
  private int[] misaligned(double share, long seed) {
    int[] groups = groups(PAIR);
    List<Integer> trading = seconds(seed);
    trading = trading.subList(0, (int) Math.round(share * trading.size()));
    while (2 * most(trading) > trading.size()) {
      // It is of a target class that has the most.
      trading = trading.subList(0, trading.size() - 1);
    }
    List<Integer> byTarget =
        trading.stream()
            .sorted(Comparator.<Integer>comparingInt(data::targetOf).thenComparingInt(leaf -> leaf))
            .toList();
    int[] traded = groups.clone();
    for (int i = 0; i < byTarget.size(); i++) {
      // Half of the list further on is another target class.
      int other = byTarget.get((i + byTarget.size() / 2) % byTarget.size());
      traded[byTarget.get(i)] = groups[other];
    }
    if (Arrays.equals(traded, groups)) {
      throw new UserError(
          "the arm misaligned needs pairs of leaves in two target classes to trade; give a tree"
              + " with more leaves or a larger share, or leave out the arm");
    }
    return traded;
  }

  /** The second leaves of all pairs: of each target class one, in a drawn order, then another. */
  private List<Integer> seconds(long seed) {
    LabelMap map = data.tree().coarse();
    RandomStream random = RandomPurpose.PRETRAINING_LABELS.stream(seed, 0, GROUPS);
    Comparator<Integer> drawn =
        Comparator.comparingLong(index -> Integer.toUnsignedLong(random.bits(index)));
    int[] rank = new int[map.fineClasses()];
    List<Integer> seconds = new ArrayList<>();
    for (int target = 0; target < map.coarseClasses(); target++) {
      int[] members = map.members(target);
      List<Integer> ofTarget =
          IntStream.range(0, members.length / PAIR)
              .mapToObj(pair -> members[PAIR * pair + 1])
              .sorted(drawn)
              .toList();
      for (int i = 0; i < ofTarget.size(); i++) {
        rank[ofTarget.get(i)] = i;
      }
      seconds.addAll(ofTarget);
    }
    seconds.sort(
        Comparator.<Integer>comparingInt(leaf -> rank[leaf])
            .thenComparing(leaf -> map.fineClasses() + data.targetOf(leaf), drawn));
    return seconds;
  }

  /** The most leaves that a target class has among some. */
  private long most(List<Integer> leaves) {
    return leaves.stream()
        .collect(Collectors.groupingBy(data::targetOf, Collectors.counting()))
        .values()
        .stream()
        .mapToLong(count -> count)
        .max()
        .orElse(0);
  }

  private int[] random(int labels, long seed) {
    RandomStream random = RandomPurpose.PRETRAINING_LABELS.stream(seed, 0, RANDOM);
    return IntStream.range(0, data.train().size()).map(i -> random.below(i, labels)).toArray();
  }

  /** Clusters inside each of some classes, of the samples of that class alone. */
  private int[] clustersInside(int[] classes, int count, int clusters, long seed, Kernels kernels) {
    int[] found = new int[classes.length];
    for (int one = 0; one < count; one++) {
      int of = one;
      int[] rows = IntStream.range(0, classes.length).filter(i -> classes[i] == of).toArray();
      Matrix features = ClusterFeatures.of(data.train(), data.shape(), rows);
      RandomStream random = RandomPurpose.CLUSTERS.stream(seed, 0, one);
      int[] nearest = KMeans.fit(kernels, features, clusters, random).nearest(kernels, features);
      for (int i = 0; i < rows.length; i++) {
        found[rows[i]] = one * clusters + nearest[i];
      }
    }
    return found;
  }
}
