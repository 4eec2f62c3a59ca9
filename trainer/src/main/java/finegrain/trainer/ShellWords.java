package finegrain.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Words of a command line as a POSIX shell reads and writes them. */
public final class ShellWords {
  private ShellWords() {}

  /** A word as a shell reads it: in quotes if it has a character that means something to shells. */
  public static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * The words of a text, which blanks separate outside quotes. Nothing is expanded: a backslash and
   * a dollar stand for themselves.
   *
   * @return empty if a quote is not closed
   */
  public static Optional<List<String>> split(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
        continue;
      }
      begun = true;
      if (c != '\'' && c != '"') {
        word.append(c);
        continue;
      }
      int end = text.indexOf(c, i + 1);
      if (end < 0) {
        return Optional.empty();
      }
      word.append(text, i + 1, end);
      i = end;
    }
    if (begun) {
      words.add(word.toString());
    }
    return Optional.of(words);
  }
}
