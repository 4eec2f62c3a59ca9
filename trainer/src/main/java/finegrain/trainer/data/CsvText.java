package finegrain.trainer.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The text of a csv file without a byte order mark. Its start can be looked at before it is read,
 * although a pipe can be read once only.
 */
final class CsvText extends Reader {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  /** Enough lines to tell how the file is written: 64 Ki characters, and some lines even so. */
  private static final int START_CHARACTERS = 1 << 16;

  private static final int START_LINES = 8;
  private static final int MOST_CHARACTERS = 1 << 24;

  private final Reader rest;
  private final String start;
  private int at;
  private boolean ended;
  private boolean toldEnd;
  private char last;

  /** Reads the start. */
  CsvText(DataStream in) throws IOException {
    // A decoder of its own refuses what is not UTF-8, instead of replacing it.
    rest =
        new BufferedReader(
            new InputStreamReader(in.asInput(), StandardCharsets.UTF_8.newDecoder()));
    start = readStart();
  }

  private String readStart() throws IOException {
    char[] text = new char[START_CHARACTERS];
    int length = 0;
    LineCounter counter = new LineCounter();
    while (!ended
        && length < MOST_CHARACTERS
        && (length < START_CHARACTERS || counter.lines < START_LINES)) {
      if (length == text.length) {
        text = Arrays.copyOf(text, 2 * length);
      }
      int count = rest.read(text, length, text.length - length);
      ended = count < 0;
      for (int i = length; i < length + count; i++) {
        counter.accept(text[i]);
      }
      length += Math.max(0, count);
    }
    int from = length > 0 && text[0] == BYTE_ORDER_MARK ? 1 : 0;
    noteLast(text, from, length - from);
    return new String(text, from, length - from);
  }

  /** Counts lines that are neither empty nor a comment. */
  private static final class LineCounter {
    private int lines;
    private boolean counts;
    private boolean atStart = true;

    void accept(char c) {
      boolean isEnd = c == '\n' || c == '\r';
      if (atStart) {
        counts = !isEnd && c != CsvDialect.COMMENT;
      }
      lines += isEnd && counts ? 1 : 0;
      atStart = isEnd;
    }
  }

  /** The first lines; the last of them may be cut unless the text {@link #isShort}. */
  String start() {
    return start;
  }

  /** Whether the start is the whole text, as far as nothing was read beyond it. */
  boolean isShort() {
    return ended;
  }

  /** Whether the reader of this text has been told that it ends. */
  boolean hasEnded() {
    return toldEnd;
  }

  /** The last character so far that is no blank and no end of a line. */
  char last() {
    return last;
  }

  private void noteLast(char[] text, int offset, int length) {
    for (int i = offset + length - 1; i >= offset; i--) {
      if (!Character.isWhitespace(text[i])) {
        last = text[i];
        return;
      }
    }
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (at < start.length()) {
      int count = Math.min(length, start.length() - at);
      start.getChars(at, at + count, target, offset);
      at += count;
      return count;
    }
    int count = ended ? -1 : rest.read(target, offset, length);
    if (count < 0) {
      ended = true;
      toldEnd = true;
    } else {
      noteLast(target, offset, count);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    rest.close();
  }
}
