package finegrain.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.DataFormatException;
import org.junit.jupiter.api.Test;

final class RasterTest {
  private static final int WHITE = 0xffffff;

  /** Okabe and Ito's blue. */
  private static final int BLUE = 0x0072b2;

  @Test
  void aFileHasTwoPixelsForEachAndTheColours() throws DataFormatException {
    DecodedPng png = decode(new Mark.Area(Outline.rectangle(10, 10, 20, 5), Ink.COARSE, 1));
    assertThat(png.chunks()).containsExactly("IHDR", "pHYs", "IDAT", "IEND");
    assertThat(png.width()).isEqualTo(100);
    assertThat(png.height()).isEqualTo(80);
    assertThat(png.pixel(0, 0)).isEqualTo(WHITE);
    assertThat(png.pixel(20, 20)).isEqualTo(BLUE);
    assertThat(png.pixel(59, 29)).isEqualTo(BLUE);
    assertThat(png.pixel(60, 29)).isEqualTo(WHITE);
    assertThat(png.pixel(59, 30)).isEqualTo(WHITE);
    assertThat(png.pixel(19, 20)).isEqualTo(WHITE);
  }

  @Test
  void halfAPixelOrHalfOpaqueIsHalfTheColour() throws DataFormatException {
    // Between 255 and 0, 114 and 178; halves round up.
    int half = 0x80b9d9;
    assertThat(
            decode(new Mark.Area(Outline.rectangle(10, 10, 20, 5), Ink.COARSE, 0.5)).pixel(30, 25))
        .isEqualTo(half);
    assertThat(
            decode(new Mark.Area(Outline.rectangle(10.25, 10, 20, 5), Ink.COARSE, 1)).pixel(20, 25))
        .isEqualTo(half);
  }

  @Test
  void aLineIsAsWideAsItsPenAlsoWhereItsPiecesOverlap() throws DataFormatException {
    double[] line = new double[2 * 60];
    for (int i = 0; i < 60; i++) {
      line[2 * i] = 10 + i * 0.5;
      line[2 * i + 1] = 20;
    }
    DecodedPng png = decode(new Mark.Line(Outline.open(line), Ink.COARSE, 1.5));
    // From 19.25 to 20.75, that is 38.5 to 41.5 in pixels.
    assertThat(column(png, 40, 37, 43))
        .containsExactly(WHITE, 0x80b9d9, BLUE, BLUE, 0x80b9d9, WHITE);
  }

  @Test
  void dashesAndGapsHaveTheirLengths() throws DataFormatException {
    DecodedPng png =
        decode(new Mark.Line(Outline.open(5, 20, 45, 20), Ink.COARSE, 2, List.of(7.0, 4.0), 1));
    assertThat(png.pixel(10, 40)).isEqualTo(BLUE);
    assertThat(png.pixel(23, 40)).isEqualTo(BLUE);
    assertThat(png.pixel(24, 40)).isEqualTo(WHITE);
    assertThat(png.pixel(31, 40)).isEqualTo(WHITE);
    assertThat(png.pixel(32, 40)).isEqualTo(BLUE);
  }

  @Test
  void whatIsClippedIsSeenInsideOnly() throws DataFormatException {
    DecodedPng png =
        decode(
            new Mark.Clipped(
                10,
                10,
                10,
                10,
                List.of(new Mark.Area(Outline.rectangle(0, 0, 50, 40), Ink.COARSE, 1))));
    assertThat(png.pixel(20, 20)).isEqualTo(BLUE);
    assertThat(png.pixel(39, 39)).isEqualTo(BLUE);
    assertThat(png.pixel(19, 20)).isEqualTo(WHITE);
    assertThat(png.pixel(40, 39)).isEqualTo(WHITE);
    assertThat(png.pixel(39, 40)).isEqualTo(WHITE);
  }

  @Test
  void textStandsOnItsBaseLineAtItsAnchor() throws DataFormatException {
    for (Mark.Anchor anchor : Mark.Anchor.values()) {
      DecodedPng png =
          decode(new Mark.Words(25, 30, "HEH", Ink.COARSE, Mark.Lettering.of(10).at(anchor)));
      int first = Integer.MAX_VALUE;
      int last = 0;
      for (int x = 0; x < png.width(); x++) {
        assertThat(png.pixel(x, 60)).isEqualTo(WHITE);
        if (png.pixel(x, 58) != WHITE) {
          first = Math.min(first, x);
          last = x;
        }
      }
      int middle = (first + last) / 2;
      switch (anchor) {
        case START -> assertThat(first).isBetween(50, 53);
        case MIDDLE -> assertThat(middle).isBetween(48, 51);
        case END -> assertThat(last).isBetween(46, 49);
      }
    }
  }

  private static List<Integer> column(DecodedPng png, int x, int from, int to) {
    return IntStream.range(from, to).mapToObj(y -> png.pixel(x, y)).toList();
  }

  private static DecodedPng decode(Mark mark) throws DataFormatException {
    return DecodedPng.of(
        Png.of(Raster.of(new Picture(50, 40, "title", "description", List.of(mark)))));
  }
}
