package finegrain.trainer.report;

import java.util.Arrays;

/** A picture as pixels, twice as many in each direction as the picture has, on white. */
final class Raster {
  static final int SCALE = 2;
  private static final int DISC_CORNERS = 40;
  private static final int OPAQUE = 256;
  private static final int WHOLE_ALPHA = Coverage.WHOLE * OPAQUE;

  private final int width;
  private final int height;
  private final int[] pixels;
  private final Coverage coverage;
  private int left;
  private int top;
  private int right;
  private int bottom;

  private Raster(Picture picture) {
    width = (int) StrictMath.ceil(picture.width() * SCALE);
    height = (int) StrictMath.ceil(picture.height() * SCALE);
    pixels = new int[width * height];
    Arrays.fill(pixels, Ink.PAPER.onWhite);
    coverage = new Coverage(width, height);
    right = width;
    bottom = height;
  }

  static Raster of(Picture picture) {
    Raster raster = new Raster(picture);
    picture.marks().forEach(raster::draw);
    return raster;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Red, green and blue of a pixel, a byte each. */
  int pixel(int x, int y) {
    return pixels[y * width + x];
  }

  private void draw(Mark mark) {
    switch (mark) {
      case Mark.Area area -> {
        area.outline().moved(0, 0, SCALE, 0).lines().forEach(coverage::add);
        paint(area.ink(), area.opacity());
      }
      case Mark.Line line -> {
        Outline outline = line.outline().moved(0, 0, SCALE, 0);
        Stroker stroker = new Stroker(coverage, line.width() * SCALE);
        for (double[] part : outline.lines()) {
          if (line.dashes().isEmpty()) {
            stroker.line(part, outline.closed());
          } else {
            stroker.dashed(part, line.dashes().stream().map(dash -> dash * SCALE).toList());
          }
        }
        paint(line.ink(), line.opacity());
      }
      case Mark.Disc disc -> {
        coverage.add(
            Outline.regular(
                    DISC_CORNERS, disc.x() * SCALE, disc.y() * SCALE, disc.radius() * SCALE, 1, 0)
                .lines()
                .getFirst());
        paint(disc.ink(), disc.opacity());
      }
      case Mark.Words words -> {
        Mark.Lettering lettering = words.lettering();
        Outline outline =
            StrokeFont.outline(words.text(), lettering)
                .moved(words.x() * SCALE, words.y() * SCALE, SCALE, lettering.turnDegrees());
        Stroker stroker = new Stroker(coverage, StrokeFont.pen(lettering) * SCALE);
        outline.lines().forEach(line -> stroker.line(line, false));
        paint(words.ink(), 1);
      }
      case Mark.Clipped clipped -> {
        int[] before = {left, top, right, bottom};
        left = Math.max(left, nearest(clipped.left()));
        top = Math.max(top, nearest(clipped.top()));
        right = Math.min(right, nearest(clipped.left() + clipped.width()));
        bottom = Math.min(bottom, nearest(clipped.top() + clipped.height()));
        clipped.marks().forEach(this::draw);
        left = before[0];
        top = before[1];
        right = before[2];
        bottom = before[3];
      }
    }
  }

  private static int nearest(double position) {
    return (int) Math.round(position * SCALE);
  }

  private void paint(Ink ink, double opacity) {
    int weight = (int) Math.round(opacity * OPAQUE);
    coverage.drain(
        (row, parts, from, to) -> {
          if (row < top || row >= bottom) {
            return;
          }
          for (int x = Math.max(from, left); x < Math.min(to, right); x++) {
            int at = row * width + x;
            pixels[at] = blend(pixels[at], ink.onWhite, parts[x] * weight);
          }
        });
  }

  /** The colour above the other; alpha is of {@code Coverage.WHOLE * OPAQUE}. */
  private static int blend(int below, int above, int alpha) {
    int blended = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = (below >> shift) & 0xff;
      int to = (above >> shift) & 0xff;
      int step = Math.floorDiv((to - from) * alpha + WHOLE_ALPHA / 2, WHOLE_ALPHA);
      blended |= (from + step) << shift;
    }
    return blended;
  }
}
