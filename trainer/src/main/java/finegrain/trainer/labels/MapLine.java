package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A line of a map: a class and its ancestors. What follows the class separates the names: a tab, a
 * comma, a semicolon, an arrow, a colon or an equals sign; else blanks. A name in quotes may have
 * any of them.
 *
 * @param number of the line, from 1
 * @param text of the whole line
 * @param name of the class
 * @param isFine whether it is a fine class of the data
 * @param fields the ancestors, the nearest first; none of another class
 * @param byBlanks whether blanks separate the names
 */
record MapLine(
    int number, String text, String name, boolean isFine, List<Field> fields, boolean byBlanks) {
  private static final char QUOTE = '"';
  private static final char COMMENT = '#';
  private static final String BLANK = " ";
  private static final Pattern ARROW = Pattern.compile("-+>|=+>|→|[:=]");
  private static final Pattern OTHER = Pattern.compile("[,;\\t→]|[-=]>");
  private static final Pattern SEPARATOR = Pattern.compile("[,;]|" + ARROW);

  /**
   * An ancestor.
   *
   * @param column of the line where it begins
   * @param quoted whether it stands in quotes
   */
  record Field(String name, int column, boolean quoted) {}

  /**
   * Reads a line that is not empty.
   *
   * @param where the line in words, for messages
   * @throws UserError if a quote is not closed, a name is empty, or the separators are mixed
   */
  static MapLine of(String text, int number, String where, List<String> classNames) {
    return new Reader(text, where).read(number, classNames);
  }

  /** Whether a line has nothing but a comment. A class may begin with its sign. */
  static boolean isComment(String text, List<String> classNames) {
    String stripped = text.strip();
    return stripped.isEmpty()
        || (stripped.charAt(0) == COMMENT && classNames.stream().noneMatch(stripped::startsWith));
  }

  List<String> ancestors() {
    return fields.stream().map(Field::name).toList();
  }

  /** Whether the ancestors may be words of one name. */
  boolean isAmbiguous() {
    return byBlanks && fields.size() > 1 && fields.stream().noneMatch(Field::quoted);
  }

  /** Whether two blanks at least stand before an ancestor. */
  boolean isApart(int field) {
    int column = fields.get(field).column();
    return text.substring(column - 2, column).isBlank();
  }

  /** Whether the line ends with a name. */
  boolean endsWith(String other) {
    String end = text.replaceFirst("[\\s,;\"]+$", "");
    int begin = end.length() - other.length();
    return begin > 0 && end.endsWith(other) && !Character.isLetterOrDigit(text.charAt(begin - 1));
  }

  /** The ancestors as one name of several words. */
  String joined() {
    return fields.stream().map(Field::name).collect(Collectors.joining(BLANK));
  }

  /** Reads one line from left to right. */
  private static final class Reader {
    private final String text;
    private final String where;
    private int at;

    Reader(String text, String where) {
      this.text = text;
      this.where = where;
    }

    MapLine read(int number, List<String> classNames) {
      skipBlanks();
      int begin = at;
      String known =
          classNames.stream()
              .filter(name -> text.startsWith(name, begin) && endsAt(begin + name.length()))
              .max(Comparator.comparingInt(String::length))
              .orElse("");
      String name = known.isEmpty() ? unknown() : known;
      if (!classNames.contains(name)) {
        return new MapLine(number, text, name, false, List.of(), false);
      }
      at = known.isEmpty() ? at : begin + known.length();
      String separator = separator();
      List<Field> fields = fields(separator);
      return new MapLine(number, text, name, true, fields, separator.equals(BLANK));
    }

    /** A name in quotes, or the first word. */
    private String unknown() {
      if (text.charAt(at) == QUOTE) {
        return quoted();
      }
      int begin = at;
      while (!endsAt(at)) {
        at++;
      }
      return text.substring(begin, at);
    }

    /** Whether a name may end here. */
    private boolean endsAt(int index) {
      return index == text.length()
          || Character.isWhitespace(text.charAt(index))
          || SEPARATOR.matcher(text).region(index, text.length()).lookingAt();
    }

    /** What separates the names from here on; it is passed over. */
    private String separator() {
      int begin = at;
      skipBlanks();
      Matcher sign = SEPARATOR.matcher(text).region(at, text.length());
      if (sign.lookingAt()) {
        at = sign.end();
        return sign.group();
      }
      return text.substring(begin, at).contains("\t") ? "\t" : BLANK;
    }

    private List<Field> fields(String separator) {
      List<Field> fields = new ArrayList<>();
      while (at < text.length()) {
        Field field = field(separator);
        // Blanks and tabs may be several, to make columns.
        if (!field.name().isEmpty() || !separator.isBlank()) {
          fields.add(field);
        }
      }
      while (!fields.isEmpty() && fields.getLast().name().isEmpty()) {
        fields.removeLast();
      }
      if (fields.stream().anyMatch(field -> field.name().isEmpty())) {
        throw new UserError("%s has an empty name; each class needs one".formatted(where));
      }
      return fields;
    }

    /** The field that begins here; its separator is passed over. */
    private Field field(String separator) {
      while (at < text.length() && isBlank() && !text.startsWith(separator, at)) {
        at++;
      }
      int begin = at;
      boolean quoted = at < text.length() && text.charAt(at) == QUOTE;
      String inQuotes = quoted ? quoted() : "";
      int rest = at;
      while (at < text.length() && !isSeparator(separator) && !isCommentHere()) {
        at++;
      }
      String outside = text.substring(rest, at).strip();
      if (quoted && !outside.isEmpty()) {
        throw new UserError("%s has more of a name after its closing quote".formatted(where));
      }
      if (ARROW.matcher(separator).matches() && OTHER.matcher(outside).find()) {
        throw new UserError(
            "%s has \"%s\" and another separator; take one of them, or put names in quotes"
                .formatted(where, separator));
      }
      boolean ends = at == text.length() || isCommentHere();
      at = ends ? text.length() : at + separator.length();
      return new Field(quoted ? inQuotes : outside, begin, quoted);
    }

    private boolean isSeparator(String separator) {
      return separator.equals(BLANK) ? isBlank() : text.startsWith(separator, at);
    }

    private boolean isCommentHere() {
      return text.charAt(at) == COMMENT && at > 0 && Character.isWhitespace(text.charAt(at - 1));
    }

    private boolean isBlank() {
      return Character.isWhitespace(text.charAt(at));
    }

    private void skipBlanks() {
      while (at < text.length() && isBlank()) {
        at++;
      }
    }

    /** The name in quotes that begins here; two quotes inside it are one. */
    private String quoted() {
      StringBuilder name = new StringBuilder();
      for (at++; at < text.length(); at++) {
        if (text.charAt(at) == QUOTE) {
          at++;
          if (at == text.length() || text.charAt(at) != QUOTE) {
            return name.toString().strip();
          }
        }
        name.append(text.charAt(at));
      }
      throw new UserError("%s has a quote that is never closed".formatted(where));
    }
  }
}
