package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Results.Setting;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Training on a target against training on a reference in one setting, over all repeats. Accuracies
 * are on the coarse labels.
 *
 * @param setting of all its models
 * @param target what is compared with the reference
 * @param reference the coarse labels, or what an experiment takes for them
 * @param repeats number of pairs
 * @param diverged how many models diverged; each counts with its accuracy before that
 * @param coarse test accuracy of the models trained on the reference
 * @param other test accuracy of the models trained on the target
 * @param coarseTrain training accuracy of the models trained on the reference
 * @param otherTrain training accuracy of the models trained on the target
 * @param difference median over the pairs of the test accuracies, other minus coarse
 */
public record Comparison(
    Setting setting,
    Target target,
    Target reference,
    int repeats,
    int diverged,
    Quartiles coarse,
    Quartiles other,
    Quartiles coarseTrain,
    Quartiles otherTrain,
    Estimate difference) {
  /** With fewer pairs a 95 % interval says nothing: all signs are equal by chance too often. */
  public static final int LEAST_REPEATS = 6;

  /** Differences of accuracies are fractions of thousands; beyond this they are rounding errors. */
  private static final double RESOLUTION = 1e12;

  /** Comparisons with the coarse models: one for each setting and target, in the rows' order. */
  public static List<Comparison> of(List<Results.Row> rows, long seed) {
    return of(rows, Target.COARSE, seed);
  }

  /** Comparisons with the models of a reference, which stand for "coarse". */
  public static List<Comparison> of(List<Results.Row> rows, Target reference, long seed) {
    Map<Setting, Map<Target, List<Results.Row>>> settings = new LinkedHashMap<>();
    for (Results.Row row : rows) {
      settings
          .computeIfAbsent(row.setting(), _ -> new LinkedHashMap<>())
          .computeIfAbsent(row.spec().target(), _ -> new ArrayList<>())
          .add(row);
    }
    List<Comparison> comparisons = new ArrayList<>();
    settings.forEach(
        (setting, byTarget) -> {
          List<Results.Row> against = byTarget.getOrDefault(reference, List.of());
          byTarget.forEach(
              (target, members) -> {
                if (!target.equals(reference) && !against.isEmpty()) {
                  comparisons.add(compare(setting, target, reference, against, members, seed));
                }
              });
        });
    return comparisons;
  }

  /** The text of the map. */
  public String map() {
    return setting.map();
  }

  /** Training samples of each fine class. */
  public int perClass() {
    return setting.perClass();
  }

  /** The architecture. */
  public Architecture model() {
    return setting.model();
  }

  /** The noise of the training labels. */
  public LabelNoise noise() {
    return setting.noise();
  }

  /** The capacity of the architecture. */
  public int width() {
    return model().width();
  }

  /** Whether there are enough repeats for an interval. */
  public boolean hasInterval() {
    return repeats >= LEAST_REPEATS;
  }

  /** The labels that do better; a dash if the interval does not say. */
  public String favours() {
    if (!isDecided()) {
      return "-";
    }
    return (isBetter() ? target : reference).toString();
  }

  /** Whether the interval says which labels do better. */
  public boolean isDecided() {
    return hasInterval() && difference.excludesZero();
  }

  /** Whether the interval says that the target does better. */
  public boolean isBetter() {
    return isDecided() && difference.low() > 0;
  }

  /** Whether the interval says that the reference does better. */
  public boolean isWorse() {
    return isDecided() && difference.high() < 0;
  }

  private static Comparison compare(
      Setting setting,
      Target target,
      Target reference,
      List<Results.Row> coarse,
      List<Results.Row> other,
      long seed) {
    double[] difference = new double[coarse.size()];
    for (int i = 0; i < difference.length; i++) {
      if (other.size() != coarse.size()
          || coarse.get(i).spec().repeat() != other.get(i).spec().repeat()) {
        throw new IllegalStateException("the models of %s are not in pairs".formatted(setting));
      }
      difference[i] = difference(other.get(i).testAccuracy(), coarse.get(i).testAccuracy());
    }
    return new Comparison(
        setting,
        target,
        reference,
        difference.length,
        diverged(coarse) + diverged(other),
        quartiles(coarse, Results.Row::testAccuracy),
        quartiles(other, Results.Row::testAccuracy),
        quartiles(coarse, Results.Row::trainAccuracy),
        quartiles(other, Results.Row::trainAccuracy),
        Statistics.median(difference, seed));
  }

  /** a - b, without the rounding errors of fractions of thousands. */
  static double difference(double a, double b) {
    return Math.rint((a - b) * RESOLUTION) / RESOLUTION;
  }

  private static int diverged(List<Results.Row> rows) {
    return (int) rows.stream().filter(Results.Row::diverged).count();
  }

  private static Quartiles quartiles(
      List<Results.Row> rows, ToDoubleFunction<Results.Row> accuracy) {
    return Statistics.quartiles(rows.stream().mapToDouble(accuracy).toArray());
  }
}
