package finegrain.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.report.LineFigure.Dash;
import finegrain.trainer.report.LineFigure.Point;
import finegrain.trainer.report.LineFigure.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class DrawingTest {
  static final List<Layout> LAYOUTS = List.of(Layout.FILE, Layout.PAGE, Layout.TELEPHONE);

  /** A clip is larger than the panel by this, so that lines at its edge are whole. */
  private static final double CLIP_MARGIN = 1;

  @ParameterizedTest
  @FieldSource("LAYOUTS")
  void pointsAtTheAxesEndsLieAtThePanelsEdges(Layout layout) {
    Picture picture =
        lines(
            Axis.linear("x", 0, 10),
            Axis.linear("y", 0, 1),
            layout,
            Point.of(0, 0),
            Point.of(5, 0.25),
            Point.of(10, 1));
    Mark.Clipped panel = panel(picture);
    double left = panel.left() + CLIP_MARGIN;
    double top = panel.top() + CLIP_MARGIN;
    double width = panel.width() - 2 * CLIP_MARGIN;
    double height = panel.height() - 2 * CLIP_MARGIN;
    assertThat(height).isEqualTo(layout.panelHeight());
    assertThat(line(picture))
        .containsExactly(
            new double[] {
              left, top + height, left + width / 2, top + height * 0.75, left + width, top
            },
            within(1e-9));
  }

  @Test
  void equalRatiosAreEqualStepsOnALogarithmicAxis() {
    double[] line =
        line(
            lines(
                Axis.logarithmic("n", 50, 100, 200, 1000),
                Axis.linear("y", 0, 1),
                Layout.PAGE,
                Point.of(50, 0),
                Point.of(100, 0),
                Point.of(200, 0),
                Point.of(1000, 0)));
    assertThat(line[4] - line[2]).isCloseTo(line[2] - line[0], within(1e-9));
    // log2(5)
    assertThat((line[6] - line[4]) / (line[2] - line[0])).isCloseTo(2.321928094887, within(1e-9));
  }

  @Test
  void aLogarithmicAxisHasTheGivenTicksAndLeavesOutWhatHasNoRoom() {
    Picture wide = Drawing.of(SampleReport.capacity(), Layout.PAGE);
    assertThat(texts(wide)).contains("5", "7", "10", "20", "30", "50", "75", "120");
    Picture narrow = Drawing.of(SampleReport.capacity(), Layout.TELEPHONE);
    assertThat(texts(narrow)).contains("5", "10", "20", "50", "120").doesNotContain("25");
  }

  @Test
  void bandsGoFromTheLowerToTheUpperQuartile() {
    Picture picture =
        lines(
            Axis.linear("x", 0, 1),
            Axis.linear("y", 0, 1),
            Layout.PAGE,
            new Point(0, 0.25, 0.5, 0.75),
            new Point(1, 0, 0.5, 1));
    Mark.Clipped panel = panel(picture);
    double top = panel.top() + CLIP_MARGIN;
    double height = Layout.PAGE.panelHeight();
    Mark.Area band = (Mark.Area) panel.marks().getFirst();
    double[] border = band.outline().lines().getFirst();
    assertThat(List.of(border[1], border[3], border[5], border[7]))
        .containsExactly(top + height / 4, top, top + height, top + height * 3 / 4);
  }

  @Test
  void aPointThatIsNotFiniteBreaksTheLine() {
    Picture picture =
        lines(
            Axis.linear("x"),
            Axis.linear("y"),
            Layout.PAGE,
            Point.of(0, 1),
            Point.of(1, 2),
            Point.of(2, Double.NaN),
            Point.of(3, 1),
            Point.of(4, Double.POSITIVE_INFINITY));
    assertThat(panel(picture).marks().stream().filter(Mark.Line.class::isInstance)).hasSize(2);
  }

  @Test
  void figuresWithoutPointsAreDrawn() {
    for (Layout layout : LAYOUTS) {
      assertThat(lines(Axis.linear("x"), Axis.linear("y"), layout).marks()).isNotEmpty();
      assertThat(lines(Axis.logarithmic("x"), Axis.logarithmic("y"), layout).marks()).isNotEmpty();
      assertThat(
              lines(Axis.linear("x"), Axis.linear("y"), layout, Point.of(3, 3), Point.of(3, 3))
                  .marks())
          .isNotEmpty();
    }
  }

  @Test
  void aZeroLineMakesTheAxisHoldZero() {
    LineFigure figure =
        new LineFigure(
            "zero",
            "title",
            Axis.linear("x"),
            Axis.linear("y"),
            true,
            List.of(new Series("one", Role.FINE, List.of(Point.of(0, 5), Point.of(1, 6)))));
    assertThat(texts(Drawing.of(figure, Layout.PAGE))).contains("0");
  }

  @Test
  void coarseAndFineDifferInDashAndMarkerToo() {
    assertThat(new Series("a", Role.COARSE, List.of()).dash()).isEqualTo(Dash.SOLID);
    assertThat(new Series("a", Role.FINE, List.of()).dash()).isEqualTo(Dash.DASHED);
    assertThat(Arrays.stream(Role.values()).map(Marker::of).distinct())
        .hasSize(Role.values().length);
  }

  /** In all figures of the sample report and all layouts. */
  @ParameterizedTest
  @FieldSource("LAYOUTS")
  void noTextsOverlapOrAreCutOff(Layout layout) {
    for (Figure figure : SampleReport.report().figures()) {
      Picture picture = Drawing.of(figure, layout);
      List<double[]> boxes = new ArrayList<>();
      List<Mark.Words> words = words(picture);
      for (Mark.Words one : words) {
        double[] box = box(one);
        assertThat(box[0]).as(one + " in " + figure.name()).isGreaterThanOrEqualTo(0);
        assertThat(box[1]).as(one + " in " + figure.name()).isGreaterThanOrEqualTo(0);
        assertThat(box[2]).as(one + " in " + figure.name()).isLessThanOrEqualTo(picture.width());
        assertThat(box[3]).as(one + " in " + figure.name()).isLessThanOrEqualTo(picture.height());
        if (one.lettering().turnDegrees() == 0) {
          for (double[] other : boxes) {
            assertThat(
                    box[0] < other[2]
                        && other[0] < box[2]
                        && box[1] < other[3]
                        && other[1] < box[3])
                .as(one + " covers another text of " + figure.name())
                .isFalse();
          }
          boxes.add(box);
        }
      }
    }
  }

  @Test
  void figuresRefuseWhatTheyCannotDraw() {
    assertThatThrownBy(() -> figure("a/b", Axis.linear("x"), Axis.linear("y"), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> figure("a", Axis.linear("x"), Axis.logarithmic("y"), true))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> figure("a", Axis.linear("x"), Axis.categories("y", List.of("a")), false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                figure(
                    "a",
                    Axis.categories("x", List.of("a")),
                    Axis.linear("y"),
                    false,
                    Point.of(1, 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Range(1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Axis.logarithmic("x", 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static LineFigure figure(String name, Axis x, Axis y, boolean zeroLine, Point... points) {
    return new LineFigure(
        name, "title", x, y, zeroLine, List.of(new Series("s", Role.FINE, List.of(points))));
  }

  private static Picture lines(Axis x, Axis y, Layout layout, Point... points) {
    return Drawing.of(figure("figure", x, y, false, points), layout);
  }

  private static Mark.Clipped panel(Picture picture) {
    return (Mark.Clipped)
        picture.marks().stream().filter(Mark.Clipped.class::isInstance).findFirst().orElseThrow();
  }

  private static double[] line(Picture picture) {
    return panel(picture).marks().stream()
        .filter(Mark.Line.class::isInstance)
        .map(mark -> ((Mark.Line) mark).outline().lines().getFirst())
        .findFirst()
        .orElseThrow();
  }

  private static List<Mark.Words> words(Picture picture) {
    return picture.marks().stream()
        .flatMap(mark -> mark instanceof Mark.Words words ? Stream.of(words) : Stream.empty())
        .toList();
  }

  private static List<String> texts(Picture picture) {
    return words(picture).stream().map(Mark.Words::text).toList();
  }

  /** Left, top, right, bottom of what the pen covers. */
  private static double[] box(Mark.Words words) {
    Outline outline =
        StrokeFont.outline(words.text(), words.lettering())
            .moved(words.x(), words.y(), 1, words.lettering().turnDegrees());
    double[] box = {1e9, 1e9, -1e9, -1e9};
    for (double[] line : outline.lines()) {
      for (int i = 0; i < line.length; i += 2) {
        box[0] = Math.min(box[0], line[i]);
        box[1] = Math.min(box[1], line[i + 1]);
        box[2] = Math.max(box[2], line[i]);
        box[3] = Math.max(box[3], line[i + 1]);
      }
    }
    return box;
  }
}
