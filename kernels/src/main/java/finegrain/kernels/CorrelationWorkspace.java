package finegrain.kernels;

import static finegrain.kernels.Matrix.LEAD;
import static finegrain.kernels.Simd.LANES;

import java.util.Arrays;

/**
 * Convolutions as products, with the workspace of one thread. The pixels of one row of the grid, in
 * a few images side by side, are the rows of a product:
 *
 * <pre>
 *   for each group of images
 *     for each band of rows of the grid
 *       make the rows of the source ready   (each as columns x channels x pixels)
 *       for each row of the grid
 *         for each panel of channels        (or of pixels, if one vector holds all channels)
 *           micro-kernels
 *         copy the row to the target, with its activation
 * </pre>
 *
 * A row of the source is stored once for each column of the kernel, moved by that column. So the
 * terms of all chains of a row of the grid lie at a constant distance, and the micro-kernels of
 * {@link TiledMatmul} compute them.
 */
final class CorrelationWorkspace {
  /** Pixels that are worth a product. */
  private static final int PIXELS = 64;

  /** The same where the weights exceed the cache: they are read for each row of the grid. */
  private static final int WIDE_PIXELS = 128;

  /** The longest block of the inner index where the weights exceed the cache. */
  private static final int WIDE_INNER = 512;

  /** Elements of the rows of the source that one row of the grid reads. */
  private static final int WINDOW = 1 << 13;

  /** Elements of a band of the source. */
  private static final int BAND = 3 << 15;

  /** The operations of the micro-kernels so far. */
  final KernelTally tally = new KernelTally(TileFamily.methods());

  private final Transposition transposition = new Transposition();
  private final Epilogue epilogue = new Epilogue();

  /** A row of the source with its border, for each image of the group. */
  private float[] padded = new float[0];

  /** A band of the source. */
  private float[] band = new float[0];

  /** A row of the grid: pixels x channels, or channels x pixels. */
  private float[] strip = new float[0];

  /** The same as pixels x channels, if the strip is not. */
  private float[] turned = new float[0];

  private int[] pixels = new int[0];

  // Sizes of the convolution in work.
  private int images;
  private int count;
  private int step;
  private int rowSize;

  /** Computes rows [fromRow, toRow) of the grid, of images [from, to). */
  void compute(Correlation work, int from, int to, int fromRow, int toRow) {
    if (from >= to || fromRow >= toRow) {
      return;
    }
    int most = Math.max(work.isWide() ? WIDE_PIXELS : PIXELS, WINDOW / work.inner());
    int group = Math.clamp(most / work.gridWidth, 1, to - from);
    group = Blocking.even(to - from, group);
    for (int image = from; image < to; image += group) {
      images = Math.min(group, to - image);
      bands(work, image, fromRow, toRow);
    }
  }

  private void bands(Correlation work, int image, int fromRow, int toRow) {
    count = images * work.gridWidth;
    // Tiles read and write whole vectors or tiles of pixels.
    step = Math.ceilDiv(count, Blocking.LINE) * Blocking.LINE + Blocking.LINE;
    rowSize = work.columns * work.sourceChannels * step;
    int overlap = Math.max(0, work.rows - work.step);
    int height = Math.max(1, (BAND / rowSize - overlap) / work.step);
    height = Blocking.even(toRow - fromRow, height);
    int bandRows = (height - 1) * work.step + work.rows;
    band = VectorKernels.grown(band, LEAD + Math.multiplyExact(bandRows, rowSize) + 4 * LANES);
    int size = images * ((work.gridWidth - 1) * work.step + work.columns) * work.sourceChannels;
    padded = VectorKernels.grown(padded, LEAD + size);
    Arrays.fill(padded, LEAD, LEAD + size, 0); // The border stays so.
    pixels = pixels.length >= count ? pixels : new int[count];
    int channels = Math.ceilDiv(work.targetChannels, LANES) * LANES + Blocking.ROWS;
    strip = VectorKernels.grown(strip, LEAD + (step + 4 * LANES) * channels);
    for (int row = fromRow; row < toRow; row += height) {
      int rows = Math.min(height, toRow - row);
      int needed = (rows - 1) * work.step + work.rows;
      int kept = 0;
      if (row > fromRow) {
        kept = Math.min(overlap, needed);
        System.arraycopy(band, LEAD + height * work.step * rowSize, band, LEAD, kept * rowSize);
      }
      for (int r = kept; r < needed; r++) {
        pack(work, image, row * work.step + work.firstRow + r, LEAD + r * rowSize);
      }
      for (int i = 0; i < rows; i++) {
        int at = LEAD + i * work.step * rowSize;
        if (work.pixelsInVectors) {
          pixelsInVectors(work, at);
        } else {
          channelsInVectors(work, at);
        }
        store(work, image, row + i);
      }
    }
  }

  /** Makes ready a row of the source for all images of the group. */
  private void pack(Correlation work, int image, int row, int to) {
    if (row < 0 || row >= work.sourceHeight) {
      Arrays.fill(band, to, to + rowSize, 0);
      return;
    }
    int channels = work.sourceChannels;
    // Columns of the source that the grid reads, and the zeros before and after them.
    int width = (work.gridWidth - 1) * work.step + work.columns;
    int first = Math.max(0, work.firstColumn);
    int before = first - work.firstColumn;
    int inside = Math.min(work.sourceWidth - first, width - before);
    for (int n = 0; n < images; n++) {
      int begin = LEAD + (n * width + before) * channels;
      int from = work.source.rowOffset(image + n) + (row * work.sourceWidth + first) * channels;
      System.arraycopy(work.source.array(), from, padded, begin, inside * channels);
    }
    for (int s = 0; s < work.columns; s++) {
      int at = to + s * channels * step;
      if (s < work.step) {
        transpose(work, width, s, at);
      } else {
        move(work, width, s, at);
      }
    }
  }

