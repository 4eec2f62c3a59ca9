package finegrain.trainer.result;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;

/**
 * A line of a csv file that a run wrote, after the header.
 *
 * @param file that it is a line of
 * @param number of the line, from 1
 * @param columns names of the fields
 * @param fields one for each column
 */
record CsvLine(Path file, long number, List<String> columns, List<String> fields) {
  /**
   * Reads the lines of a file, which may be compressed by gzip.
   *
   * @param use takes each line in turn; an {@link IllegalArgumentException} of it says that the
   *     line is damaged
   * @throws UserError if the file cannot be read, or a line of it is damaged
   */
  static void forEach(Path file, Consumer<CsvLine> use) {
    long number = 1;
    try (CsvReader<CsvRecord> records =
        CsvReader.builder()
            .skipEmptyLines(false)
            .allowMissingFields(true)
            .allowExtraFields(true)
            .ofCsvRecord(new InputStreamReader(open(file), StandardCharsets.UTF_8))) {
      Iterator<CsvRecord> rest = records.iterator();
      List<String> columns = rest.hasNext() ? rest.next().getFields() : List.of();
      if (columns.isEmpty()) {
        throw damaged(file, number, null);
      }
      while (rest.hasNext()) {
        number++;
        CsvRecord fields = rest.next();
        number = fields.getStartingLineNumber();
        if (fields.getFieldCount() != columns.size()) {
          throw damaged(file, number, null);
        }
        use.accept(new CsvLine(file, number, columns, fields.getFields()));
      }
    } catch (CsvParseException | IllegalArgumentException e) {
      throw damaged(file, number, e);
    } catch (UncheckedIOException e) {
      throw unreadable(file, e.getCause());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static UserError unreadable(Path file, IOException e) {
    return new UserError(
        "%s cannot be read (%s); give the folder of a finished run"
            .formatted(file, RunFolder.reason(e)),
        e);
  }

  private static UserError damaged(Path file, long number, Throwable cause) {
    return new UserError(
        "line %d of %s is not what its run wrote; run it again into a new folder"
            .formatted(number, file),
        cause);
  }

  /** The fields by the names of their columns. */
  Map<String, String> asMap() {
    Map<String, String> map = new HashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      map.put(columns.get(i), fields.get(i));
    }
    return map;
  }

  /** Whether the file has a column. */
  boolean has(String column) {
    return columns.contains(column);
  }

  /**
   * The field in a column.
   *
   * @throws UserError if the file has no such column
   */
  String text(String column) {
    int index = columns.indexOf(column);
    if (index < 0) {
      throw damaged(file, number, null);
    }
    return fields.get(index);
  }

  /** The field in a column as a number. */
  double number(String column) {
    return Double.parseDouble(text(column));
  }

  /** The field in a column as a whole number. */
  int whole(String column) {
    return Integer.parseInt(text(column));
  }

  /** The field in a column as a number; empty if the field is empty. */
  OptionalDouble optional(String column) {
    return text(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
  }
}
