package finegrain.trainer.data.image;

/**
 * A decoded image.
 *
 * @param pixels red, green and blue of each pixel, row after row: height x width x 3
 */
record RgbImage(int width, int height, byte[] pixels) {
  static final int CHANNELS = 3;

  /** Room for an image. */
  static RgbImage allocate(int width, int height) {
    return new RgbImage(width, height, new byte[Math.multiplyExact(width * CHANNELS, height)]);
  }

  /** The colours one after the other, as a sample has them: 3 x height x width. */
  byte[] planes() {
    int positions = width * height;
    byte[] planes = new byte[pixels.length];
    for (int i = 0; i < positions; i++) {
      for (int c = 0; c < CHANNELS; c++) {
        planes[c * positions + i] = pixels[i * CHANNELS + c];
      }
    }
    return planes;
  }
}
