package finegrain.trainer.study;

import java.util.List;

/**
 * A row of a table, as text.
 *
 * @param table its name
 * @param values one for each column
 */
public record Row(String table, List<String> values) {
  /** Copies the list. */
  public Row {
    values = List.copyOf(values);
  }
}
