package finegrain.trainer.study;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of a study, as its files have them.
 *
 * @param tables the lines of each table, by its name
 */
public record StudyResults(Map<String, List<Line>> tables) {
  /** Copies the map. */
  public StudyResults {
    tables = Map.copyOf(tables);
  }

  /** The results in rows, as their files will have them. */
  public static StudyResults of(List<Table> tables, List<Row> rows) {
    Map<String, List<Line>> lines = new HashMap<>();
    for (Table table : tables) {
      lines.put(
          table.name(),
          rows.stream()
              .filter(row -> row.table().equals(table.name()))
              .map(row -> Line.of(table, row))
              .toList());
    }
    return new StudyResults(lines);
  }

  /**
   * A line of a table.
   *
   * @param values by the names of their columns
   */
  public record Line(Map<String, String> values) {
    private static Line of(Table table, Row row) {
      Map<String, String> values = new HashMap<>();
      for (int i = 0; i < table.columns().size(); i++) {
        values.put(table.columns().get(i), row.values().get(i));
      }
      return new Line(values);
    }

    /** The value in a column. */
    public String text(String column) {
      String value = values.get(column);
      if (value == null) {
        throw new IllegalArgumentException("there is no column " + column);
      }
      return value;
    }

    /** The value in a column as a number. */
    public double number(String column) {
      return Double.parseDouble(text(column));
    }

    /** The value in a column as a whole number. */
    public int whole(String column) {
      return Integer.parseInt(text(column));
    }
  }

  /** The lines of the table that every study has. */
  public List<Line> lines() {
    return lines(Table.RESULTS);
  }

  /** The lines of a table. */
  public List<Line> lines(String table) {
    return tables.getOrDefault(table, List.of());
  }
}
