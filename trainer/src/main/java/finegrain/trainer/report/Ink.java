package finegrain.trainer.report;

/**
 * The colours of a figure, on white and on black. Those of the roles are Okabe and Ito's, which the
 * colour-blind can tell apart ("Color Universal Design", 2008), lighter on black; their yellow,
 * which nobody sees on white, is a dark one.
 */
enum Ink {
  TEXT(0x1f2328, 0xe6edf3),
  QUIET(0x59636e, 0x9aa4ae),
  GRID(0xe6e9ed, 0x262d35),
  EDGE(0x9aa4ae, 0x6e7681),
  PAPER(0xffffff, 0x0d1117),
  COARSE(0x0072b2, 0x4aa8e0),
  FINE(0xd55e00, 0xff8c42),
  OTHER_1(0x009e73, 0x2fc99b),
  OTHER_2(0xcc79a7, 0xe59ac6),
  OTHER_3(0x8a6d00, 0xd9b93b),
  OTHER_4(0x56b4e9, 0xa5dcff),
  OTHER_5(0xe69f00, 0xffc25c),
  OTHER_6(0x6e7781, 0xb1bac4);

  /** Red, green, blue in a byte each. */
  final int onWhite;

  final int onBlack;

  Ink(int onWhite, int onBlack) {
    this.onWhite = onWhite;
    this.onBlack = onBlack;
  }

  static Ink of(Role role) {
    return switch (role) {
      case COARSE -> COARSE;
      case FINE -> FINE;
      case OTHER_1 -> OTHER_1;
      case OTHER_2 -> OTHER_2;
      case OTHER_3 -> OTHER_3;
      case OTHER_4 -> OTHER_4;
      case OTHER_5 -> OTHER_5;
      case OTHER_6 -> OTHER_6;
    };
  }
}
