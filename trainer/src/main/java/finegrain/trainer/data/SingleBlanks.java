package finegrain.trainer.data;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A text in which blanks and tabs outside of quotes are one blank, and none at the ends of lines.
 */
final class SingleBlanks extends FilterReader {
  static final char BLANK = ' ';

  private final char[] buffer = new char[1 << 13];
  private int at;
  private int limit;
  private char previous = '\n';
  private boolean isQuoted;
  private boolean isPending;

  SingleBlanks(Reader text) {
    super(text);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int written = 0;
    while (written < length) {
      if (at == limit) {
        if (written > 0) {
          return written;
        }
        limit = Math.max(0, in.read(buffer, 0, buffer.length));
        at = 0;
        if (limit == 0) {
          return -1;
        }
      }
      char c = buffer[at];
      if (!isQuoted && (c == BLANK || c == '\t')) {
        isPending = true;
        at++;
      } else if (isPending && !isEnd(previous) && !isEnd(c)) {
        isPending = false;
        previous = BLANK;
        target[offset + written++] = BLANK;
      } else {
        isPending = false;
        isQuoted = isQuoted ? c != CsvDialect.QUOTE : c == CsvDialect.QUOTE && opens();
        previous = c;
        target[offset + written++] = c;
        at++;
      }
    }
    return written;
  }

  /** A quote begins a quoted field, or is the second one of two inside it. */
  private boolean opens() {
    return isEnd(previous) || previous == BLANK || previous == CsvDialect.QUOTE;
  }

  private static boolean isEnd(char c) {
    return c == '\n' || c == '\r';
  }
}
