package finegrain.trainer.data;

import java.util.Optional;

/**
 * Recognises features that are pixels from 0 to 255, as files of the user's own may have them, and
 * takes them as 0 to 1: the number divided by 255 in single precision, as the pixels of published
 * images.
 *
 * <p>They are pixels if there are {@value #FEWEST} features at least, all values of both sets are
 * whole numbers from 0 to 255, and a quarter of the features that vary in the training set reach
 * 128 there. So a table with few large columns beside small ones stays as it is.
 */
final class PixelRange {
  private static final int FEWEST = 16;
  private static final int MOST = 255;
  private static final int BRIGHT = 128;
  private static final int SHARE = 4;

  /** What happened to the features, and how it is prevented. */
  static final Fact FACT =
      new Fact(
          "pixels",
          "0 to 255 in the file, taken as 0 to 1; --scale %s leaves them as they are"
              .formatted(Scaling.RAW));

  /** What the features are divided by: in double precision it gives the same floats. */
  static final FeatureScale SCALE = FeatureScale.dividing(MOST);

  private PixelRange() {}

  /** Both sets with pixels from 0 to 1; empty if the features are no pixels from 0 to 255. */
  static Optional<Scaling.Sets> of(DoubleSamples train, DoubleSamples test) {
    return isWhole(train) && isWhole(test) && isBright(train)
        ? Optional.of(new Scaling.Sets(new Scaled(train), new Scaled(test)))
        : Optional.empty();
  }

  private static boolean isWhole(DoubleSamples samples) {
    int features = samples.features();
    if (features < FEWEST) {
      return false;
    }
    for (int i = 0; i < samples.size(); i++) {
      for (int j = 0; j < features; j++) {
        double value = samples.feature(i, j);
        if (!(value >= 0 && value <= MOST) || value != (int) value) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isBright(DoubleSamples train) {
    FeatureRanges ranges = FeatureRanges.of(train);
    int varying = 0;
    int bright = 0;
    for (int j = 0; j < train.features(); j++) {
      if (ranges.width(j) > 0) {
        varying++;
        bright += ranges.most()[j] >= BRIGHT ? 1 : 0;
      }
    }
    return bright > 0 && bright * SHARE >= varying;
  }

  private record Scaled(DoubleSamples samples) implements DoubleSamples {
    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public int features() {
      return samples.features();
    }

    @Override
    public int label(int i) {
      return samples.label(i);
    }

    @Override
    public double feature(int i, int j) {
      return (float) samples.feature(i, j) / MOST;
    }
  }
}
