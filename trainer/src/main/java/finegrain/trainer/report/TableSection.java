package finegrain.trainer.report;

import java.util.List;

/**
 * A table of texts. The first column names its row.
 *
 * @param caption explains those columns that their titles do not
 * @param columns at least one
 * @param rows each with a text for each column; numbers are already formatted
 */
public record TableSection(
    String heading, String caption, List<Column> columns, List<List<String>> rows)
    implements Section {

  /** A column. Numbers are aligned to the right, words to the left. */
  public record Column(String title, boolean numbers) {

    /** A column of words. */
    public static Column words(String title) {
      return new Column(title, false);
    }

    /** A column of numbers. */
    public static Column numbers(String title) {
      return new Column(title, true);
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if there is no column, or a row has more or fewer texts than
   *     there are columns
   */
  public TableSection {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("a table needs at least one column");
    }
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "a row of %s texts does not fit a table of %s columns"
                .formatted(row.size(), columns.size()));
      }
    }
  }
}
