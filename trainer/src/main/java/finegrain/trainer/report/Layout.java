package finegrain.trainer.report;

/**
 * How large a picture is, in pixels.
 *
 * @param width of the picture
 * @param panelHeight of the area where data are drawn
 * @param margin around all
 * @param titled whether the title is drawn; a page has it as text
 */
record Layout(double width, double panelHeight, double margin, boolean titled) {
  /** A file of its own. */
  static final Layout FILE = new Layout(760, 320, 20, true);

  /** In a page on a desk, or on paper. */
  static final Layout PAGE = new Layout(720, 320, 2, false);

  /** In a page on a telephone. */
  static final Layout TELEPHONE = new Layout(328, 240, 1, false);

  static final double TITLE = 16;
  static final double TEXT = 13;
  static final double SMALL = 12;

  boolean isNarrow() {
    return width < 480;
  }

  double innerWidth() {
    return width - 2 * margin;
  }
}
