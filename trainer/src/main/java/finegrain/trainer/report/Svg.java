package finegrain.trainer.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A picture as SVG. The colours on white are attributes, so that every viewer has them; those on
 * black come by a style sheet, where the reader's setting asks for them, and not in print.
 */
final class Svg {
  private static final String FONTS =
      "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

  private final StringBuilder out = new StringBuilder();
  private final String id;
  private int clips;

  private Svg(String id) {
    this.id = id;
  }

  /** A file of its own. */
  static String file(Picture picture, String id) {
    Svg svg = new Svg(id);
    svg.open(
        picture,
        "xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%s\""
            .formatted(n(picture.width()), n(picture.height())));
    svg.out.append("<style>").append(style()).append("</style>\n");
    svg.mark(paper(picture));
    return svg.close(picture);
  }

  /**
   * A part of a page that has {@link #style} and sets the size.
   *
   * @param id of this picture alone
   */
  static String inline(Picture picture, String id, String cssClass) {
    Svg svg = new Svg(id);
    svg.open(picture, "xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\"".formatted(cssClass));
    return svg.close(picture);
  }

  /** The style sheet that makes pictures dark. */
  static String style() {
    return Arrays.stream(Ink.values())
        .map(
            ink ->
                ".f-%1$s { fill: %2$s } .s-%1$s { stroke: %2$s }"
                    .formatted(name(ink), colour(ink.onBlack)))
        .collect(
            Collectors.joining(
                "\n", "\n@media screen and (prefers-color-scheme: dark) {\n", "\n}\n"));
  }

  /** A colour as CSS has it. */
  static String colour(int rgb) {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }

  private static Mark paper(Picture picture) {
    return new Mark.Area(Outline.rectangle(0, 0, picture.width(), picture.height()), Ink.PAPER, 1);
  }

  private void open(Picture picture, String attributes) {
    out.append(
        "<svg %s viewBox=\"0 0 %s %s\" role=\"img\" aria-labelledby=\"%s-title %s-desc\""
            .formatted(attributes, n(picture.width()), n(picture.height()), id, id));
    out.append(" font-family=\"").append(FONTS).append("\">\n");
    out.append("<title id=\"%s-title\">%s</title>\n".formatted(id, Xml.escaped(picture.title())));
    out.append(
        "<desc id=\"%s-desc\">%s</desc>\n".formatted(id, Xml.escaped(picture.description())));
  }

  private String close(Picture picture) {
    picture.marks().forEach(this::mark);
    return out.append("</svg>\n").toString();
  }

  private void mark(Mark mark) {
    switch (mark) {
      case Mark.Area area ->
          out.append("<path d=\"")
              .append(path(area.outline()))
              .append('"')
              .append(filled(area.ink(), area.opacity()))
              .append("/>\n");
      case Mark.Line line -> line(line);
      case Mark.Disc disc ->
          out.append(
              "<circle cx=\"%s\" cy=\"%s\" r=\"%s\"%s/>\n"
                  .formatted(
                      n(disc.x()),
                      n(disc.y()),
                      n(disc.radius()),
                      filled(disc.ink(), disc.opacity())));
      case Mark.Words words -> words(words);
      case Mark.Clipped clipped -> {
        String clip = id + "-clip" + ++clips;
        out.append(
            "<clipPath id=\"%s\"><path d=\"%s\"/></clipPath>\n<g clip-path=\"url(#%s)\">\n"
                .formatted(
                    clip,
                    path(
                        Outline.rectangle(
                            clipped.left(), clipped.top(), clipped.width(), clipped.height())),
                    clip));
        clipped.marks().forEach(this::mark);
        out.append("</g>\n");
      }
    }
  }

  private void line(Mark.Line line) {
    out.append("<path d=\"").append(path(line.outline())).append("\" fill=\"none\" class=\"s-");
    out.append(name(line.ink())).append("\" stroke=\"").append(colour(line.ink().onWhite));
    out.append("\" stroke-width=\"").append(n(line.width())).append("\" stroke-linejoin=\"round\"");
    if (line.dashes().isEmpty()) {
      out.append(" stroke-linecap=\"round\"");
    } else {
      out.append(
          line.dashes().stream()
              .map(Svg::n)
              .collect(Collectors.joining(" ", " stroke-dasharray=\"", "\"")));
    }
    out.append(opacity("stroke", line.opacity())).append("/>\n");
  }

  private void words(Mark.Words words) {
    Mark.Lettering lettering = words.lettering();
    String x = n(words.x());
    String y = n(words.y());
    out.append("<text x=\"%s\" y=\"%s\" font-size=\"%s\"".formatted(x, y, n(lettering.size())));
    if (lettering.bold()) {
      out.append(" font-weight=\"600\"");
    }
    switch (lettering.anchor()) {
      case START -> {}
      case MIDDLE -> out.append(" text-anchor=\"middle\"");
      case END -> out.append(" text-anchor=\"end\"");
    }
    if (lettering.turnDegrees() != 0) {
      out.append(" transform=\"rotate(%s %s %s)\"".formatted(n(lettering.turnDegrees()), x, y));
    }
    out.append(filled(words.ink(), 1)).append('>');
    out.append(Xml.escaped(words.text())).append("</text>\n");
  }

  private static String filled(Ink ink, double opacity) {
    return " class=\"f-%s\" fill=\"%s\"%s"
        .formatted(name(ink), colour(ink.onWhite), opacity("fill", opacity));
  }

  private static String opacity(String of, double opacity) {
    return opacity == 1
        ? ""
        : " %s-opacity=\"%s\"".formatted(of, Double.toString(Math.round(opacity * 100) / 100.0));
  }

  private static String path(Outline outline) {
    StringBuilder path = new StringBuilder();
    for (double[] line : outline.lines()) {
      for (int i = 0; i < line.length; i += 2) {
        path.append(i == 0 ? 'M' : i == 2 ? 'L' : ' ');
        path.append(n(line[i])).append(' ').append(n(line[i + 1]));
      }
      // A line of one point is seen only if it goes somewhere.
      path.append(outline.closed() ? "Z" : line.length == 2 ? "h0" : "");
    }
    return path.toString();
  }

  private static String name(Ink ink) {
    return ink.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String n(double value) {
    return Numbers.coordinate(value);
  }
}
