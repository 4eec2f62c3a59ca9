package finegrain.trainer.study.pretraining;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Verdict;
import finegrain.trainer.experiment.Claim;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.study.pretraining.Arm.Kind;
import finegrain.trainer.study.pretraining.TransferResults.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a run bears out what the paper reports.
 *
 * @param results of the run
 * @param seed of the bootstrap
 */
record TransferVerdicts(TransferResults results, long seed) {
  /**
   * A claim about the sign of a difference.
   *
   * @param words a sentence without its full stop
   * @param difference that is above 0 if the claim is right
   */
  record Judged(String words, Estimate difference) {
    Verdict verdict() {
      return Verdict.of(Optional.of(difference), Claim.Sign.POSITIVE);
    }

    /** The verdict in words. */
    String word() {
      return TransferVerdicts.word(verdict());
    }

    /** The verdict in a sentence. */
    String sentence() {
      return "%s: %s (%s).".formatted(words, word(), points(difference));
    }
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case AGREES -> "holds";
      case DISAGREES -> "does not hold";
      case UNDECIDED -> "undecided";
      case CANNOT_TELL -> "no verdict";
    };
  }

  /** A difference of accuracies in percentage points, with its interval if it has one. */
  static String points(Estimate difference) {
    String value = String.format(Locale.ROOT, "%+.2f percentage points", 100 * difference.value());
    return Double.isNaN(difference.low())
        ? value
        : value + ", 95 % interval " + interval(difference);
  }

  static String interval(Estimate difference) {
    return Double.isNaN(difference.low())
        ? "-"
        : String.format(
            Locale.ROOT, "%+.2f to %+.2f", 100 * difference.low(), 100 * difference.high());
  }

  /** The arm of a kind that has most nearly as many labels as there are leaves. */
  private Optional<Arm> beside(Arm leaves, Kind kind) {
    int labels = results.first(leaves).labels();
    return results.arms().stream()
        .filter(arm -> arm.kind() == kind)
        .min(Comparator.comparingInt(arm -> Math.abs(results.first(arm).labels() - labels)));
  }

  private Judged judged(String words, Arm better, Arm worse) {
    return new Judged(
        words.formatted(better, worse),
        results.gain(better, worse, results.share(), Part.ALL, seed));
  }

  /** Whether fine labels help; empty if no network was pretrained on the leaves. */
  Optional<Judged> fine() {
    return results
        .arm(Kind.LEAVES)
        .map(leaves -> judged("Fine labels help (%s above %s)", leaves, Arm.TARGET));
  }

  /** All claims that the arms of the run are about. */
  List<Judged> all() {
    List<Judged> all = new ArrayList<>(fine().stream().toList());
    Optional<Arm> leaves = results.arm(Kind.LEAVES);
    if (leaves.isEmpty()) {
      return all;
    }
    Arm tree = leaves.get();
    results
        .arm(Kind.INSTANCES)
        .ifPresent(one -> all.add(judged("Too fine labels help less (%s above %s)", tree, one)));
    List<Arm> order = new ArrayList<>(List.of(tree));
    for (Kind kind : List.of(Kind.INSIDE, Kind.OVERALL, Kind.RANDOM, Kind.INSTANCES)) {
      beside(tree, kind).ifPresent(order::add);
    }
    for (int i = 1; i < order.size(); i++) {
      all.add(judged("In the order of the arms, %s is above %s", order.get(i - 1), order.get(i)));
    }
    if (results.size(Part.HARD) > 0 && results.size(Part.EASY) > 0) {
      all.add(
          new Judged(
              "The gain of fine labels is larger on hard images than on easy ones",
              results.estimate(hardBeyondEasy(tree), seed)));
    }
    results
        .arm(Kind.FEW)
        .ifPresent(
            few ->
                all.add(
                    judged("More images of each label help (%2$s below %1$s)", Arm.TARGET, few)));
    if (results.arms().contains(Arm.SCRATCH) && results.shares().size() > 1) {
      all.add(
          new Judged(
              "Fine pretraining gains more over training from scratch with %s of the target's labels than with %s"
                  .formatted(
                      percent(results.shares().getLast()), percent(results.shares().getFirst())),
              results.estimate(fewBeyondAll(tree), seed)));
    }
    return all;
  }

  static String percent(double share) {
    return LabelNoise.decimal(Math.rint(share * 1e8) / 1e6) + " %";
  }

  private double[] hardBeyondEasy(Arm leaves) {
    return minus(
        results.differences(leaves, Arm.TARGET, results.share(), Part.HARD),
        results.differences(leaves, Arm.TARGET, results.share(), Part.EASY));
  }

  private double[] fewBeyondAll(Arm leaves) {
    return minus(
        results.differences(leaves, Arm.SCRATCH, results.shares().getLast(), Part.ALL),
        results.differences(leaves, Arm.SCRATCH, results.share(), Part.ALL));
  }

  private static double[] minus(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = TransferResults.difference(a[i], b[i]);
    }
    return difference;
  }

  /** The verdict on the curve that rises and falls, from its two sides; empty if one is missing. */
  Optional<String> shape() {
    Optional<Arm> leaves = results.arm(Kind.LEAVES);
    Optional<Arm> instances = results.arm(Kind.INSTANCES);
    if (leaves.isEmpty() || instances.isEmpty()) {
      return Optional.empty();
    }
    Verdict rise = judged("%s %s", leaves.get(), Arm.TARGET).verdict();
    Verdict fall = judged("%s %s", leaves.get(), instances.get()).verdict();
    List<Verdict> sides = List.of(rise, fall);
    Verdict whole =
        sides.contains(Verdict.CANNOT_TELL)
            ? Verdict.CANNOT_TELL
            : sides.contains(Verdict.DISAGREES)
                ? Verdict.DISAGREES
                : sides.contains(Verdict.UNDECIDED) ? Verdict.UNDECIDED : Verdict.AGREES;
    return Optional.of(
        "Accuracy rises with the number of labels and then falls (the error has the shape of a U): %s."
            .formatted(word(whole)));
  }
}
