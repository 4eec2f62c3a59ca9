package finegrain.trainer.report.figure;

/** A figure: what it shows, not how it looks. */
public sealed interface Figure permits FigureWithAxes, RegionFigure {

  /** The name of its file without the ending: small letters, digits and hyphens. */
  String name();

  /** What it shows, in a few words, above the drawing. */
  String title();

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is not of small letters, digits and hyphens
   */
  static void requireName(String name) {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "the name of a figure has small letters, digits and single hyphens only: " + name);
    }
  }
}
