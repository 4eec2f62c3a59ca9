package finegrain.trainer.study.pretraining;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;

/**
 * What samples are clustered by: their features. Images of more than {@value #MOST} numbers are
 * made smaller first, each square of 2 x 2 pixels to its mean, until they have so few, so that
 * clusters of many photographs are found in a minute.
 */
final class ClusterFeatures {
  private static final int MOST = 1024;

  private ClusterFeatures() {}

  /**
   * The features of some samples.
   *
   * @return samples x features, as the left operand of products
   */
  static Matrix of(Samples samples, Shape shape, int[] rows) {
    int halvings = 0;
    int height = shape.height();
    int width = shape.width();
    while (shape.channels() * height * width > MOST && height > 1 && width > 1) {
      halvings++;
      height /= 2;
      width /= 2;
    }
    int features = shape.channels() * height * width;
    Matrix matrix = Matrix.allocateLeft(rows.length, features);
    float[] sample = new float[shape.features()];
    for (int i = 0; i < rows.length; i++) {
      samples.copyFeatures(rows[i], sample, 0);
      float[] small = sample;
      int sides = shape.height();
      int across = shape.width();
      for (int j = 0; j < halvings; j++) {
        small = halved(small, shape.channels(), sides, across);
        sides /= 2;
        across /= 2;
      }
      System.arraycopy(small, 0, matrix.array(), matrix.rowOffset(i), features);
    }
    return matrix;
  }

  /** The means of squares of 2 x 2 pixels, upper row first; an odd last row or column is left. */
  private static float[] halved(float[] image, int channels, int height, int width) {
    int rows = height / 2;
    int columns = width / 2;
    float[] half = new float[channels * rows * columns];
    for (int channel = 0; channel < channels; channel++) {
      for (int y = 0; y < rows; y++) {
        for (int x = 0; x < columns; x++) {
          int at = (channel * height + 2 * y) * width + 2 * x;
          float upper = image[at] + image[at + 1];
          float lower = image[at + width] + image[at + width + 1];
          half[(channel * rows + y) * columns + x] = (upper + lower) / 4;
        }
      }
    }
    return half;
  }
}
