package finegrain.trainer.report;

import java.util.Arrays;

/**
 * How much of each pixel an area covers: the non-zero winding rule on {@value #LINES} scan lines a
 * pixel, each with the exact part of a pixel that it crosses, to 1/{@value #PARTS}. All sums are of
 * integers.
 */
final class Coverage {
  private static final int LINES = 16;
  private static final int PARTS = 256;

  /** What {@link Row} calls a pixel that is covered whole. */
  static final int WHOLE = LINES * PARTS;

  private static final int X_BITS = 32;

  private final int width;
  private final int height;

  /** Crossings: scan line, then x in parts of a pixel, then whether upwards; sorted by that. */
  private long[] crossings = new long[1024];

  private int count;

  Coverage(int width, int height) {
    this.width = width;
    this.height = height;
  }

  /** Takes the coverage of a row of pixels. */
  interface Row {
    /** Parts of {@link #WHOLE} in columns from (inclusive) to (exclusive); 0 in the others. */
    void accept(int row, int[] parts, int from, int to);
  }

  /** Adds an area by its border: corners x, y, x, y, ... in pixels. */
  void add(double[] corners) {
    int last = corners.length - 2;
    for (int i = 0; i <= last; i += 2) {
      int next = i == last ? 0 : i + 2;
      edge(corners[i], corners[i + 1], corners[next], corners[next + 1]);
    }
  }

  private void edge(double x0, double y0, double x1, double y1) {
    if (y0 == y1) {
      return;
    }
    boolean up = y0 > y1;
    double top = up ? y1 : y0;
    double bottom = up ? y0 : y1;
    double slope = (x1 - x0) / (y1 - y0);
    // Scan line s is at (s + 1/2) / LINES.
    int first = (int) Math.max(0, Math.ceil(top * LINES - 0.5));
    int end = (int) Math.min((double) height * LINES, Math.ceil(bottom * LINES - 0.5));
    for (int line = first; line < end; line++) {
      double x = x0 + ((line + 0.5) / LINES - y0) * slope;
      long parts = Math.round(Math.clamp(x, 0, width) * PARTS);
      if (count == crossings.length) {
        crossings = Arrays.copyOf(crossings, 2 * count);
      }
      crossings[count++] = ((long) line << X_BITS) | (parts << 1) | (up ? 1 : 0);
    }
  }

  /** Hands out the rows that the areas touch, and forgets the areas. */
  void drain(Row row) {
    Arrays.sort(crossings, 0, count);
    int[] parts = new int[width + 1];
    int i = 0;
    while (i < count) {
      int pixelRow = (int) (crossings[i] >>> X_BITS) / LINES;
      long endOfRow = ((long) (pixelRow + 1) * LINES) << X_BITS;
      int from = width;
      int to = 0;
      while (i < count && crossings[i] < endOfRow) {
        int start = i;
        int winding = 0;
        do {
          winding += (crossings[i] & 1) == 0 ? 1 : -1;
          i++;
        } while (winding != 0);
        int left = x(crossings[start]);
        int right = x(crossings[i - 1]);
        if (left < right) {
          span(parts, left, right);
          from = Math.min(from, left / PARTS);
          to = Math.max(to, (right + PARTS - 1) / PARTS);
        }
      }
      if (from < to) {
        row.accept(pixelRow, parts, from, to);
        Arrays.fill(parts, from, to, 0);
      }
    }
    count = 0;
  }

  private static int x(long crossing) {
    return (int) (crossing & 0xffffffffL) >>> 1;
  }

  private static void span(int[] parts, int left, int right) {
    int first = left / PARTS;
    int last = right / PARTS;
    if (first == last) {
      parts[first] += right - left;
      return;
    }
    parts[first] += (first + 1) * PARTS - left;
    for (int column = first + 1; column < last; column++) {
      parts[column] += PARTS;
    }
    // At the right border of the picture this is 0, in the column after the last.
    parts[last] += right - last * PARTS;
  }
}
