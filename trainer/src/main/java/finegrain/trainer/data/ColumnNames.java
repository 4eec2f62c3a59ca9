package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The names of the columns of a file.
 *
 * @param shown how messages name the file
 * @param names for each column the one that the header gives it, or an empty text
 * @param hasHeader whether there is a header
 */
record ColumnNames(String shown, List<String> names, boolean hasHeader) {
  /** Names of columns that hold nothing else, wherever they stand. */
  private static final Set<String> LABELS =
      Set.of(
          "label",
          "labels",
          "class",
          "classes",
          "target",
          "targets",
          "species",
          "variety",
          "category",
          "diagnosis");

  /** Names that columns of labels often have, but other columns too. */
  private static final Set<String> PERHAPS_LABELS =
      Set.of("y", "kind", "type", "group", "outcome", "fine", "fine_label", "digit", "result");

  /** The names, without control characters. */
  ColumnNames {
    names = names.stream().map(PlainText::line).toList();
  }

  /** Whether a column has the name of a label. */
  boolean isLabel(int column) {
    return LABELS.contains(simple(column));
  }

  /** Whether a column may have the name of a label. */
  boolean mayBeLabel(int column) {
    return isLabel(column) || PERHAPS_LABELS.contains(simple(column));
  }

  /** Whether a column is called y, and none x. */
  boolean isY(int column) {
    return simple(column).equals("y")
        && names.stream().noneMatch(name -> name.equalsIgnoreCase("x"));
  }

  private String simple(int column) {
    return names.get(column).toLowerCase(Locale.ROOT).replaceAll("[ -]", "_");
  }

  /** Whether pandas, or R, gave the column its name because it had none. */
  boolean isUnnamed(int column) {
    return hasHeader && names.get(column).matches("(Unnamed: \\d+(\\.\\d+)*)?");
  }

  /** The number of a column with its name, such as {@code column 3 (width)}. */
  String shown(int column) {
    return "column " + numbered(column);
  }

  private String numbered(int column) {
    String name = names.get(column);
    return name.isEmpty()
        ? String.valueOf(column + 1)
        : "%d (%s)".formatted(column + 1, PlainText.shortened(name));
  }

  /** Some columns, a dozen at most, as {@code columns 1 (a), 3}. */
  String shown(List<Integer> columns) {
    return (columns.size() == 1 ? "column " : "columns ")
        + PlainText.names(columns.stream().map(this::numbered).toList());
  }

  /** What an option calls some columns, a dozen at most. */
  String optionValue(List<Integer> columns) {
    return columns.stream().limit(12).map(this::optionValue).collect(Collectors.joining(","));
  }

  /** What an option calls a column: its name where that is clear, otherwise its number. */
  String optionValue(int column) {
    String name = names.get(column);
    boolean isClear =
        name.matches("[\\w.:+-]{1,40}") && names.indexOf(name) == names.lastIndexOf(name);
    return isClear ? name : String.valueOf(column + 1);
  }

  /**
   * The column that an option names: by its name or else by its number from 1.
   *
   * @throws UserError if there is none, or more than one of the name
   */
  int find(String option, String text) {
    List<Integer> found =
        IntStream.range(0, names.size())
            .filter(column -> hasHeader && names.get(column).equals(text.strip()))
            .boxed()
            .toList();
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.size() > 1) {
      throw new UserError(
          "%s %s: %s has %s of this name; give a number"
              .formatted(option, PlainText.shortened(text), shown, shown(found)));
    }
    if (isNumber(text)) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= names.size()) {
        return number - 1;
      }
      throw new UserError(
          "%s %s: %s has the columns 1 to %d".formatted(option, text, shown, names.size()));
    }
    throw new UserError(
        "%s %s: %s has no column of this name; %s"
            .formatted(
                option,
                PlainText.shortened(text),
                shown,
                hasHeader
                    ? "it has " + PlainText.names(names.stream().filter(s -> !s.isEmpty()).toList())
                    : "it has no header, so give a number from 1 to " + names.size()));
  }

  static boolean isNumber(String text) {
    return text.matches("\\d{1,6}");
  }
}
