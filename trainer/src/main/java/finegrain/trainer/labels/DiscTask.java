package finegrain.trainer.labels;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Shape;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Points that are uniform in a disc of radius 2, half of them inside radius sqrt 2: the coarse
 * classes. One more boundary at a distance delta on each side divides them into four fine classes.
 * A map such as {@code delta=0.2} says the distance, so that models with other distances see the
 * same points.
 *
 * @param seed of the points
 */
public record DiscTask(long seed) implements Task {
  private static final int FINE_CLASSES = 4;
  private static final int DRAWS = 2;
  private static final double BOUNDARY = StrictMath.sqrt(2);
  private static final double RADIUS = 2;
  private static final LabelTree TREE = LabelTree.parse("0011");
  private static final Pattern DELTA = Pattern.compile("delta=(\\d*\\.?\\d+)");

  @Override
  public Shape shape() {
    return Shape.row(RingsTask.FEATURES);
  }

  @Override
  public boolean drawsEachRepeat() {
    return true;
  }

  @Override
  public LabelledSet trainingSet(int perClass, int repeat) {
    return points(
        RandomPurpose.POINTS.stream(seed, repeat, RingsTask.TRAINING_STREAM),
        RingsTask.points(perClass, FINE_CLASSES));
  }

  @Override
  public LabelledSet pool(int repeat) {
    return points(
        RandomPurpose.POINTS.stream(seed, repeat, RingsTask.POOL_STREAM),
        RingsTask.VALIDATION + RingsTask.TEST);
  }

  @Override
  public Split split(long ofSeed, int repeat) {
    return RingsTask.freshSplit();
  }

  @Override
  public LabelTree tree(String map) {
    double _ = delta(map);
    return TREE;
  }

  @Override
  public int[] fineClasses(String map, LabelledSet set) {
    double delta = delta(map);
    int[] fine = new int[set.size()];
    for (int i = 0; i < fine.length; i++) {
      double x = set.features().get(i, 0);
      double y = set.features().get(i, 1);
      double radius = Math.sqrt(x * x + y * y);
      boolean outside = radius >= BOUNDARY;
      boolean far = Math.abs(radius - BOUNDARY) >= delta;
      fine[i] = outside ? (far ? 3 : 2) : (far ? 0 : 1);
    }
    return fine;
  }

  /**
   * The distance that a map says.
   *
   * @throws UserError if it says none, or the outer boundary would leave the disc
   */
  public static double delta(String map) {
    Matcher number = DELTA.matcher(map);
    double delta = number.matches() ? Double.parseDouble(number.group(1)) : 0;
    if (!(delta > 0 && BOUNDARY + delta < RADIUS)) {
      throw new UserError(
          "the map of a disc must be a distance such as delta=0.2, above 0 and below 0.58, not \"%s\""
              .formatted(map));
    }
    return delta;
  }

  private LabelledSet points(RandomStream random, int count) {
    Matrix features = Matrix.allocate(count, RingsTask.FEATURES);
    int[] coarse = new int[count];
    for (int i = 0; i < count; i++) {
      double radius = RADIUS * StrictMath.sqrt(RingsTask.uniform(random, i * DRAWS));
      double angle = 2 * Math.PI * RingsTask.uniform(random, i * DRAWS + 1);
      features.set(i, 0, (float) (radius * StrictMath.cos(angle)));
      features.set(i, 1, (float) (radius * StrictMath.sin(angle)));
      coarse[i] = radius >= BOUNDARY ? 1 : 0;
    }
    return new LabelledSet(features, coarse);
  }
}
