package finegrain.trainer.study;

import java.util.Arrays;
import java.util.List;

/**
 * A table of results, which becomes the file NAME.csv.
 *
 * @param name of its file, without the ending
 * @param columns their names
 */
public record Table(String name, List<String> columns) {
  /** The name of the table that every study has. */
  public static final String RESULTS = "results";

  private static final String ENDING = ".csv";

  /** Copies the list. */
  public Table {
    columns = List.copyOf(columns);
  }

  /** A table with some columns. */
  public static Table of(String name, String... columns) {
    return new Table(name, List.of(columns));
  }

  /**
   * A row of this table. Doubles are written as the shortest text that reads back to the same
   * number.
   *
   * @param values one for each column
   * @throws IllegalArgumentException if there are more or fewer
   */
  public Row row(Object... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          "a row of %d values does not fit the %d columns of %s"
              .formatted(values.length, columns.size(), name));
    }
    return new Row(name, Arrays.stream(values).map(Object::toString).toList());
  }

  /** The name of its file. */
  public String file() {
    return name + ENDING;
  }

  /** The name of the table in a file of a name. */
  public static String nameOf(String file) {
    return file.substring(0, file.length() - ENDING.length());
  }
}
