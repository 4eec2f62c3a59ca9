package finegrain.trainer.engine;

import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;

/** Images with noise, of classes that differ in one bright row; i has the class i mod classes. */
public record MadeUpImages(int size, Shape shape, int classes, long seed) implements Samples {
  static final int CLASSES = 3;

  /** Images of {@link #CLASSES} classes. */
  MadeUpImages(int size, Shape shape, long seed) {
    this(size, shape, CLASSES, seed);
  }

  @Override
  public int features() {
    return shape.features();
  }

  @Override
  public int label(int i) {
    return i % classes;
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    int noise = (int) seed * 1_000_003 + i * 7_919;
    for (int feature = 0; feature < features(); feature++) {
      boolean bright = feature / shape.width() % shape.height() == label(i);
      noise = 1_664_525 * noise + 1_013_904_223;
      target[offset + feature] = (bright ? 1 : 0) + (noise >>> 8) * 0x1p-24f * 0.8f;
    }
  }
}
