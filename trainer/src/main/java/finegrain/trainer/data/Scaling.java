package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How each feature is scaled before training. The statistics are of the training samples alone, all
 * of them, and have the same bits everywhere: they are summed in double precision in the order of
 * the samples.
 */
public enum Scaling {
  /**
   * Features stay as they are; pixels are 0 to 1 already, or are {@linkplain PixelRange made so}.
   */
  NONE,
  /**
   * (x - mean) / standard deviation, the deviation of the training samples themselves (divided by
   * their number). A feature that is the same in all training samples becomes x - mean.
   */
  STANDARD,
  /**
   * (x - minimum) / (maximum - minimum), so that training samples lie from 0 to 1; test samples may
   * lie outside. A feature that is the same in all training samples becomes x - minimum.
   */
  UNIT,
  /** Features stay as they are in files of the user's own, even if they are pixels to 255. */
  RAW;

  /**
   * The scaling of a name.
   *
   * @throws UserError if there is none
   */
  public static Scaling named(String name) {
    for (Scaling scaling : values()) {
      if (scaling.toString().equals(name)) {
        return scaling;
      }
    }
    throw new UserError(
        "there is no scaling \"%s\"; choose one of %s"
            .formatted(
                name,
                Arrays.stream(values()).map(Scaling::toString).collect(Collectors.joining(", "))));
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of a data set with this scaling. */
  String nameOf(String dataset) {
    return this == NONE ? dataset : dataset + "-" + this;
  }

  /** The options of the command line; none where nothing is scaled. */
  List<String> options() {
    return this == NONE ? List.of() : List.of("--scale", toString());
  }

  /** The two sets of a data set. */
  record Sets(DoubleSamples train, DoubleSamples test) {}

  /** For each feature, the number to subtract and the number to divide by after that. */
  record Affine(double[] shift, double[] divisor) {}

  /**
   * Scales both sets of a data set by the statistics of the training set.
   *
   * @param shown how messages name the data set
   * @throws UserError if a scaled feature is too large for single precision
   */
  Sets apply(Sets sets, String shown) {
    return apply(scale(sets.train()), sets, shown);
  }

  /** The statistics of training samples. */
  FeatureScale scale(DoubleSamples train) {
    return this == NONE || this == RAW ? FeatureScale.NONE : FeatureScale.of(affine(train));
  }

  /**
   * Scales both sets by statistics that are known.
   *
   * @param shown how messages name the data set
   * @throws UserError if a scaled feature is too large for single precision
   */
  Sets apply(FeatureScale scale, Sets sets, String shown) {
    if (scale.equals(FeatureScale.NONE)) {
      return sets;
    }
    Sets scaled = new Sets(scale.apply(sets.train()), scale.apply(sets.test()));
    check(scaled.train(), "training", shown);
    check(scaled.test(), "test", shown);
    return scaled;
  }

  private void check(DoubleSamples samples, String which, String shown) {
    for (int i = 0; i < samples.size(); i++) {
      for (int j = 0; j < samples.features(); j++) {
        if (!Float.isFinite((float) samples.feature(i, j))) {
          throw new UserError(
              "feature %d of %s sample %d (both from 0) of %s is too large after --scale %s; its values in the training set are too close together"
                  .formatted(j, which, i, shown, this));
        }
      }
    }
  }

  /** The shift and divisor from the training samples. */
  private Affine affine(DoubleSamples train) {
    int features = train.features();
    FeatureRanges ranges = FeatureRanges.of(train);
    double[] least = ranges.least();
    double[] sum = new double[features];
    for (int i = 0; i < train.size(); i++) {
      for (int j = 0; j < features; j++) {
        sum[j] += train.feature(i, j);
      }
    }
    double[] shift = new double[features];
    double[] divisor = new double[features];
    for (int j = 0; j < features; j++) {
      shift[j] = this == STANDARD ? sum[j] / train.size() : least[j];
      divisor[j] = ranges.width(j);
    }
    if (this == STANDARD) {
      deviations(train, shift, divisor);
    }
    for (int j = 0; j < features; j++) {
      // The mean of equal numbers may be off by a rounding, which a division would blow up; and the
      // squares of the smallest numbers vanish.
      if (least[j] == ranges.most()[j] || divisor[j] == 0) {
        shift[j] = least[j];
        divisor[j] = 1;
      }
    }
    return new Affine(shift, divisor);
  }

  private static void deviations(DoubleSamples train, double[] mean, double[] deviation) {
    Arrays.fill(deviation, 0);
    for (int i = 0; i < train.size(); i++) {
      for (int j = 0; j < mean.length; j++) {
        double distance = train.feature(i, j) - mean[j];
        deviation[j] += distance * distance;
      }
    }
    for (int j = 0; j < mean.length; j++) {
      deviation[j] = Math.sqrt(deviation[j] / train.size());
    }
  }
}
