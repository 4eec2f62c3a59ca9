package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The correlation over maps between the average confusion ratio of the fine models and the gain of
 * fine labels, in one setting.
 *
 * @param setting of all its models, with an empty map
 * @param points one for each map, by rising ratio
 * @param spearman over the maps, of medians over the repeats, with a bootstrap interval over the
 *     repeats; empty for fewer than {@value #LEAST_MAPS} maps, for too few repeats, or if one of
 *     the two does not vary
 */
public record ConfusionCorrelation(
    Results.Setting setting, List<Point> points, Optional<Estimate> spearman) {
  /** With fewer maps, ranks agree by chance too often. */
  public static final int LEAST_MAPS = 5;

  /** Copies the list. */
  public ConfusionCorrelation {
    points = List.copyOf(points);
  }

  /**
   * A map.
   *
   * @param comparison of its fine and its coarse models
   * @param ratio median over the repeats
   * @param ratios of each repeat, in order
   * @param gains of each repeat, in order: coarse test accuracy, fine minus coarse
   */
  public record Point(
      Comparison comparison, double ratio, List<Double> ratios, List<Double> gains) {
    /** Copies the lists. */
    public Point {
      ratios = List.copyOf(ratios);
      gains = List.copyOf(gains);
    }
  }

  /** The correlations, one for each number of samples and architecture that has some ratios. */
  public static List<ConfusionCorrelation> of(
      List<Comparison> comparisons, Results results, long seed) {
    Map<ModelSpec, Double> accuracies = new HashMap<>();
    results.rows().forEach(row -> accuracies.put(row.spec(), row.testAccuracy()));
    Map<ModelSpec, Double> ratios = new HashMap<>();
    for (Measure measure : results.measures(Redundancy.CONFUSION_RATIO)) {
      ratios.put(
          new ModelSpec(
              measure.model().orElseThrow(),
              measure.perClass(),
              measure.repeat(),
              measure.map(),
              Target.parse(measure.target())),
          measure.value());
    }
    Map<Results.Setting, List<Point>> points = new LinkedHashMap<>();
    for (Comparison one : comparisons) {
      List<Double> ofRatio = new ArrayList<>();
      List<Double> ofGain = new ArrayList<>();
      for (int repeat = 0; repeat < one.repeats(); repeat++) {
        ModelSpec fine = new ModelSpec(one.model(), one.perClass(), repeat, one.map(), Target.FINE);
        if (ratios.containsKey(fine)) {
          ofRatio.add(ratios.get(fine));
          ofGain.add(
              Comparison.difference(
                  accuracies.get(fine), accuracies.get(fine.with(Target.COARSE))));
        }
      }
      // A model without a confusion inside a coarse class has no ratio.
      if (one.target().equals(Target.FINE) && ofRatio.size() == one.repeats()) {
        points
            .computeIfAbsent(
                new Results.Setting("", one.perClass(), one.model(), one.noise()),
                _ -> new ArrayList<>())
            .add(new Point(one, median(ofRatio), ofRatio, ofGain));
      }
    }
    List<ConfusionCorrelation> correlations = new ArrayList<>();
    points.forEach(
        (setting, maps) -> {
          maps.sort((a, b) -> Double.compare(a.ratio, b.ratio));
          correlations.add(new ConfusionCorrelation(setting, maps, spearman(maps, seed)));
        });
    return correlations;
  }

  private static double median(List<Double> values) {
    return Statistics.quartiles(values.stream().mapToDouble(Double::doubleValue).toArray())
        .median();
  }

  private static Optional<Estimate> spearman(List<Point> maps, long seed) {
    int repeats = maps.getFirst().gains().size();
    if (maps.size() < LEAST_MAPS || repeats < Comparison.LEAST_REPEATS) {
      return Optional.empty();
    }
    Estimate estimate =
        Statistics.bootstrap(
            repeats,
            seed,
            chosen ->
                Statistics.spearman(
                    maps.stream().mapToDouble(map -> median(map.ratios, chosen)).toArray(),
                    maps.stream().mapToDouble(map -> median(map.gains, chosen)).toArray()));
    return Optional.of(estimate).filter(found -> !Double.isNaN(found.value() + found.low()));
  }

  private static double median(List<Double> values, int[] chosen) {
    double[] some = Arrays.stream(chosen).mapToDouble(values::get).sorted().toArray();
    return Statistics.quantile(some, 0.5);
  }
}
