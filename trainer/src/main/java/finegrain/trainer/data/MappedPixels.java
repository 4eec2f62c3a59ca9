package finegrain.trainer.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * Samples whose features are pixels of one byte each in a mapped file. They become floats as they
 * are copied: a set may be larger than memory.
 */
final class MappedPixels implements DoubleSamples {
  private static final float MOST = 255;

  private final MemorySegment pixels;
  private final int features;
  private final int[] images;
  private final int[] labels;
  private final float divisor;

  /**
   * Some images of a file.
   *
   * @param pixels of all images of the file, one after the other
   * @param features of an image
   * @param images for each sample the index of its image
   * @param labels of the samples
   * @param divided whether pixels are 0 to 1; else they are 0 to 255
   */
  MappedPixels(MemorySegment pixels, int features, int[] images, int[] labels, boolean divided) {
    this.pixels = pixels;
    this.features = features;
    this.images = images;
    this.labels = labels;
    divisor = divided ? MOST : 1;
  }

  @Override
  public int size() {
    return images.length;
  }

  @Override
  public int features() {
    return features;
  }

  @Override
  public int label(int i) {
    return labels[i];
  }

  @Override
  public double feature(int i, int j) {
    return value((long) images[i] * features + j);
  }

  private float value(long at) {
    return (pixels.get(ValueLayout.JAVA_BYTE, at) & 0xff) / divisor;
  }

  @Override
  public void copyFeatures(int i, float[] target, int offset) {
    Objects.checkIndex(i, images.length);
    Objects.checkFromIndexSize(offset, features, target.length);
    long from = (long) images[i] * features;
    for (int j = 0; j < features; j++) {
      target[offset + j] = value(from + j);
    }
  }

  @Override
  public float lowerBound() {
    return 0;
  }

  @Override
  public float upperBound() {
    return MOST / divisor;
  }
}
