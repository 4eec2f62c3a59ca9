package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Results.Losses;
import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the fall of L_intra goes with the gain in coarse accuracy on the test set, over the epochs
 * and over the pairs of models.
 *
 * @param pairs a fine model and its coarse partner each, in the order of the rows
 */
public record LossCorrelation(List<Pair> pairs) {
  /** Copies the list. */
  public LossCorrelation {
    pairs = List.copyOf(pairs);
  }

  /** The samples that losses are of. */
  public enum Part {
    TRAINING,
    TEST;

    /** Losses on the whole part after an epoch, counted from 0. */
    public Losses of(Row row, int epoch) {
      Results.Epoch at = row.epochs().get(epoch);
      return (this == TRAINING ? at.train() : at.test()).orElseThrow();
    }
  }

  /** A coefficient of correlation. */
  public enum Coefficient {
    PEARSON,
    SPEARMAN;

    double of(double[] x, double[] y) {
      return this == PEARSON ? Statistics.pearson(x, y) : Statistics.spearman(x, y);
    }
  }

  /**
   * A fine model and the coarse model that differs from it in its labels only.
   *
   * @param fine with its epochs
   * @param coarse with its epochs
   */
  public record Pair(Row fine, Row coarse) {
    /** Epochs that both have. */
    public int epochs() {
      return Math.min(fine.epochs().size(), coarse.epochs().size());
    }

    /** By how much L_intra is lower after an epoch than after the first one. */
    public double fall(int epoch, Part part) {
      return intra(0, part) - intra(epoch, part);
    }

    private double intra(int epoch, Part part) {
      return part.of(fine, epoch).intra().orElseThrow();
    }

    /** By how much the fine model's coarse test accuracy is above the coarse model's. */
    public double gain(int epoch) {
      return Part.TEST.of(fine, epoch).coarseAccuracy()
          - Part.TEST.of(coarse, epoch).coarseAccuracy();
    }
  }

  /**
   * One coefficient for each pair, over its epochs.
   *
   * @param quartiles over the pairs
   * @param median with its interval
   * @param pairs that have a coefficient
   */
  public record AlongTraining(Quartiles quartiles, Estimate median, int pairs) {
    /** Whether there are enough pairs for an interval. */
    public boolean hasInterval() {
      return pairs >= Comparison.LEAST_REPEATS;
    }
  }

  /** The pairs of some rows. */
  public static LossCorrelation of(List<Row> rows) {
    Map<ModelSpec, Row> coarse = new LinkedHashMap<>();
    rows.stream().filter(row -> row.has(Target.COARSE)).forEach(row -> coarse.put(row.spec(), row));
    return new LossCorrelation(
        rows.stream()
            .filter(row -> row.has(Target.FINE))
            .map(row -> new Pair(row, coarse.get(row.spec().with(Target.COARSE))))
            .toList());
  }

  /** Over all pairs at their last epochs; the bootstrap draws whole repeats. */
  public Estimate acrossPairs(Coefficient coefficient, Part part, int repeats, long seed) {
    List<List<double[]>> ofRepeat = new ArrayList<>();
    for (int repeat = 0; repeat < repeats; repeat++) {
      int which = repeat;
      ofRepeat.add(
          pairs.stream()
              .filter(pair -> pair.fine.spec().repeat() == which)
              .map(
                  pair ->
                      new double[] {
                        pair.fall(pair.epochs() - 1, part), pair.gain(pair.epochs() - 1)
                      })
              .toList());
    }
    return Statistics.bootstrap(
        repeats,
        seed,
        chosen -> {
          List<double[]> points =
              Arrays.stream(chosen).mapToObj(ofRepeat::get).flatMap(List::stream).toList();
          return coefficient.of(
              points.stream().mapToDouble(point -> point[0]).toArray(),
              points.stream().mapToDouble(point -> point[1]).toArray());
        });
  }

  /** Over the epochs of each pair; empty if no pair has a coefficient. */
  public Optional<AlongTraining> alongTraining(Coefficient coefficient, Part part, long seed) {
    double[] coefficients =
        pairs.stream()
            .mapToDouble(pair -> alongTraining(pair, coefficient, part))
            .filter(value -> !Double.isNaN(value))
            .toArray();
    return coefficients.length == 0
        ? Optional.empty()
        : Optional.of(
            new AlongTraining(
                Statistics.quartiles(coefficients),
                Statistics.median(coefficients, seed),
                coefficients.length));
  }

  private static double alongTraining(Pair pair, Coefficient coefficient, Part part) {
    return coefficient.of(
        IntStream.range(0, pair.epochs()).mapToDouble(epoch -> pair.fall(epoch, part)).toArray(),
        IntStream.range(0, pair.epochs()).mapToDouble(pair::gain).toArray());
  }
}
