package finegrain.trainer.data;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import finegrain.trainer.PlainText;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the lines of a csv file are divided into fields. A line that begins with # is a comment.
 *
 * @param separator between fields; a blank stands for any number of blanks and tabs
 * @param isDeclared whether the first line says so, as Excel writes it: {@code sep=;}
 */
record CsvDialect(char separator, boolean isDeclared) {
  static final char COMMENT = '#';
  static final char QUOTE = '"';
  private static final char COMMA = ',';

  /** The likelier ones first. */
  private static final List<Character> SEPARATORS = List.of(COMMA, ';', '\t', '|');

  private static final Pattern DECLARATION = Pattern.compile("\"?sep=([^\"#\\p{Alnum}])\"?\\s*");

  private static final Map<Character, String> NAMES =
      Map.of(
          COMMA,
          "commas",
          ';',
          "semicolons",
          '\t',
          "tabs",
          '|',
          "bars",
          SingleBlanks.BLANK,
          "blanks");

  /** The dialect of a text. */
  static CsvDialect of(CsvText text) {
    String start = text.start();
    Matcher declared = DECLARATION.matcher(start.lines().findFirst().orElse(""));
    if (declared.matches()) {
      return new CsvDialect(declared.group(1).charAt(0), true);
    }
    List<Trial> trials = new ArrayList<>();
    SEPARATORS.forEach(separator -> trials.add(Trial.of(separator, text)));
    Optional<Trial> regular = Trial.best(trials.stream().filter(Trial::isRegular).toList());
    if (regular.isPresent()) {
      return regular.get().dialect;
    }
    // Blanks come last: they stand in labels and names too.
    trials.add(Trial.of(SingleBlanks.BLANK, text));
    return Trial.best(trials.stream().filter(trial -> trial.columns > 1).toList())
        .map(Trial::dialect)
        .orElse(new CsvDialect(COMMA, false));
  }

  /** A dialect, tried on the start of a text. */
  private record Trial(CsvDialect dialect, int columns, boolean isRegular, double numbers) {
    static Trial of(char separator, CsvText text) {
      CsvDialect dialect = new CsvDialect(separator, false);
      List<CsvLine> lines = dialect.start(text);
      List<CsvLine> samples = lines.size() > 1 ? lines.subList(1, lines.size()) : lines;
      Map<Integer, Long> counts =
          samples.stream()
              .collect(Collectors.groupingBy(line -> line.fields().size(), Collectors.counting()));
      int columns =
          counts.entrySet().stream()
              .max(Map.Entry.comparingByValue())
              .map(Map.Entry::getKey)
              .orElse(0);
      int header = lines.isEmpty() ? 0 : lines.getFirst().fields().size();
      boolean isRegular =
          counts.size() == 1 && columns > 1 && header > 1 && Math.abs(header - columns) <= 1;
      return new Trial(dialect, columns, isRegular, dialect.numbers(samples, columns));
    }

    /** The one with the most numbers, and of those the first. */
    static Optional<Trial> best(List<Trial> trials) {
      Optional<Trial> best = Optional.empty();
      for (Trial trial : trials) {
        if (best.isEmpty() || trial.numbers > best.get().numbers) {
          best = Optional.of(trial);
        }
      }
      return best;
    }
  }

  /** The share of fields that are numbers, in lines with the usual number of columns. */
  private double numbers(List<CsvLine> lines, int columns) {
    DecimalParser parser = parser();
    long numbers = 0;
    long all = 0;
    for (CsvLine line : lines) {
      all += line.fields().size();
      if (line.fields().size() == columns) {
        numbers +=
            line.fields().stream().filter(field -> CsvCell.of(field, parser).isValue()).count();
      }
    }
    return all == 0 ? 0 : (double) numbers / all;
  }

  /** The lines at the start of a text, without the declaration and without empty ones. */
  List<CsvLine> start(CsvText text) {
    List<CsvLine> lines = new ArrayList<>();
    try (CsvReader<CsvLine> parsed =
        parser(new CsvLine.Handler(), new StringReader(text.start()))) {
      for (CsvLine line : parsed) {
        lines.add(line);
      }
      if (!text.isShort() && lines.size() > 1) {
        lines.removeLast();
      }
    } catch (CsvParseException e) {
      // A quote in a wrong place: the reader of all lines says so.
    } catch (IOException e) {
      throw new AssertionError("a string is read without errors", e);
    }
    if (isDeclared && !lines.isEmpty()) {
      lines.removeFirst();
    }
    lines.removeIf(CsvLine::isEmpty);
    return lines;
  }

  /** A parser of this dialect. */
  <T> CsvReader<T> parser(CsvCallbackHandler<T> handler, Reader text) {
    return CsvReader.builder()
        .fieldSeparator(separator)
        .commentStrategy(CommentStrategy.SKIP)
        .commentCharacter(COMMENT)
        .allowMissingFields(true)
        .allowExtraFields(true)
        .build(handler, separator == SingleBlanks.BLANK ? new SingleBlanks(text) : text);
  }

  /** A parser of its numbers: a comma cannot be both. */
  DecimalParser parser() {
    return new DecimalParser(separator != COMMA);
  }

  /** The separator in words. */
  String words() {
    return NAMES.getOrDefault(separator, PlainText.visible("\"" + separator + "\""));
  }

  /** All separators that are found out, in words. */
  static String allWords() {
    return SEPARATORS.stream().map(NAMES::get).collect(Collectors.joining(", ")) + " or blanks";
  }
}
