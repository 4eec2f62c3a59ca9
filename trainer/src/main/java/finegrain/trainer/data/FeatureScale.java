package finegrain.trainer.data;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * How the features in a file became those of a data set: (x - shift) / divisor, in double
 * precision. Other samples can be scaled alike, by the statistics of the samples of a training.
 *
 * @param shift of each feature; one number for all of them; or none, where features stay as they
 *     are
 * @param divisor as many
 */
public record FeatureScale(List<Double> shift, List<Double> divisor) {
  /** Features stay as they are. */
  public static final FeatureScale NONE = new FeatureScale(List.of(), List.of());

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if they differ in length, a number is not finite, or a divisor
   *     is 0
   */
  public FeatureScale {
    shift = List.copyOf(shift);
    divisor = List.copyOf(divisor);
    boolean finite =
        shift.stream().allMatch(Double::isFinite)
            && divisor.stream().allMatch(x -> Double.isFinite(x) && x != 0);
    if (!finite || shift.size() != divisor.size()) {
      throw new IllegalArgumentException(
          "a scale has as many finite shifts as divisors, none of which is 0");
    }
  }

  /** The same division of all features. */
  static FeatureScale dividing(double by) {
    return new FeatureScale(List.of(0.0), List.of(by));
  }

  static FeatureScale of(Scaling.Affine affine) {
    return new FeatureScale(
        DoubleStream.of(affine.shift()).boxed().toList(),
        DoubleStream.of(affine.divisor()).boxed().toList());
  }

  /** Whether samples of so many features can be scaled. */
  public boolean fits(int features) {
    return shift.size() <= 1 || shift.size() == features;
  }

  /** Scaled samples, of a number of features that {@linkplain #fits fits}. */
  DoubleSamples apply(DoubleSamples samples) {
    if (shift.isEmpty()) {
      return samples;
    }
    int features = samples.features();
    return new ScaledSamples(
        samples, new Scaling.Affine(all(shift, features), all(divisor, features)));
  }

  private static double[] all(List<Double> numbers, int features) {
    List<Double> each =
        numbers.size() == 1 ? Collections.nCopies(features, numbers.getFirst()) : numbers;
    return each.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
