package finegrain.trainer.report.figure;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * The fonts of text in a figure. The layout must know the width of a text before a browser chooses
 * its font. So the widths are about those of Helvetica, with some room for wider fonts.
 */
enum Font {
  TITLE(16, true),
  PANEL_TITLE(13, true),
  TEXT(13, false),
  SMALL(12, false);

  private static final double ROOM = 1.06;
  private static final double BOLD_ROOM = 1.12;

  /** In pixels. */
  final double size;

  final boolean bold;

  Font(double size, boolean bold) {
    this.size = size;
    this.bold = bold;
  }

  /** The pixels that a text needs at most with most fonts. */
  double width(String text) {
    // An accent adds no width.
    int hundredths =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .codePoints()
            .filter(letter -> Character.getType(letter) != Character.NON_SPACING_MARK)
            .map(Font::advance)
            .sum();
    return hundredths * 0.01 * size * (bold ? BOLD_ROOM : ROOM);
  }

  /** The width of the widest of some texts. */
  double widest(List<String> texts) {
    return texts.stream().mapToDouble(this::width).max().orElse(0);
  }

  /** Breaks a text at its spaces into lines of at most a width; a single word may be wider. */
  List<String> wrap(String text, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.strip().split("\\s+", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }

  /** In hundredths of the font's size. */
  private static int advance(int letter) {
    return switch (letter) {
      case '’', '\'', 'i', 'j', 'l', '|' -> 24;
      case ' ', '!', ',', '.', ':', ';', 'I', '[', ']', '·', 'f', 't' -> 29;
      case '/', '\\', '(', ')', '-', '`', '{', '}', '²', 'r', '"' -> 34;
      case '*', '°', '^' -> 44;
      case 'J', 'c', 'k', 's', 'v', 'x', 'y', 'z' -> 50;
      case 'F', 'T', 'Z', 'E', 'K', 'P', 'S', 'V', 'X', 'Y', 'A', 'B', '&' -> 66;
      case 'C', 'D', 'H', 'N', 'R', 'U', 'w' -> 72;
      case 'G', 'O', 'Q' -> 78;
      case 'M', 'm', '…' -> 84;
      case '%', '→', 'W' -> 93;
      case '—', '@' -> 101;
      // Digits, most small letters, mathematical signs.
      default -> letter < 0x2e80 ? 57 : 100;
    };
  }
}
