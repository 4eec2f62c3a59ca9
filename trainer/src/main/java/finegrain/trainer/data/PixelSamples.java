package finegrain.trainer.data;

import java.util.Objects;

/**
 * Samples whose features are pixels of one byte each. They stay in the bytes of the files they came
 * from, a quarter of their size as floats, and become floats as they are copied.
 */
final class PixelSamples implements DoubleSamples {
  private final int size;
  private final int features;
  private final Column pixels;
  private final Column labels;

  /**
   * Where one thing of every sample lies: that of sample i starts at byte {@code first + i *
   * stride}.
   */
  record Column(byte[] bytes, int first, int stride) {}

  PixelSamples(int size, int features, Column pixels, Column labels) {
    this.size = size;
    this.features = features;
    this.pixels = pixels;
    this.labels = labels;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int label(int i) {
    Objects.checkIndex(i, size);
    return labels.bytes[labels.first + i * labels.stride] & 0xff;
  }

  @Override
  public double feature(int i, int j) {
    return (pixels.bytes[pixels.first + i * pixels.stride + j] & 0xff) / 255f;
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    Objects.checkIndex(i, size);
    Objects.checkFromIndexSize(offset, features, target.length);
    byte[] bytes = pixels.bytes;
    int from = pixels.first + i * pixels.stride;
    for (int j = 0; j < features; j++) {
      target[offset + j] = (bytes[from + j] & 0xff) / 255f;
    }
  }

  @Override
  public float lowerBound() {
    return 0;
  }

  @Override
  public float upperBound() {
    return 1;
  }
}
