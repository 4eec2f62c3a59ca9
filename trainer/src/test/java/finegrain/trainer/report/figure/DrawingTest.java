package finegrain.trainer.report.figure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.report.figure.LineFigure.Dash;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Reads the SVG that figures are drawn as. */
final class DrawingTest {
  /** A clip is larger than the panel by this, so that lines at its edge are whole. */
  private static final double CLIP_MARGIN = 1;

  /** SVG has coordinates to a tenth of a pixel; a clip and a line may each be off by half of it. */
  private static final double ROUNDING = 0.11;

  private static final Pattern NUMBER = Pattern.compile("-?[0-9.]+");

  @ParameterizedTest
  @EnumSource
  void pointsAtTheAxesEndsLieAtThePanelsEdges(Layout layout) {
    Document svg =
        lines(
            Axis.linear("x", 0, 10),
            Axis.linear("y", 0, 1),
            layout,
            Point.of(0, 0),
            Point.of(5, 0.25),
            Point.of(10, 1));
    double[] panel = panel(svg);
    assertThat(panel[3] - panel[1]).isEqualTo(layout.panelHeight, within(ROUNDING));
    assertThat(numbers(strokes(svg).getFirst()))
        .containsExactly(
            new double[] {
              panel[0],
              panel[3],
              (panel[0] + panel[2]) / 2,
              panel[1] + (panel[3] - panel[1]) * 0.75,
              panel[2],
              panel[1]
            },
            within(ROUNDING));
  }

  @Test
  void equalRatiosAreEqualStepsOnALogarithmicAxis() {
    Document svg =
        lines(
            Axis.logarithmic("n", 50, 100, 200, 1000),
            Axis.linear("y", 0, 1),
            Layout.WIDE_PAGE,
            Point.of(50, 0),
            Point.of(100, 0),
            Point.of(200, 0),
            Point.of(1000, 0));
    double[] line = numbers(strokes(svg).getFirst());
    assertThat(line[4] - line[2]).isCloseTo(line[2] - line[0], within(ROUNDING));
    // log2(5), of steps about 145 pixels long
    assertThat((line[6] - line[4]) / (line[2] - line[0])).isCloseTo(2.321928, within(0.003));
  }

  @Test
  void aLogarithmicAxisHasTheGivenTicksAndLeavesOutWhatHasNoRoom() {
    assertThat(texts(parse(SampleFigures.capacity(), Layout.WIDE_PAGE)))
        .contains("5", "7", "10", "20", "30", "50", "75", "120");
    assertThat(texts(parse(SampleFigures.capacity(), Layout.NARROW_PAGE)))
        .contains("5", "10", "20", "50", "120")
        .doesNotContain("25");
  }

  @Test
  void bandsGoFromTheLowerToTheUpperQuartile() {
    Document svg =
        lines(
            Axis.linear("x", 0, 1),
            Axis.linear("y", 0, 1),
            Layout.WIDE_PAGE,
            new Point(0, 0.25, 0.5, 0.75),
            new Point(1, 0, 0.5, 1));
    double top = panel(svg)[1];
    double height = Layout.WIDE_PAGE.panelHeight;
    double[] border = numbers(clipped(svg).getFirst());
    assertThat(new double[] {border[1], border[3], border[5], border[7]})
        .containsExactly(
            new double[] {top + height / 4, top, top + height, top + height * 3 / 4},
            within(ROUNDING));
  }

