package finegrain.trainer.report.figure;

import java.util.Locale;

/**
 * The colours of a figure, on white and on black. The colours of the series are those of Okabe and
 * Ito, which colour-blind people can tell apart ("Color Universal Design", 2008), and lighter ones
 * on black. OLIVE replaces the yellow of Okabe and Ito, which is not visible on white.
 */
enum Colour {
  TEXT(0x1f2328, 0xe6edf3),
  QUIET_TEXT(0x59636e, 0x9aa4ae),
  GRID(0xe6e9ed, 0x262d35),
  EDGE(0x9aa4ae, 0x6e7681),
  PAPER(0xffffff, 0x0d1117),
  BLUE(0x0072b2, 0x4aa8e0),
  VERMILION(0xd55e00, 0xff8c42),
  GREEN(0x009e73, 0x2fc99b),
  PURPLE(0xcc79a7, 0xe59ac6),
  OLIVE(0x8a6d00, 0xd9b93b),
  SKY_BLUE(0x56b4e9, 0xa5dcff),
  ORANGE(0xe69f00, 0xffc25c),
  GREY(0x6e7781, 0xb1bac4);

  private final int onWhite;
  private final int onBlack;

  Colour(int onWhite, int onBlack) {
    this.onWhite = onWhite;
    this.onBlack = onBlack;
  }

  /** As CSS writes it. */
  String onWhite() {
    return css(onWhite);
  }

  /** As CSS writes it. */
  String onBlack() {
    return css(onBlack);
  }

  /** The last part of the names of its style-sheet classes. */
  String cssName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String css(int rgb) {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }
}
