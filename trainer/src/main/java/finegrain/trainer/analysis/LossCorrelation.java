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
 * The correlation between the fall of L_intra, the loss inside the coarse classes, and the gain in
 * coarse accuracy on the test set, over the epochs and over the pairs of models.
 *
 * @param pairs in the order of the rows
 */
public record LossCorrelation(List<Pair> pairs) {
  /** Copies the list. */
  public LossCorrelation {
    pairs = List.copyOf(pairs);
  }

  /** The samples over which a loss is taken. */
  public enum Part {
    TRAINING,
    TEST;

    /** The losses of a model on this part after an epoch, counted from 0. */
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
   * A fine model and the coarse model that differs from it only in its labels.
   *
   * @param fine with its epochs
   * @param coarse with its epochs
   */
  public record Pair(Row fine, Row coarse) {
    /** The number of epochs of both models. */
    public int epochs() {
      return Math.min(fine.epochs().size(), coarse.epochs().size());
    }

    /** L_intra of the fine model after the first epoch minus L_intra after an epoch. */
    public double fall(int epoch, Part part) {
      return intra(0, part) - intra(epoch, part);
    }

    private double intra(int epoch, Part part) {
      return part.of(fine, epoch).intra().orElseThrow();
    }

    /** Coarse test accuracy after an epoch, fine model minus coarse model. */
    public double gain(int epoch) {
      return Part.TEST.of(fine, epoch).coarseAccuracy()
          - Part.TEST.of(coarse, epoch).coarseAccuracy();
    }
  }

  /**
   * The distribution of the pairs' coefficients, each over the epochs of its pair.
   *
   * @param quartiles over the pairs
   * @param median with its interval
   * @param pairs number of pairs that have a coefficient
   */
  public record AlongTraining(Quartiles quartiles, Estimate median, int pairs) {
    /** Whether there are enough pairs for an interval. */
    public boolean hasInterval() {
      return pairs >= Comparison.LEAST_REPEATS;
    }
  }

  /** The correlation over the pairs of the rows. */
  public static LossCorrelation of(List<Row> rows) {
    Map<ModelSpec, Row> coarse = new LinkedHashMap<>();
    rows.stream().filter(row -> row.has(Target.COARSE)).forEach(row -> coarse.put(row.spec(), row));
    return new LossCorrelation(
        rows.stream()
            .filter(row -> row.has(Target.FINE))
            .map(row -> new Pair(row, coarse.get(row.spec().with(Target.COARSE))))
            .toList());
  }

  /** The coefficient over all pairs at their last epochs; the bootstrap draws whole repeats. */
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

  /** The coefficients over the epochs of each pair; empty if no pair has a coefficient. */
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
