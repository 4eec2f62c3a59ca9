package finegrain.trainer.report;

import java.util.List;

/** The signs at points, so that groups can be told apart without colours. */
enum Marker {
  DISC,
  SQUARE,
  TRIANGLE,
  DIAMOND,
  CROSS,
  DOWN,
  PLUS,
  STAR;

  private static final List<Marker> ALL = List.of(values());
  private static final double HALO = 1.2;

  static Marker of(Role role) {
    return switch (role) {
      case COARSE -> DISC;
      case FINE -> SQUARE;
      case OTHER_1 -> TRIANGLE;
      case OTHER_2 -> DIAMOND;
      case OTHER_3 -> CROSS;
      case OTHER_4 -> DOWN;
      case OTHER_5 -> PLUS;
      case OTHER_6 -> STAR;
    };
  }

  /** The i-th, counted from 0; after the last comes the first again. */
  static Marker of(int i) {
    return ALL.get(i % ALL.size());
  }

  /** The sign with a thin border of the paper's colour, which parts it from what it lies on. */
  List<Mark> at(double x, double y, double radius, Ink ink) {
    return List.of(shape(x, y, radius + HALO, Ink.PAPER, 1), shape(x, y, radius, ink, 1));
  }

  /** The sign alone. All look about as large as a disc of the radius. */
  Mark shape(double x, double y, double radius, Ink ink, double opacity) {
    if (this == DISC) {
      return new Mark.Disc(x, y, radius, ink, opacity);
    }
    Outline outline =
        switch (this) {
          case DISC -> throw new AssertionError();
          case SQUARE -> Outline.regular(4, x, y, radius * 1.25, 1, 45);
          case TRIANGLE -> Outline.regular(3, x, y + radius * 0.2, radius * 1.4, 1, -90);
          case DIAMOND -> Outline.regular(4, x, y, radius * 1.4, 1, 0);
          case CROSS -> arms().moved(x, y, radius * 1.25, 45);
          case DOWN -> Outline.regular(3, x, y - radius * 0.2, radius * 1.4, 1, 90);
          case PLUS -> arms().moved(x, y, radius * 1.25, 0);
          case STAR -> Outline.regular(10, x, y, radius * 1.45, 0.45, -90);
        };
    return new Mark.Area(outline, ink, opacity);
  }

  /** A cross of arms as long as 1. */
  private static Outline arms() {
    double w = 0.36;
    return Outline.around(
        -w, -1, w, -1, w, -w, 1, -w, 1, w, w, w, w, 1, -w, 1, -w, w, -1, w, -1, -w, -w, -w);
  }
}
