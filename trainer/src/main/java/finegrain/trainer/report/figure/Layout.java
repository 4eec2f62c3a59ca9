package finegrain.trainer.report.figure;

import java.util.Locale;

/** The medium of a figure, which sets its size. */
public enum Layout {
  /** A file of its own, with the figure's title in it. */
  FILE(760, 320, 20),

  /** A wide page, on a large screen or on paper; the page has the title as text. */
  WIDE_PAGE(720, 320, 2),

  /** A narrow page, on a telephone; the page has the title as text. */
  NARROW_PAGE(328, 240, 1);

  /** Width of the drawing, in pixels. */
  final double width;

  /** Height of the area with the data, in pixels. */
  final double panelHeight;

  /** Free space on all sides, in pixels. */
  final double margin;

  Layout(double width, double panelHeight, double margin) {
    this.width = width;
    this.panelHeight = panelHeight;
    this.margin = margin;
  }

  /** The style-sheet class of its figures. */
  public String cssClass() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isTitled() {
    return this == FILE;
  }

  boolean isNarrow() {
    return this == NARROW_PAGE;
  }

  double innerWidth() {
    return width - 2 * margin;
  }

  /** The identifier of a figure's drawing in this layout, unique in its page. */
  String id(Figure figure) {
    return figure.name() + "-" + cssClass();
  }
}