  /** Writes the pixels that a column of the kernel meets, as channels x pixels. */
  private void transpose(Correlation work, int width, int s, int to) {
    int channels = work.sourceChannels;
    if (channels < LANES) {
      transposeFew(work, width, s, to);
      return;
    }
    for (int n = 0, p = 0; n < images; n++) {
      int at = LEAD + (n * width + s) * channels;
      for (int j = 0; j < work.gridWidth; j++, p++) {
        pixels[p] = at + j * work.step * channels;
      }
    }
    transposition.copy(padded, pixels, count, channels, band, to, step);
  }

  /** The same for few channels, one after the other. */
  private void transposeFew(Correlation work, int width, int s, int to) {
    int channels = work.sourceChannels;
    int distance = work.step * channels;
    float[] from = padded;
    float[] target = band;
    int n = work.gridWidth;
    for (int image = 0; image < images; image++) {
      int at = LEAD + (image * width + s) * channels;
      for (int c = 0; c < channels; c++) {
        int pixel = to + c * step + image * n;
        for (int j = 0; j < n; j++) {
          target[pixel + j] = from[at + c + j * distance];
        }
      }
    }
  }

  /**
   * The same for a column of the kernel that meets what an earlier column does, but for the last
   * pixel of each image.
   */
  private void move(Correlation work, int width, int s, int to) {
    int channels = work.sourceChannels;
    int from = to - work.step * channels * step;
    int vectors = Math.ceilDiv(count, LANES);
    VectorLoops.copyVectors(band, from + 1, step, band, to, step, channels, vectors);
    int last = work.gridWidth - 1;
    for (int n = 0; n < images; n++) {
      int at = LEAD + (n * width + last * work.step + s) * channels;
      int pixel = to + n * work.gridWidth + last;
      for (int c = 0; c < channels; c++) {
        band[pixel + c * step] = padded[at + c];
      }
    }
  }

  /** A row of the grid as pixels x channels. */
  private void channelsInVectors(Correlation work, int at) {
    int inner = work.inner();
    int vectors = work.vectors();
    int width = vectors * LANES;
    boolean panelled = work.isPanelled();
    int block = Blocking.even(inner, panelled ? WIDE_INNER : Blocking.INNER);
    for (int k = 0; k < inner; k += block) {
      int depth = Math.min(block, inner - k);
      for (int v = 0, take; v < vectors; v += take) {
        take = panelled ? work.panel(v) : vectors;
        int bStep = panelled ? take * LANES : work.weightsStep;
        int b = work.weightsAt + v * LANES * (panelled ? inner : 1) + k * bStep;
        TileLoop.multiply(
            tally,
            work.operation,
            band,
            at + k * step,
            step,
            count,
            work.weights,
            b,
            bStep,
            take,
            depth,
            k == 0 ? work.starts : strip,
            LEAD + v * LANES,
            k == 0 ? 0 : width,
            true,
            strip,
            LEAD + v * LANES,
            width);
      }
    }
  }

  /** A row of the grid as channels x pixels. */
  private void pixelsInVectors(Correlation work, int at) {
    int inner = work.inner();
    int block = Blocking.even(inner, Blocking.INNER);
    for (int k = 0; k < inner; k += block) {
      TileLoop.multiply(
          tally,
          work.operation,
          work.weights,
          work.weightsAt + k * work.weightsStep,
          work.weightsStep,
          work.targetChannels,
          band,
          at + k * step,
          step,
          Math.ceilDiv(count, LANES),
          Math.min(block, inner - k),
          k == 0 ? work.starts : strip,
          LEAD,
          k == 0 ? Correlation.STARTS : step,
          k > 0,
          strip,
          LEAD,
          step);
    }
  }

  /** Writes a row of the grid to the target. */
  private void store(Correlation work, int image, int row) {
    int channels = work.targetChannels;
    int width = Math.ceilDiv(channels, LANES) * LANES;
    float[] from = strip;
    if (work.pixelsInVectors) {
      turned = VectorKernels.grown(turned, LEAD + count * LANES + LANES);
      pixels = pixels.length >= LANES ? pixels : new int[LANES];
      for (int c = 0; c < channels; c++) {
        pixels[c] = LEAD + c * step;
      }
      width = channels;
      transposition.copy(strip, pixels, channels, count, turned, LEAD, width);
      from = turned;
    }
    epilogue.activate(work.activation, from, LEAD, count * width);
    float[] out = work.target.array();
    int pixel = work.spread * channels;
    boolean whole = width == channels && pixel == channels;
    for (int n = 0; n < images; n++) {
      int at = LEAD + n * work.gridWidth * width;
      int to =
          work.target.rowOffset(image + n)
              + ((row * work.spread + work.toRow) * work.targetWidth + work.toColumn) * channels;
      if (whole) {
        System.arraycopy(from, at, out, to, work.gridWidth * channels);
        continue;
      }
      for (int j = 0; j < work.gridWidth; j++) {
        System.arraycopy(from, at + j * width, out, to + j * pixel, channels);
      }
    }
  }
}
