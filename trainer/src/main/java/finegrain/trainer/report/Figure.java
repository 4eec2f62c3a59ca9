package finegrain.trainer.report;

/** A drawing: what it shows, not how it looks. */
public sealed interface Figure permits LineFigure, ScatterFigure, RegionFigure {

  /** The name of its files without their ending: small letters, digits and hyphens. */
  String name();

  /** What it shows, in a few words; stands above the drawing. */
  String title();

  /**
   * Checks a name.
   *
   * @throws IllegalArgumentException if it is not of small letters, digits and hyphens
   */
  static void requireName(String name) {
    if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "a figure's name is of small letters, digits and single hyphens, not " + name);
    }
  }
}
