package finegrain.trainer.report.figure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Figures as SVG. Every viewer shows the colours on white. A style sheet replaces them with the
 * colours on black on dark screens, but not in print.
 */
public final class FigureSvg {
  private static final String FONTS =
      "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

  private FigureSvg() {}

  /** The text of a file with one figure. */
  public static String file(Figure figure) {
    Drawing drawing = Drawing.of(figure, Layout.FILE);
    return file(figure.title(), drawing, Layout.FILE.id(figure));
  }

  /**
   * The text of a file with several figures below each other.
   *
   * @param title above the figures
   * @param note a smaller text below the title
   * @param description before the descriptions of the figures
   * @param figures of different names
   */
  public static String file(String title, String note, String description, List<Figure> figures) {
    Layout layout = Layout.FILE;
    Svg head = new Svg("head");
    double top = Axes.head(head, layout, title, List.of());
    for (String line : Font.SMALL.wrap(note, layout.innerWidth())) {
      top += 16;
      head.text(layout.margin, top - 3, line, Font.SMALL, Colour.QUIET_TEXT);
    }
    StringBuilder elements = new StringBuilder(head.elements());
    StringBuilder descriptions = new StringBuilder(description);
    for (Figure figure : figures) {
      Drawing drawing = Drawing.of(figure, layout);
      elements.append("<g transform=\"translate(0 %s)\">\n".formatted(Numbers.coordinate(top)));
      elements.append(drawing.elements()).append("</g>\n");
      descriptions.append(' ').append(figure.title()).append(": ").append(drawing.description());
      top += drawing.height();
    }
    return file(
        title,
        new Drawing(layout.width, top, descriptions.toString(), elements.toString()),
        "figures");
  }

  private static String file(String title, Drawing drawing, String id) {
    Svg paper = new Svg(id);
    paper.area(PathData.rectangle(0, 0, drawing.width(), drawing.height()), Colour.PAPER, 1);
    String attributes =
        "width=\"%s\" height=\"%s\""
            .formatted(Numbers.coordinate(drawing.width()), Numbers.coordinate(drawing.height()));
    return element(
        title,
        drawing,
        id,
        attributes,
        "<style>" + darkColours() + "</style>\n" + paper.elements());
  }

  /** An element for a page with {@link #darkColours} and a size for the layout's class. */
  public static String inline(Figure figure, Layout layout) {
    return element(
        figure.title(),
        Drawing.of(figure, layout),
        layout.id(figure),
        "class=\"" + layout.cssClass() + '"',
        "");
  }

  /** The style sheet with the colours on black. */
  public static String darkColours() {
    return Arrays.stream(Colour.values())
        .map(
            colour ->
                ".f-%1$s { fill: %2$s } .s-%1$s { stroke: %2$s }"
                    .formatted(colour.cssName(), colour.onBlack()))
        .collect(
            Collectors.joining(
                "\n", "\n@media screen and (prefers-color-scheme: dark) {\n", "\n}\n"));
  }

  private static String element(
      String title, Drawing drawing, String id, String attributes, String first) {
    return """
    <svg xmlns="http://www.w3.org/2000/svg" %1$s viewBox="0 0 %2$s %3$s" role="img" \
    aria-labelledby="%4$s-title %4$s-desc" font-family="%5$s">
    <title id="%4$s-title">%6$s</title>
    <desc id="%4$s-desc">%7$s</desc>
    %8$s%9$s</svg>
    """
        .formatted(
            attributes,
            Numbers.coordinate(drawing.width()),
            Numbers.coordinate(drawing.height()),
            id,
            FONTS,
            Xml.escaped(title),
            Xml.escaped(drawing.description()),
            first,
            drawing.elements());
  }
}
