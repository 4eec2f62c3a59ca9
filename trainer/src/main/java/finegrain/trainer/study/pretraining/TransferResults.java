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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * What the networks of a run with one number of training images say of the test images.
 *
 * @param perClass training images of each leaf; 0 for all
 * @param trained these networks, without the judges
 * @param testImages how many there are
 * @param hard the test images that most judges get wrong
 */
record TransferResults(int perClass, List<Trained> trained, int testImages, BitSet hard) {
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

  /** The results in the files of a run, those of the most training images last. */
  static List<TransferResults> all(StudyResults results) {
    List<Line> lines = results.lines();
    Map<String, BitSet> answers = new HashMap<>();
    for (Line line : results.lines(PretrainingGranularity.ANSWERS.name())) {
      byte[] bytes = Base64.getDecoder().decode(line.text("right_test_images"));
      answers.put(key(line), BitSet.valueOf(bytes));
    }
    List<BitSet> judges = new ArrayList<>();
    // In the order of the file.
    SequencedMap<Integer, List<Trained>> trained = new LinkedHashMap<>();
    for (Line line : lines) {
      BitSet right = answers.get(key(line));
      if (line.text("arm").equals(PretrainingGranularity.JUDGE)) {
        judges.add(right);
      } else {
        trained
            .computeIfAbsent(line.whole("per_class"), _ -> new ArrayList<>())
            .add(trained(line, right));
      }
    }
    int images = lines.getFirst().whole("test_images");
    BitSet hard = hard(judges, images);
    return trained.entrySet().stream()
        .map(one -> new TransferResults(one.getKey(), List.copyOf(one.getValue()), images, hard))
        .toList();
  }

  private static Trained trained(Line line, BitSet right) {
    return new Trained(
        Arm.parse(line.text("arm")),
        line.number("target_share"),
        line.whole("repeat"),
        line.whole("labels"),
        line.whole("pretraining_images"),
        line.whole("fewest_images_of_a_label"),
        line.whole("most_images_of_a_label"),
        line.whole("target_images"),
        right);
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

  /** The largest share. */
  double share() {
    return shares().getFirst();
  }

  /** The network of an arm in the first repeat, with the largest share. */
  Trained first(Arm arm) {
    return of(arm, share()).getFirst();
  }

  /** The first arm of a kind; empty if the run has none. */
  Optional<Arm> arm(Arm.Kind kind) {
    return arms().stream().filter(arm -> arm.kind() == kind).findFirst();
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

  /**
   * The paired differences of two arms, by repeat.
   *
   * @throws IllegalArgumentException if they have other repeats
   */
  double[] differences(Arm one, Arm other, double share, Part part) {
    List<Trained> mine = of(one, share);
    List<Trained> others = of(other, share);
    if (!mine.stream()
        .map(Trained::repeat)
        .toList()
        .equals(others.stream().map(Trained::repeat).toList())) {
      throw new IllegalArgumentException(
          "the arms %s and %s have other repeats".formatted(one, other));
    }
    return IntStream.range(0, mine.size())
        .mapToDouble(i -> difference(accuracy(mine.get(i), part), accuracy(others.get(i), part)))
        .toArray();
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
}
