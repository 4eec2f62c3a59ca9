package finegrain.trainer.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The first line of a csv file, beside some lines that follow.
 *
 * @param names for each column, or empty texts where the first line is a sample
 * @param isThere whether the first line is a header
 * @param hasRowNames whether it has no name for the first column, as R writes it
 */
record CsvHeader(List<String> names, boolean isThere, boolean hasRowNames) {
  private static final int ENOUGH_NUMBERS = 5;

  /** Decides from the first lines; there is one at least. */
  static CsvHeader of(List<CsvLine> lines, CsvDialect dialect, ReadOptions options) {
    return new Finder(lines, dialect, options).find();
  }

  private record Finder(
      List<String> first, List<CsvLine> samples, CsvDialect dialect, ReadOptions options) {
    Finder(List<CsvLine> lines, CsvDialect dialect, ReadOptions options) {
      this(lines.getFirst().fields(), lines.subList(1, lines.size()), dialect, options);
    }

    CsvHeader find() {
      int columns = samples.isEmpty() ? first.size() : samples.getFirst().fields().size();
      if (first.size() == columns) {
        boolean isHeader = isNamedInOptions() || isWords() || isCounting();
        return new CsvHeader(isHeader ? first : Collections.nCopies(columns, ""), isHeader, false);
      }
      boolean fits =
          isWords() && samples.stream().allMatch(line -> line.fields().size() == columns);
      List<String> names = new ArrayList<>(first);
      if (fits && first.size() == columns - 1) {
        boolean hasRowNames = hasRowNames();
        names.add(hasRowNames ? 0 : names.size(), "");
        return new CsvHeader(names, true, hasRowNames);
      }
      if (fits && first.size() == columns + 1 && first.getLast().isEmpty()) {
        names.removeLast();
        return new CsvHeader(names, true, false);
      }
      // The first line stays, and the next one is refused.
      boolean isHeader = isWords();
      return new CsvHeader(
          isHeader ? first : Collections.nCopies(first.size(), ""), isHeader, false);
    }

    private boolean isNamedInOptions() {
      List<String> named = new ArrayList<>(options.ignore());
      named.addAll(options.columns());
      options.labelColumn().ifPresent(named::add);
      return named.stream().anyMatch(name -> !ColumnNames.isNumber(name) && first.contains(name));
    }

    /** Whether features have words here, and none has a number. */
    private boolean isWords() {
      DecimalParser parser = dialect.parser();
      int words = 0;
      for (int j = 0; j < first.size(); j++) {
        CsvCell cell = isFeature(j) ? CsvCell.of(first.get(j), parser) : CsvCell.MISSING;
        if (cell == CsvCell.NUMBER) {
          return false;
        }
        words += cell == CsvCell.TEXT ? 1 : 0;
      }
      return words > 0;
    }

    /** Whether it has to be a number in a line that is no header. */
    private boolean isFeature(int j) {
      return j != labelColumn()
          && !isIgnored(j)
          && (options.columns().isEmpty() || options.columns().contains(String.valueOf(j + 1)));
    }

    private boolean isIgnored(int j) {
      return options.ignore().contains(String.valueOf(j + 1));
    }

    private int labelColumn() {
      String label = options.labelColumn().orElse("");
      if (ColumnNames.isNumber(label)) {
        return Integer.parseInt(label) - 1;
      }
      int last = first.size() - 1;
      while (last > 1
          && (isIgnored(last)
              || (first.get(last).isEmpty() && samples.stream().allMatch(this::endsEmpty)))) {
        last--;
      }
      return last;
    }

    private boolean endsEmpty(CsvLine line) {
      return line.fields().size() == first.size() && line.fields().getLast().isEmpty();
    }

    /**
     * Whether the columns are numbered from 0 or 1, as pandas and spreadsheets do. The first or the
     * last column may have a name instead, if it is none of the samples' labels there.
     */
    private boolean isCounting() {
      int columns = first.size();
      int from = isCount(0, 0) || isCount(0, 1) ? 0 : 1;
      int to = columns;
      while (to > from && !ColumnNames.isNumber(first.get(to - 1))) {
        to--;
      }
      if (samples.isEmpty() || to - from < 2 || from + columns - to > 2) {
        return false;
      }
      int start = isCount(from, 0) ? 0 : 1;
      for (int j = from; j < to; j++) {
        if (!isCount(j, start + j - from)) {
          return false;
        }
      }
      if ((from > 0 && !isName(0)) || (to < columns && !(to == columns - 1 && isName(to)))) {
        return false;
      }
      return from + columns - to > 0 || columns >= ENOUGH_NUMBERS || hasDecimals();
    }

    private boolean isCount(int column, int count) {
      return first.get(column).equals(String.valueOf(count));
    }

    private boolean isName(int column) {
      String name = first.get(column);
      return samples.stream()
          .noneMatch(
              line -> column < line.fields().size() && line.fields().get(column).equals(name));
    }

    /** Whether a feature has no whole number in any sample. */
    private boolean hasDecimals() {
      DecimalParser parser = dialect.parser();
      return IntStream.range(0, first.size())
          .filter(this::isFeature)
          .anyMatch(j -> samples.stream().allMatch(line -> isDecimal(line, j, parser)));
    }

    private static boolean isDecimal(CsvLine line, int column, DecimalParser parser) {
      double value = column < line.fields().size() ? parser.parse(line.fields().get(column)) : 0;
      return value != Math.rint(value) && !Double.isNaN(value);
    }

    /** Words, all different, or whole numbers that increase, as R writes them. */
    private boolean hasRowNames() {
      DecimalParser parser = dialect.parser();
      Set<String> words = new HashSet<>();
      double last = -1;
      boolean increases = true;
      for (CsvLine line : samples) {
        String name = line.fields().getFirst();
        if (CsvCell.of(name, parser) == CsvCell.TEXT) {
          words.add(name);
        }
        double number = parser.parse(name);
        increases &= number > last && number == Math.rint(number);
        last = number;
      }
      return (increases || words.size() == samples.size())
          && samples.stream().anyMatch(line -> !line.fields().getLast().isEmpty());
    }
  }
}
