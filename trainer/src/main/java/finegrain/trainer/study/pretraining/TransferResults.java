package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.StudyResults.Line;
import java.util.ArrayList;
import java.util.Base64;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What the networks of a run say of the test images.
 *
 * @param trained all networks but the judges
 * @param testImages how many there are
 * @param hard the test images that most judges get wrong
 */
record TransferResults(List<Trained> trained, int testImages, BitSet hard) {
  /** Differences of accuracies are fractions of thousands; beyond this they are rounding errors. */
  private static final double RESOLUTION = 1e12;

  /**
   * A network.
   *
   * @param arm that it was pretrained by
   * @param share of the target's labels
   * @param labels of the pretraining
   * @param images of the pretraining
   * @param fewest images of a label
   * @param most images of a label
   * @param targetImages that it was trained on the target with
   * @param right the test images that it answers right
   */
  record Trained(
      Arm arm,
      double share,
      int repeat,
      int labels,
      int images,
      int fewest,
      int most,
      int targetImages,
      BitSet right) {}

  /** Which test images count. */
  enum Part {
    ALL,
    EASY,
    HARD
  }

  /** The results in the files of a run. */
  static TransferResults of(StudyResults results) {
    List<Line> lines = results.lines();
    Map<String, BitSet> answers = new HashMap<>();
    for (Line line : results.lines(PretrainingGranularity.ANSWERS.name())) {
      byte[] bytes = Base64.getDecoder().decode(line.text("right_test_images"));
      answers.put(key(line), BitSet.valueOf(bytes));
    }
    List<BitSet> judges = new ArrayList<>();
    List<Trained> trained = new ArrayList<>();
    // The networks of the most training images: 0 stands for all of them.
    int most =
        lines.stream().mapToInt(line -> line.whole("per_class")).anyMatch(images -> images == 0)
            ? 0
            : lines.stream().mapToInt(line -> line.whole("per_class")).max().orElseThrow();
    for (Line line : lines) {
      if (line.whole("per_class") != most) {
        continue;
      }
      BitSet right = answers.get(key(line));
      if (line.text("arm").equals(PretrainingGranularity.JUDGE)) {
        judges.add(right);
      } else {
        trained.add(
            new Trained(
                Arm.parse(line.text("arm")),
                line.number("target_share"),
                line.whole("repeat"),
                line.whole("labels"),
                line.whole("pretraining_images"),
                line.whole("fewest_images_of_a_label"),
                line.whole("most_images_of_a_label"),
                line.whole("target_images"),
                right));
      }
    }
    int images = lines.getFirst().whole("test_images");
    return new TransferResults(List.copyOf(trained), images, hard(judges, images));
  }

  private static String key(Line line) {
    return line.text("arm")
        + " "
        + line.text("per_class")
        + " "
        + line.text("target_share")
        + " "
        + line.text("repeat");
  }

  /** The images that more than half of the judges get wrong. */
  static BitSet hard(List<BitSet> judges, int images) {
    BitSet hard = new BitSet(images);
    for (int image = 0; image < images; image++) {
      int of = image;
      long wrong = judges.stream().filter(right -> !right.get(of)).count();
      hard.set(image, 2 * wrong > judges.size());
    }
    return hard;
  }

  /** The arms, in the order of the results. */
  List<Arm> arms() {
    return trained.stream().map(Trained::arm).distinct().toList();
  }

  /** The shares of the target's labels, the largest first. */
  List<Double> shares() {
    return trained.stream()
        .map(Trained::share)
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  int repeats() {
    return (int) trained.stream().mapToInt(Trained::repeat).distinct().count();
  }

  /** Whether there are enough repeats for intervals. */
  boolean hasIntervals() {
    return repeats() >= Comparison.LEAST_REPEATS;
  }

  /** The networks of an arm, by repeat. */
  List<Trained> of(Arm arm, double share) {
    return trained.stream()
        .filter(one -> one.arm().equals(arm) && one.share() == share)
        .sorted(Comparator.comparingInt(Trained::repeat))
        .toList();
  }

  /** How many test images a part has. */
  int size(Part part) {
    return switch (part) {
      case ALL -> testImages;
      case EASY -> testImages - hard.cardinality();
      case HARD -> hard.cardinality();
    };
  }

  /** The share of a part of the test images that a network answers right; NaN if it has none. */
  double accuracy(Trained network, Part part) {
    BitSet counted = (BitSet) network.right().clone();
    switch (part) {
      case ALL -> {
        // All count.
      }
      case EASY -> counted.andNot(hard);
      case HARD -> counted.and(hard);
    }
    return (double) counted.cardinality() / size(part);
  }

  /** The accuracies of an arm, by repeat. */
  double[] accuracies(Arm arm, double share, Part part) {
    return of(arm, share).stream().mapToDouble(one -> accuracy(one, part)).toArray();
  }

  /** The paired differences of two arms, by repeat. */
  double[] differences(Arm one, Arm other, double share, Part part) {
    double[] a = accuracies(one, share, part);
    double[] b = accuracies(other, share, part);
    double[] differences = new double[Math.min(a.length, b.length)];
    for (int i = 0; i < differences.length; i++) {
      differences[i] = difference(a[i], b[i]);
    }
    return differences;
  }

  static double difference(double a, double b) {
    double difference = a - b;
    return Double.isFinite(difference)
        ? Math.rint(difference * RESOLUTION) / RESOLUTION
        : difference;
  }

  /** The median of the paired differences; with no interval for few repeats. */
  Estimate gain(Arm one, Arm other, double share, Part part, long seed) {
    return estimate(differences(one, other, share, part), seed);
  }

  /** A median; with an interval of NaN for few repeats. */
  Estimate estimate(double[] values, long seed) {
    Estimate estimate = Statistics.median(values, seed);
    return hasIntervals() ? estimate : new Estimate(estimate.value(), Double.NaN, Double.NaN);
  }

  /**
   * Where a gain ends: the smallest x at which the median over the repeats of the paired
   * differences from the baseline, with straight lines between the points, falls to 0. Its interval
   * is that of the bootstrap over the repeats; resamples in which the gain does not end inside the
   * points count as the last point.
   *
   * @param x of the points, rising
   * @param arms at the points
   * @return empty if the gain is not above 0 at the first point, or lasts to the last one
   */
  Optional<Estimate> end(List<Double> x, List<Arm> arms, double share, long seed) {
    List<double[]> differences =
        arms.stream().map(arm -> differences(arm, Arm.TARGET, share, Part.ALL)).toList();
    ToDoubleFunction<int[]> crossing = chosen -> crossing(x, differences, chosen);
    int[] all = new int[repeats()];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    double found = crossing.applyAsDouble(all);
    if (!hasIntervals() || found <= x.getFirst() || found >= x.getLast()) {
      return Optional.empty();
    }
    return Optional.of(Statistics.bootstrap(repeats(), seed, crossing));
  }

  private static double crossing(List<Double> x, List<double[]> differences, int[] chosen) {
    double before = Double.NaN;
    for (int point = 0; point < x.size(); point++) {
      double[] values = new double[chosen.length];
      for (int i = 0; i < chosen.length; i++) {
        values[i] = differences.get(point)[chosen[i]];
      }
      double gain = Statistics.quartiles(values).median();
      if (gain <= 0) {
        return point == 0
            ? x.getFirst()
            : x.get(point - 1) + (x.get(point) - x.get(point - 1)) * before / (before - gain);
      }
      before = gain;
    }
    return x.getLast();
  }
}
