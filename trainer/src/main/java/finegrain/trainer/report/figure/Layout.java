package finegrain.trainer.report.figure;

import java.util.Locale;

/** For what a figure is drawn, and so how large it is. */
public enum Layout {
  /** A file of its own, with the figure's title in it. */
  FILE(760, 320, 20),

  /** A wide page, as on a desk or on paper; the page has the title as text. */
  WIDE_PAGE(720, 320, 2),

  /** A narrow page, as on a telephone; the page has the title as text. */
  NARROW_PAGE(328, 240, 1);

  /** Of the whole drawing, in pixels. */
  final double width;

  /** Of the area where data are drawn, in pixels. */
  final double panelHeight;

  /** What is free around all, in pixels. */
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

  /** The identifier of a figure's drawing, for it alone even if a page has it in two layouts. */
  String id(Figure figure) {
    return figure.name() + "-" + cssClass();
  }
}
