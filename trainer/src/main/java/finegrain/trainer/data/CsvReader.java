package finegrain.trainer.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvRecord;
import finegrain.trainer.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads a csv file of the user's own: in each line the features, as decimal numbers, and in the
 * last column the fine label, a number or a word. The separator is a comma. A first line in which
 * no feature is a number is a header, and is passed over, as are empty lines. The file may be
 * compressed by gzip.
 *
 * <p>The test set is {@link HeldOut}.
 */
final class CsvReader {
  private static final char BYTE_ORDER_MARK = '\ufeff';

  private final Path path;
  private final List<double[]> features = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private int columns;

  private CsvReader(Path path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read, is malformed, or has too few samples
   */
  static FileContents read(Path path, ReadOptions options) {
    FileHash hash;
    CsvReader csv = new CsvReader(path);
    try (DataStream in = DataStream.open(DataFile.own(path))) {
      csv.read(in);
      in.drain();
      hash = in.hash();
    }
    if (csv.labels.isEmpty()) {
      throw new UserError(path + " has no samples; each line needs features and then a label");
    }
    List<String> classNames = FileContents.sortedNames(csv.labels);
    return new FileContents(
            classNames,
            Shape.row(csv.columns - 1),
            csv.split(classNames),
            List.of(hash.content()),
            List.of())
        .checked(path);
  }

  private void read(DataStream in) {
    try (Reader text = text(in);
        var records =
            de.siegmar.fastcsv.reader.CsvReader.builder()
                .allowMissingFields(true)
                .allowExtraFields(true)
                .ofCsvRecord(text)) {
      for (CsvRecord each : records) {
        add(each);
      }
    } catch (IOException | UncheckedIOException | CsvParseException e) {
      throw failed(e);
    }
  }

  /** The file's text without a byte order mark. */
  private static Reader text(DataStream in) throws IOException {
    InputStream bytes =
        new InputStream() {
          @Override
          public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return length == 0 ? 0 : in.read(target, offset, length);
          }
        };
    // A decoder of its own refuses what is not UTF-8, instead of replacing it.
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8.newDecoder()));
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  /** The library wraps all that is thrown below it. */
  private UserError failed(Exception e) {
    String why = "";
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UserError ours) {
        return ours;
      }
      if (cause instanceof VirtualMachineError error) {
        throw error;
      }
      if (cause instanceof CharacterCodingException) {
        return new UserError(path + " is not a text in UTF-8; save it as csv in UTF-8", e);
      }
      why = Objects.requireNonNullElse(cause.getMessage(), why);
    }
    return new UserError("%s is not a csv file (%s)".formatted(path, oneLine(why)), e);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private void add(CsvRecord line) {
    int count = line.getFieldCount();
    String where = "line %d of %s".formatted(line.getStartingLineNumber(), path);
    boolean first = columns == 0;
    if (first) {
      if (count < 2) {
        throw new UserError(
            where + " has one column; features and then a label are needed, separated by commas");
      }
      columns = count;
    }
    if (count != columns) {
      throw new UserError(
          "%s has %d columns where the first line has %d".formatted(where, count, columns));
    }
    if (first && isHeader(line)) {
      return;
    }
    double[] sample = new double[columns - 1];
    for (int j = 0; j < sample.length; j++) {
      sample[j] = number(line.getField(j));
      if (!Float.isFinite((float) sample[j])) {
        throw new UserError(
            "%s has \"%s\" in column %d, where a decimal number is needed%s"
                .formatted(
                    where,
                    shortened(line.getField(j)),
                    j + 1,
                    Double.isNaN(sample[j]) ? "" : " that single precision can hold"));
      }
    }
    String label = oneLine(line.getField(columns - 1).strip());
    if (label.isEmpty()) {
      throw new UserError(where + " has no label in its last column");
    }
    features.add(sample);
    labels.add(label);
  }

  private boolean isHeader(CsvRecord line) {
    for (int j = 0; j < columns - 1; j++) {
      if (!Double.isNaN(number(line.getField(j)))) {
        return false;
      }
    }
    return true;
  }

  /** A decimal number, or NaN for all else, and so for words that Java would take for a number. */
  private static double number(String field) {
    String text = field.strip();
    for (int i = 0; i < text.length(); i++) {
      if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String shortened(String field) {
    int most = 40;
    String text = oneLine(field);
    return text.length() <= most ? text : text.substring(0, most) + "...";
  }

  private Scaling.Sets split(List<String> classNames) {
    Map<String, Integer> indexOf = new HashMap<>();
    classNames.forEach(name -> indexOf.put(name, indexOf.size()));
    RowSamples all = new RowSamples(columns - 1);
    for (int i = 0; i < labels.size(); i++) {
      all.add(features.get(i), indexOf.get(labels.get(i)));
    }
    return HeldOut.split(all, classNames, path.toString());
  }

  /** Samples as rows of their own; complete before anybody else sees it. */
  private static final class RowSamples implements DoubleSamples {
    private final int features;
    private final List<double[]> rows = new ArrayList<>();
    private final List<Integer> labels = new ArrayList<>();

    RowSamples(int features) {
      this.features = features;
    }

    void add(double[] row, int label) {
      rows.add(row);
      labels.add(label);
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public int features() {
      return features;
    }

    @Override
    public int label(int i) {
      return labels.get(i);
    }

    @Override
    public double feature(int i, int j) {
      return rows.get(i)[j];
    }
  }
}
