package finegrain.trainer;

import java.util.List;
import java.util.stream.Collectors;

/** Makes text of files fit for a sentence: no control characters, nothing long. */
public final class PlainText {
  /** The most names in a sentence. */
  public static final int MOST_NAMES = 12;

  /** The names of a longer list that a sentence has, before it says how many more there are. */
  private static final int FIRST_NAMES = 10;

  private static final int MOST_CHARACTERS = 40;
  private static final int ZERO_WIDTH_NON_JOINER = 0x200c;
  private static final int ZERO_WIDTH_JOINER = 0x200d;

  private PlainText() {}

  /**
   * The text with its invisible characters, such as the escape of terminals, as {@code \\u001b}.
   */
  public static String visible(String text) {
    if (text.codePoints().noneMatch(PlainText::isInvisible)) {
      return text;
    }
    StringBuilder visible = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (isInvisible(c)) {
                visible.append("\\u%04x".formatted(c));
              } else {
                visible.appendCodePoint(c);
              }
            });
    return visible.toString();
  }

  private static boolean isInvisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> c != ZERO_WIDTH_NON_JOINER && c != ZERO_WIDTH_JOINER;
      default -> false;
    };
  }

  /** One visible line without blanks at its ends, of any length. */
  public static String line(String text) {
    return visible(text.strip().replaceAll("\\s+", " "));
  }

  /** One visible line, cut where it is long. */
  public static String shortened(String text) {
    String line = line(text.substring(0, Math.min(text.length(), 10 * MOST_CHARACTERS)));
    if (line.length() <= MOST_CHARACTERS) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(MOST_CHARACTERS - 1))
            ? MOST_CHARACTERS - 1
            : MOST_CHARACTERS;
    return line.substring(0, end) + "...";
  }

  /** The names of a list of up to a dozen, or the first ten of more, each shortened. */
  public static String names(List<String> names) {
    return names(names, shown(names.size()));
  }

  /** How many of so many names a sentence has: up to a dozen, or the first ten of more. */
  public static int shown(int names) {
    return names <= MOST_NAMES ? names : FIRST_NAMES;
  }

  /** The end of a list of which only some names are shown; empty if all are. */
  public static String more(int names, int shown) {
    return names > shown ? " and %d more".formatted(names - shown) : "";
  }

  /** The names of a list, or the first of more than {@code most}, each shortened. */
  public static String names(List<String> names, int most) {
    String first =
        names.stream().limit(most).map(PlainText::shortened).collect(Collectors.joining(", "));
    return first + more(names.size(), most);
  }
}
