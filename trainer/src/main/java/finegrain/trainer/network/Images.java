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
}
