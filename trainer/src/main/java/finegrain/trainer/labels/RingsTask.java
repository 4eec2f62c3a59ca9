package finegrain.trainer.labels;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Shape;
import java.util.stream.IntStream;

/**
 * Points on concentric rings. Each ring is a fine class: ring k of K has radius 2 (k + 1 + sigma
 * eps) / K, with eps normal and the angle uniform. Every repeat draws its own points; its
 * validation and test samples too. The arithmetic is that of {@link StrictMath}, the same on every
 * machine.
 *
 * @param rings how many there are
 * @param sigma the deviation of the radius, as a share of the distance of two rings
 * @param seed of the points
 */
public record RingsTask(int rings, double sigma, long seed) implements Task {
  /** Points for the validation of a repeat. */
  static final int VALIDATION = 800;

  /** Points for the test of a repeat. */
  static final int TEST = 4000;

  /** Streams of points: training and pool have separate ones. */
  static final int TRAINING_STREAM = 0;

  static final int POOL_STREAM = 1;

  static final int FEATURES = 2;
  private static final int DRAWS = 4;

  /** With more points, the indices of the draws would overflow. */
  private static final int MOST_POINTS = Integer.MAX_VALUE / 2 / DRAWS;

  @Override
  public Shape shape() {
    return Shape.row(FEATURES);
  }

  @Override
  public boolean drawsEachRepeat() {
    return true;
  }

  @Override
  public LabelledSet trainingSet(int perClass, int repeat) {
    return points(
        RandomPurpose.POINTS.stream(seed, repeat, TRAINING_STREAM), points(perClass, rings));
  }

  @Override
  public LabelledSet pool(int repeat) {
    return points(RandomPurpose.POINTS.stream(seed, repeat, POOL_STREAM), VALIDATION + TEST);
  }

  @Override
  public Split split(long ofSeed, int repeat) {
    return freshSplit();
  }

  /** The number of points in all classes together. */
  static int points(int perClass, int classes) {
    if (perClass > MOST_POINTS / classes) {
      throw new UserError(
          "%d points a class are too many; take at most %d"
              .formatted(perClass, MOST_POINTS / classes));
    }
    return perClass * classes;
  }

  /** The first points of the pool are for validation, the others for testing. */
  static Split freshSplit() {
    return new Split(
        IntStream.range(0, VALIDATION).toArray(),
        IntStream.range(VALIDATION, VALIDATION + TEST).toArray());
  }

  @Override
  public LabelTree tree(String map) {
    LabelTree tree = LabelTree.parse(map);
    if (tree.fineClasses() != rings) {
      throw new UserError(
          "the map %s is for %d rings, and there are %d; all maps need as many digits"
              .formatted(map, tree.fineClasses(), rings));
    }
    return tree;
  }

  private LabelledSet points(RandomStream random, int count) {
    Matrix features = Matrix.allocate(count, FEATURES);
    int[] fine = new int[count];
    for (int i = 0; i < count; i++) {
      int ring = i % rings;
      double radius = 2 * (ring + 1 + sigma * normal(random, i)) / rings;
      double angle = 2 * Math.PI * uniform(random, i * DRAWS + 2);
      features.set(i, 0, (float) (radius * StrictMath.cos(angle)));
      features.set(i, 1, (float) (radius * StrictMath.sin(angle)));
      fine[i] = ring;
    }
    return new LabelledSet(features, fine);
  }

  /** A normal number from two uniform ones (Box and Muller 1958). */
  private static double normal(RandomStream random, int i) {
    double u = 1 - uniform(random, i * DRAWS);
    double angle = 2 * Math.PI * uniform(random, i * DRAWS + 1);
    return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(angle);
  }

  /** In [0, 1), a multiple of 2^-32. */
  static double uniform(RandomStream random, int index) {
    return Integer.toUnsignedLong(random.bits(index)) * 0x1p-32;
  }
}
