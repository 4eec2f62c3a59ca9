package finegrain.trainer.report.figure;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Elements of SVG in pixels from the top left; later elements lie above earlier ones. The colours
 * on white are attributes, so that every viewer has them. The classes {@code f-COLOUR} and {@code
 * s-COLOUR} let a style sheet replace fill and stroke.
 */
final class Svg {
  private final StringBuilder out = new StringBuilder();
  private final String id;
  private int clips;

  /** The part of a text that is at its x. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * Starts without elements.
   *
   * @param id of the drawing, unique in its page
   */
  Svg(String id) {
    this.id = id;
  }

  /** An area in one colour; opacity from 0 to 1. */
  void area(String path, Colour colour, double opacity) {
    out.append("<path d=\"").append(path).append('"');
    out.append(filled(colour, opacity)).append("/>\n");
  }

  /** A line with round ends and corners. */
  void line(String path, Colour colour, double width) {
    line(path, colour, width, List.of());
  }

  /**
   * A line with round corners.
   *
   * @param dashes lengths of dash, gap, dash, gap, ...; empty for a whole line
   */
  void line(String path, Colour colour, double width, List<Double> dashes) {
    out.append("<path d=\"").append(path).append("\" fill=\"none\" class=\"s-");
    out.append(colour.cssName()).append("\" stroke=\"").append(colour.onWhite());
    out.append("\" stroke-width=\"").append(n(width)).append("\" stroke-linejoin=\"round\"");
    out.append(
        dashes.isEmpty()
            ? " stroke-linecap=\"round\""
            : dashes.stream()
                .map(Numbers::coordinate)
                .collect(Collectors.joining(" ", " stroke-dasharray=\"", "\"")));
    out.append("/>\n");
  }

  void disc(double x, double y, double radius, Colour colour, double opacity) {
    out.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\"".formatted(n(x), n(y), n(radius)));
    out.append(filled(colour, opacity)).append("/>\n");
  }

  /** A line of text that begins at x; y is at its base line. */
  void text(double x, double y, String words, Font font, Colour colour) {
    text(x, y, words, font, colour, Anchor.START, 0);
  }

  /** A line of text with its anchor at x, its base line at y, turned clockwise around that. */
  void text(
      double x,
      double y,
      String words,
      Font font,
      Colour colour,
      Anchor anchor,
      double turnDegrees) {
    out.append("<text x=\"%s\" y=\"%s\" font-size=\"%s\"".formatted(n(x), n(y), n(font.size)));
    out.append(font.bold ? " font-weight=\"600\"" : "");
    out.append(
        switch (anchor) {
          case START -> "";
          case MIDDLE -> " text-anchor=\"middle\"";
          case END -> " text-anchor=\"end\"";
        });
    if (turnDegrees != 0) {
      out.append(" transform=\"rotate(%s %s %s)\"".formatted(n(turnDegrees), n(x), n(y)));
    }
    out.append(filled(colour, 1)).append('>').append(Xml.escaped(words)).append("</text>\n");
  }

  /** Clips the next elements, until {@link #endClip}, to a rectangle. */
  void startClip(double left, double top, double width, double height) {
    String clip = id + "-clip" + ++clips;
    out.append("<clipPath id=\"").append(clip).append("\"><path d=\"");
    out.append(PathData.rectangle(left, top, width, height)).append("\"/></clipPath>\n");
    out.append("<g clip-path=\"url(#").append(clip).append(")\">\n");
  }

  void endClip() {
    out.append("</g>\n");
  }

  String elements() {
    return out.toString();
  }

  private static String filled(Colour colour, double opacity) {
    return " class=\"f-%s\" fill=\"%s\"%s"
        .formatted(
            colour.cssName(),
            colour.onWhite(),
            opacity == 1 ? "" : " fill-opacity=\"" + Math.round(opacity * 100) / 100.0 + '"');
  }

  private static String n(double value) {
    return Numbers.coordinate(value);
  }
}
