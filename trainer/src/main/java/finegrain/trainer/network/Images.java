package finegrain.trainer.network;

import finegrain.kernels.Image;
import finegrain.trainer.data.Shape;

/** Shapes of samples as images of the kernels. */
final class Images {
  private Images() {}

  static Image of(Shape shape) {
    return new Image(shape.height(), shape.width(), shape.channels());
  }

  static Shape shape(Image image) {
    return new Shape(image.channels(), image.height(), image.width());
  }

  static int positions(Shape shape) {
    return shape.height() * shape.width();
  }

  /**
   * Checks that an image is large enough for an architecture.
   *
   * @throws IllegalArgumentException if it is not
   */
  static void checkSides(Architecture architecture, Shape input, int least) {
    if (input.height() < least || input.width() < least) {
      throw new IllegalArgumentException(
          "%s needs images of at least %s x %s pixels, and a sample has %s"
              .formatted(
                  architecture, Integer.toString(least), Integer.toString(least), pixels(input)));
    }
  }

  /**
   * Checks that an image can be cut into patches.
   *
   * @throws IllegalArgumentException if it cannot
   */
  static void checkMultiple(Architecture architecture, Shape input, int patch) {
    if (input.height() % patch != 0 || input.width() % patch != 0) {
      throw new IllegalArgumentException(
          "%s needs images whose sides are multiples of %s pixels, and a sample has %s"
              .formatted(architecture, Integer.toString(patch), pixels(input)));
    }
  }

  private static String pixels(Shape input) {
    return input.height() + " x " + input.width();
  }
}
