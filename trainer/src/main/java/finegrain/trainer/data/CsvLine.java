package finegrain.trainer.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of a csv file as it was written.
 *
 * @param number of the line in the file, from 1
 * @param fields without blanks at their ends
 */
record CsvLine(long number, List<String> fields) {
  CsvLine {
    fields = List.copyOf(fields);
  }

  /** Whether nothing is written but separators. */
  boolean isEmpty() {
    return fields.stream().allMatch(String::isEmpty);
  }

  /** Makes lines of what a parser finds; one for each file. */
  static final class Handler extends AbstractBaseCsvCallbackHandler<CsvLine> {
    private List<String> fields = List.of();

    @Override
    protected void handleBegin(long startingLineNumber) {
      fields = new ArrayList<>();
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
      fields.add(new String(buffer, offset, length).strip());
    }

    @Override
    protected CsvLine buildRecord() {
      return new CsvLine(getStartingLineNumber(), fields);
    }
  }
}
