package finegrain.trainer.report;

import java.util.List;

/** Something on a picture, in pixels from its top left. */
sealed interface Mark {

  /** An area in one colour; opacity from 0 to 1. */
  record Area(Outline outline, Ink ink, double opacity) implements Mark {}

  /**
   * A line with round ends and corners; if it is dashed, with flat ends.
   *
   * @param dashes lengths of dash, gap, dash, gap, ...; empty for a whole line
   */
  record Line(Outline outline, Ink ink, double width, List<Double> dashes, double opacity)
      implements Mark {

    Line(Outline outline, Ink ink, double width) {
      this(outline, ink, width, List.of(), 1);
    }
  }

  /** A disc. */
  record Disc(double x, double y, double radius, Ink ink, double opacity) implements Mark {}

  /** A line of text; x, y is at its base line, at the anchor, which it is turned around. */
  record Words(double x, double y, String text, Ink ink, Lettering lettering) implements Mark {}

  /** Marks that are seen inside a rectangle only. */
  record Clipped(double left, double top, double width, double height, List<Mark> marks)
      implements Mark {

    public Clipped {
      marks = List.copyOf(marks);
    }
  }

  /** How text is written. */
  record Lettering(double size, boolean bold, Anchor anchor, double turnDegrees) {

    static Lettering of(double size) {
      return new Lettering(size, false, Anchor.START, 0);
    }

    Lettering at(Anchor other) {
      return new Lettering(size, bold, other, turnDegrees);
    }

    Lettering inBold() {
      return new Lettering(size, true, anchor, turnDegrees);
    }

    Lettering turned(double degrees) {
      return new Lettering(size, bold, anchor, degrees);
    }
  }

  /** Which part of a text stands at its x. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }
}
