package finegrain.trainer.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;

/**
 * Takes the fields of a csv file as a parser finds them, and fills a table. Fields are not made
 * texts unless they are more than a number.
 */
final class CsvLines extends AbstractBaseCsvCallbackHandler<Boolean> {
  private final CsvColumns columns;
  private final CsvColumns.Role[] roles;
  private final int[] features;
  private final CsvText text;
  private final CsvTable table;
  private final DecimalParser parser;

  /** Lines to pass over before the samples. */
  private int before;

  private double[] row;
  private String label = "";
  private boolean isFilled;
  private boolean isQuoted;
  private String refused = "";
  private boolean isRefused;
  private long emptyLines;

  CsvLines(CsvColumns columns, CsvDialect dialect, CsvText text, CsvTable table) {
    this.columns = columns;
    this.text = text;
    this.table = table;
    parser = dialect.parser();
    before = (dialect.isDeclared() ? 1 : 0) + (columns.names().hasHeader() ? 1 : 0);
    roles = columns.roles().toArray(CsvColumns.Role[]::new);
    features = new int[roles.length];
    int feature = 0;
    for (int column : columns.features()) {
      features[column] = feature++;
    }
    row = new double[feature];
  }

  /** Whether numbers have decimal commas. */
  boolean hasDecimalCommas() {
    return parser.hasCommas();
  }

  /** Lines with separators and nothing else. */
  long emptyLines() {
    return emptyLines;
  }

  /** The number of the line that is being read. */
  long line() {
    return getStartingLineNumber();
  }

  @Override
  protected void handleBegin(long startingLineNumber) {
    isFilled = false;
    isQuoted = false;
    isRefused = false;
    label = "";
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    isQuoted = quoted;
    isFilled = isFilled || !isBlank(buffer, offset, length);
    if (before > 0 || index >= roles.length) {
      return;
    }
    switch (roles[index]) {
      case FEATURE -> feature(index, buffer, offset, length);
      case LABEL -> label = new String(buffer, offset, length).strip();
      case INDEX -> index(index, buffer, offset, length);
      case EMPTY -> {
        if (!isBlank(buffer, offset, length)) {
          refuse(
              index,
              buffer,
              offset,
              length,
              "which is empty in the first lines; name the labels' column with --label-column");
        }
      }
      case LEFT_OUT -> {}
    }
  }

  private static boolean isBlank(char[] buffer, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      if (!Character.isWhitespace(buffer[i])) {
        return false;
      }
    }
    return true;
  }

  private void feature(int column, char[] buffer, int offset, int length) {
    int feature = features[column];
    double value = parser.parse(buffer, offset, length);
    if (Double.isNaN(value)) {
      value = word(column, buffer, offset, length);
    } else if (!Float.isFinite((float) value)) {
      refuse(
          column,
          buffer,
          offset,
          length,
          "where a decimal number is needed that single precision can hold");
    } else {
      table.noteNumber(feature, value);
      if (parser.takesCommas()) {
        table.commas.note(feature, buffer, offset, length);
      }
    }
    row[feature] = value;
  }

  private double word(int column, char[] buffer, int offset, int length) {
    String word = new String(buffer, offset, length).strip();
    if (CsvCell.isTrue(word) || CsvCell.isFalse(word)) {
      table.noteTruth(features[column]);
      return CsvCell.isTrue(word) ? 1 : 0;
    }
    if (!MissingValues.isFeature(word)) {
      boolean isOtherMark = !Double.isNaN(new DecimalParser(true).parse(word));
      String where =
          isOtherMark && parser.hasCommas()
              ? "where a decimal comma is needed, as in the lines before"
              : isOtherMark && parser.hasPoints()
                  ? "where a decimal point is needed, as in the lines before"
                  : "where a decimal number is needed";
      String remedy =
          table.rows.isEmpty()
              ? "; leave the column out with --ignore %s"
                  .formatted(columns.names().optionValue(column))
              : "";
      refuse(column, buffer, offset, length, where + remedy);
    }
    return Double.NaN;
  }

  /** It was found to be one in the first lines. */
  private void index(int column, char[] buffer, int offset, int length) {
    double value = parser.parse(buffer, offset, length);
    if (value != Math.rint(value) && !Double.isNaN(value)) {
      String number = columns.names().optionValue(column);
      refuse(
          column,
          buffer,
          offset,
          length,
          "which has no name and numbers the first lines; pass --columns for the features, or"
              + " --ignore "
              + number);
    }
  }

  private void refuse(int column, char[] buffer, int offset, int length, String why) {
    if (!isRefused) {
      isRefused = true;
      refused =
          "has \"%s\" in %s, %s"
              .formatted(
                  PlainText.shortened(new String(buffer, offset, length)),
                  columns.names().shown(column),
                  why);
    }
  }

  @Override
  protected Boolean buildRecord() {
    if (getRecordType() == RecordType.DATA) {
      checkQuote();
      if (!isFilled) {
        emptyLines++;
      } else if (before > 0) {
        before--;
      } else {
        add();
      }
    }
    return Boolean.TRUE;
  }

  private void checkQuote() {
    if (text.hasEnded() && isQuoted && text.last() != CsvDialect.QUOTE) {
      throw new UserError(
          "the quote that begins in line %d of %s is never closed; close it, or leave it out"
              .formatted(line(), columns.names().shown()));
    }
  }

  private void add() {
    String where = "line %d of %s".formatted(line(), columns.names().shown());
    if (getFieldCount() != roles.length) {
      throw new UserError(
          "%s has %d columns where the first line has %d"
              .formatted(where, getFieldCount(), roles.length));
    }
    if (isRefused) {
      throw new UserError(where + " " + refused);
    }
    if (columns.hasLabels() && MissingValues.isLabel(label)) {
      table.noteUnlabelled(line());
    } else {
      table.add(line(), row, PlainText.line(label));
      row = new double[row.length];
    }
  }
}
