package finegrain.trainer.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads a csv file of the user's own: in each line the features, and a column with the fine label,
 * a number or a word. {@link CsvDialect} finds out how fields are separated, {@link CsvHeader}
 * whether there is a header, and {@link CsvColumns} what the columns are; the options come before
 * what they find. Empty lines and comments are passed over. The file may be compressed by gzip, or
 * a pipe.
 *
 * <p>{@link HeldOut} divides the samples.
 */
final class CsvReader {
  private final Path path;
  private final ReadOptions options;
  private final List<Fact> facts = new ArrayList<>();

  private CsvReader(Path path, ReadOptions options) {
    this.path = path;
    this.options = options;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read, is malformed, or has too few samples, or if an option
   *     does not fit it
   */
  static FileContents read(Path path, ReadOptions options) {
    return (FileContents) new CsvReader(path, options).read(OptionalInt.empty());
  }

  /**
   * Reads a file that may have labels or not. It has none if there is a column for each feature,
   * and none has the name of a label.
   *
   * @param features of a sample
   * @throws UserError as {@link #read}
   */
  static OwnContents readAny(Path path, ReadOptions options, int features) {
    return new CsvReader(path, options).read(OptionalInt.of(features));
  }

  private OwnContents read(OptionalInt mayHave) {
    try (DataStream in = DataStream.open(DataFile.own(path));
        CsvText text = text(in)) {
      CsvDialect dialect = CsvDialect.of(text);
      CsvColumns columns = columns(dialect, dialect.start(text), mayHave);
      facts.addAll(columns.facts());
      CsvTable table = new CsvTable(columns.features().size());
      CsvLines lines = new CsvLines(columns, dialect, text, table);
      parse(dialect, lines, text);
      in.drain();
      addFacts(lines);
      CsvSamples samples =
          new CsvSamples(path, columns, table, options.missing(), lines.hasDecimalCommas());
      return columns.hasLabels()
          ? samples.contents(facts, in.hash().content())
          : samples.unlabelled();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private CsvColumns columns(CsvDialect dialect, List<CsvLine> start, OptionalInt mayHave) {
    if (mayHave.isEmpty()) {
      return CsvColumns.of(path, dialect, start, options);
    }
    int needed = mayHave.getAsInt();
    Optional<CsvColumns> unlabelled = CsvColumns.unlabelled(path, dialect, start, options, needed);
    if (unlabelled.isPresent()) {
      return unlabelled.get();
    }
    CsvColumns columns = CsvColumns.of(path, dialect, start, options);
    if (columns.features().size() != needed) {
      throw new UserError(
          "%s has %d columns of features beside its labels in %s, and the weights are for %d features; choose columns with --columns or --ignore, and the labels with --label-column"
              .formatted(path, columns.features().size(), columns.shownLabel(), needed));
    }
    return columns;
  }

  private CsvText text(DataStream in) {
    try {
      return new CsvText(in);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private void parse(CsvDialect dialect, CsvLines lines, CsvText text) {
    try (var parser = dialect.parser(lines, text)) {
      parser.forEach(line -> {});
    } catch (CsvParseException e) {
      throw refused(e, lines.line());
    } catch (IOException | UncheckedIOException e) {
      throw failed(e);
    }
  }

  /** The library tells two mistakes apart by their words alone. */
  private UserError refused(CsvParseException e, long line) {
    String why = String.valueOf(e.getCause() == null ? null : e.getCause().getMessage());
    if (why.startsWith("Unexpected character after closing quote")) {
      return new UserError(
          "the field that begins with a quote in line %d of %s goes on after its closing quote; close each quote at the end of its field, and write a quote inside a field twice"
              .formatted(line, path),
          e);
    }
    if (why.contains("buffer size")) {
      return new UserError(
          "a field in line %d of %s is longer than 16 million characters; is its quote never closed?"
              .formatted(line, path),
          e);
    }
    return failed(e);
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
    return new UserError("%s is not a csv file (%s)".formatted(path, PlainText.line(why)), e);
  }

  private void addFacts(CsvLines lines) {
    if (lines.hasDecimalCommas()) {
      facts.add(new Fact("decimal sign", "comma"));
    }
    if (lines.emptyLines() > 0) {
      facts.add(
          new Fact("empty lines", "%d without a value, passed over".formatted(lines.emptyLines())));
    }
  }
}