  @Test
  void aPointThatIsNotFiniteBreaksTheLine() {
    Document svg =
        lines(
            Axis.linear("x"),
            Axis.linear("y"),
            Layout.WIDE_PAGE,
            Point.of(0, 1),
            Point.of(1, 2),
            Point.of(2, Double.NaN),
            Point.of(3, 1),
            Point.of(4, Double.POSITIVE_INFINITY));
    assertThat(strokes(svg)).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void figuresWithoutPointsAreDrawn(Layout layout) {
    assertThat(texts(lines(Axis.linear("x"), Axis.linear("y"), layout))).contains("x", "y");
    assertThat(texts(lines(Axis.logarithmic("x"), Axis.logarithmic("y"), layout)))
        .contains("x", "y");
    assertThat(
            texts(
                lines(Axis.linear("x"), Axis.linear("y"), layout, Point.of(3, 3), Point.of(3, 3))))
        .contains("3.0");
  }

  @Test
  void aZeroLineMakesTheAxisHoldZero() {
    LineFigure figure =
        figure("zero", Axis.linear("x"), Axis.linear("y"), true, Point.of(0, 5), Point.of(1, 6));
    assertThat(texts(parse(figure, Layout.WIDE_PAGE))).contains("0");
  }

  @Test
  void stylesDifferInMarkerTooAndTheFirstTwoInDash() {
    assertThat(new Series("a", SeriesStyle.BLUE, List.of()).dash()).isEqualTo(Dash.SOLID);
    assertThat(new Series("a", SeriesStyle.VERMILION, List.of()).dash()).isEqualTo(Dash.DASHED);
    assertThat(Arrays.stream(SeriesStyle.values()).map(style -> style.marker))
        .doesNotHaveDuplicates();
    assertThat(Arrays.stream(SeriesStyle.values()).map(style -> style.colour))
        .doesNotHaveDuplicates();
  }

  @Test
  void severalFiguresInOneFileStandBelowEachOther() {
    List<Figure> figures = SampleFigures.all();
    Document svg = parse(FigureSvg.file("all of them", "a note", "Described.", figures));
    assertThat(texts(svg)).contains("all of them", "a note");
    assertThat(svg.getElementsByTagName("desc").item(0).getTextContent()).startsWith("Described.");
    List<String> ids = elements(svg, "*").stream().map(e -> e.getAttribute("id")).toList();
    assertThat(ids.stream().filter(id -> !id.isEmpty())).doesNotHaveDuplicates();
    double bottom = 0;
    int next = 0;
    for (Element group : elements(svg, "g")) {
      if (group.hasAttribute("transform")) {
        double top = numbers(group.getAttribute("transform"))[1];
        assertThat(top).isGreaterThanOrEqualTo(bottom);
        bottom = top + height(parse(figures.get(next++), Layout.FILE));
      }
    }
    assertThat(next).isEqualTo(figures.size());
    assertThat(height(svg)).isEqualTo(bottom);
  }

  /** By the widths of Helvetica, which the layout assumes with some room. */
  @ParameterizedTest
  @EnumSource
  void noTextsOverlapOrAreCutOff(Layout layout) {
    for (Figure figure : SampleFigures.all()) {
      Document svg = parse(figure, layout);
      List<double[]> boxes = new ArrayList<>();
      for (Element text : elements(svg, "text")) {
        String words = text.getTextContent() + " in " + figure.name();
        double[] box = box(text);
        assertThat(box[0]).as(words).isGreaterThanOrEqualTo(0);
        assertThat(box[1]).as(words).isGreaterThanOrEqualTo(0);
        assertThat(box[2]).as(words).isLessThanOrEqualTo(layout.width);
        assertThat(box[3]).as(words).isLessThanOrEqualTo(height(svg));
        if (text.hasAttribute("transform")) {
          continue;
        }
        for (double[] other : boxes) {
          assertThat(
                  box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])
              .as(words + " covers another text")
              .isFalse();
        }
        boxes.add(box);
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
        name,
        "title",
        x,
        y,
        zeroLine,
        List.of(new Series("s", SeriesStyle.VERMILION, List.of(points))));
  }

  private static Document lines(Axis x, Axis y, Layout layout, Point... points) {
    return parse(figure("figure", x, y, false, points), layout);
  }

  private static Document parse(Figure figure, Layout layout) {
    return parse(layout == Layout.FILE ? FigureSvg.file(figure) : FigureSvg.inline(figure, layout));
  }

  private static Document parse(String svg) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new ByteArrayInputStream(svg.getBytes(UTF_8)));
    } catch (Exception e) {
      throw new AssertionError(svg, e);
    }
  }

  private static List<Element> elements(Document svg, String name) {
    NodeList nodes = svg.getElementsByTagName(name);
    return IntStream.range(0, nodes.getLength()).mapToObj(i -> (Element) nodes.item(i)).toList();
  }

  private static List<String> texts(Document svg) {
    return elements(svg, "text").stream().map(Element::getTextContent).toList();
  }

  private static double[] numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static double height(Document svg) {
    return numbers(svg.getDocumentElement().getAttribute("viewBox"))[3];
  }

  /** Left, top, right, bottom of the first panel, by its clip. */
  private static double[] panel(Document svg) {
    Element clip = (Element) svg.getElementsByTagName("clipPath").item(0);
    double[] path =
        numbers(((Element) clip.getElementsByTagName("path").item(0)).getAttribute("d"));
    return new double[] {
      path[0] + CLIP_MARGIN, path[1] + CLIP_MARGIN, path[4] - CLIP_MARGIN, path[5] - CLIP_MARGIN
    };
  }

  /** The paths in the panels. */
  private static List<String> clipped(Document svg) {
    return elements(svg, "path").stream()
        .filter(path -> ((Element) path.getParentNode()).hasAttribute("clip-path"))
        .map(path -> path.getAttribute("d"))
        .toList();
  }

  /** Those of them that are lines. */
  private static List<String> strokes(Document svg) {
    return clipped(svg).stream().filter(path -> !path.endsWith("Z")).toList();
  }

  /** Left, top, right, bottom of what a text covers. */
  private static double[] box(Element text) {
    double size = Double.parseDouble(text.getAttribute("font-size"));
    Font font =
        Arrays.stream(Font.values())
            .filter(f -> f.size == size && f.bold == text.hasAttribute("font-weight"))
            .findFirst()
            .orElseThrow();
    double width = font.width(text.getTextContent());
    double left =
        switch (text.getAttribute("text-anchor")) {
          case "middle" -> -width / 2;
          case "end" -> -width;
          default -> 0;
        };
    double x = Double.parseDouble(text.getAttribute("x"));
    double y = Double.parseDouble(text.getAttribute("y"));
    double turn =
        text.hasAttribute("transform")
            ? Math.toRadians(numbers(text.getAttribute("transform"))[0])
            : 0;
    double[] box = {1e9, 1e9, -1e9, -1e9};
    for (double dx : new double[] {left, left + width}) {
      for (double dy : new double[] {-0.72 * size, 0.2 * size}) {
        double cornerX = x + dx * Math.cos(turn) - dy * Math.sin(turn);
        double cornerY = y + dx * Math.sin(turn) + dy * Math.cos(turn);
        box[0] = Math.min(box[0], cornerX);
        box[1] = Math.min(box[1], cornerY);
        box[2] = Math.max(box[2], cornerX);
        box[3] = Math.max(box[3], cornerY);
      }
    }
    return box;
  }
}
