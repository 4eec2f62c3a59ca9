package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the columns of a csv file are.
 *
 * @param names of the columns
 * @param roles of the columns
 * @param label column of the fine labels; {@link #NO_LABEL} if there is none
 * @param facts about it
 */
record CsvColumns(ColumnNames names, List<Role> roles, int label, List<Fact> facts) {
  private static final int NO_LABEL = -1;

  /** Whether there is a column of labels. */
  boolean hasLabels() {
    return label != NO_LABEL;
  }

  /** What a column is. */
  enum Role {
    FEATURE,
    LABEL,
    /** Left out, whatever it holds. */
    LEFT_OUT,
    /** A count of the lines, or names of them, left out too. */
    INDEX,
    /** Empty, and after the last column. */
    EMPTY
  }

  /** The columns that are features, in the order of the file. */
  List<Integer> features() {
    return with(Role.FEATURE);
  }

  private List<Integer> with(Role role) {
    return IntStream.range(0, roles.size())
        .filter(column -> roles.get(column) == role)
        .boxed()
        .toList();
  }

  /** How messages name the column of labels. */
  String shownLabel() {
    return label == roles.size() - 1 ? "its last column" : names.shown(label);
  }

  /**
   * Decides from the first lines of a file.
   *
   * @throws UserError if there are too few columns, or an option names none of them
   */
  static CsvColumns of(Path path, CsvDialect dialect, List<CsvLine> lines, ReadOptions options) {
    if (lines.isEmpty()) {
      throw new UserError(path + " has no samples; each line needs features and then a label");
    }
    CsvHeader header = CsvHeader.of(lines, dialect, options);
    if (header.names().size() < 2) {
      throw new UserError(
          "line %d of %s has one column; features and then a label are needed, separated by %s"
              .formatted(lines.getFirst().number(), path, CsvDialect.allWords()));
    }
    ColumnNames names = new ColumnNames(path.toString(), header.names(), header.isThere());
    return new Finder(names, header, dialect, lines, options).find();
  }

  /**
   * Decides from the first lines of a file whether it has features alone.
   *
   * @param features that samples must have
   * @return empty if there are more columns or fewer, or one has the name of a label
   * @throws UserError if an option names no column
   */
  static Optional<CsvColumns> unlabelled(
      Path path, CsvDialect dialect, List<CsvLine> lines, ReadOptions options, int features) {
    if (lines.isEmpty() || options.labelColumn().isPresent()) {
      return Optional.empty();
    }
    CsvHeader header = CsvHeader.of(lines, dialect, options);
    ColumnNames names = new ColumnNames(path.toString(), header.names(), header.isThere());
    return new Finder(names, header, dialect, lines, options).findUnlabelled(features);
  }

  private record Finder(
      ColumnNames names,
      CsvHeader header,
      CsvDialect dialect,
      List<CsvLine> lines,
      ReadOptions options) {
    CsvColumns find() {
      int end = end();
      Set<Integer> ignored = all(ReadOptions.IGNORE, options.ignore());
      Set<Integer> chosen = all(ReadOptions.COLUMNS, options.columns());
      int label =
          options
              .labelColumn()
              .map(name -> names.find(ReadOptions.LABEL_COLUMN, name))
              .orElseGet(() -> label(end, ignored));
      if (ignored.contains(label)) {
        throw new UserError(
            "%s %s names the column of the labels of %s; choose another one with %s"
                .formatted(
                    ReadOptions.IGNORE,
                    names.optionValue(label),
                    names.shown(),
                    ReadOptions.LABEL_COLUMN));
      }
      if (chosen.contains(label)) {
        throw new UserError(
            "%s %s names the column of the labels of %s; name that one with %s"
                .formatted(
                    ReadOptions.COLUMNS,
                    names.optionValue(label),
                    names.shown(),
                    ReadOptions.LABEL_COLUMN));
      }
      CsvColumns columns = new CsvColumns(names, roles(label, end, true), label, List.of());
      if (columns.features().isEmpty()) {
        throw new UserError(
            "%s has no column left beside that of the labels; features are needed too"
                .formatted(names.shown()));
      }
      return new CsvColumns(names, columns.roles(), label, facts(columns));
    }

    Optional<CsvColumns> findUnlabelled(int features) {
      int end = end();
      return Stream.of(true, false)
          .map(index -> new CsvColumns(names, roles(NO_LABEL, end, index), NO_LABEL, List.of()))
          .filter(columns -> columns.features().size() == features)
          .filter(columns -> columns.features().stream().noneMatch(names::isLabel))
          .findFirst();
    }

    /** The roles of all columns; the first ones may be an index if that is wanted. */
    private List<Role> roles(int label, int end, boolean index) {
      Set<Integer> ignored = all(ReadOptions.IGNORE, options.ignore());
      Set<Integer> chosen = all(ReadOptions.COLUMNS, options.columns());
      List<Role> roles = new ArrayList<>();
      boolean mayBeIndex = index;
      for (int j = 0; j < names.names().size(); j++) {
        mayBeIndex = mayBeIndex && j < end && j != label && !chosen.contains(j) && isIndex(j);
        roles.add(role(j, label, end, mayBeIndex, ignored.contains(j), chosen));
      }
      return roles;
    }

    private static Role role(
        int j, int label, int end, boolean isIndex, boolean isIgnored, Set<Integer> chosen) {
      if (j == label) {
        return Role.LABEL;
      }
      if (isIgnored) {
        return Role.LEFT_OUT;
      }
      if (j >= end) {
        return Role.EMPTY;
      }
      if (isIndex) {
        return Role.INDEX;
      }
      return chosen.isEmpty() || chosen.contains(j) ? Role.FEATURE : Role.LEFT_OUT;
    }

    private Set<Integer> all(String option, List<String> texts) {
      return texts.stream().map(text -> names.find(option, text)).collect(Collectors.toSet());
    }

    private List<CsvLine> samples() {
      return names.hasHeader() ? lines.subList(1, lines.size()) : lines;
    }

    /** The end of the columns without those that are empty after the last one. */
    private int end() {
      int end = names.names().size();
      while (end > 2 && !samples().isEmpty() && isEmpty(end - 1) && !names.mayBeLabel(end - 1)) {
        end--;
      }
      return end;
    }

    private boolean isEmpty(int column) {
      return samples().stream().allMatch(line -> field(line, column).isEmpty());
    }

    private static String field(CsvLine line, int column) {
      return column < line.fields().size() ? line.fields().get(column) : "";
    }

    /** The last column, unless it holds numbers and another one has the name of a label. */
    private int label(int end, Set<Integer> ignored) {
      int last = end - 1;
      while (last > 0 && ignored.contains(last)) {
        last--;
      }
      if (names.mayBeLabel(last) || !isOf(last, CsvCell::isValue)) {
        return last;
      }
      List<Integer> named =
          IntStream.range(0, last)
              .filter(j -> !ignored.contains(j) && isNamedLabel(j))
              .boxed()
              .toList();
      if (named.size() > 1) {
        throw new UserError(
            "the labels of %s may be in %s, or in the last column; choose one with --label-column %s"
                .formatted(names.shown(), names.shown(named), names.optionValue(named.getFirst())));
      }
      return named.isEmpty() ? last : named.getFirst();
    }

    private boolean isNamedLabel(int column) {
      boolean isFirst = IntStream.range(0, column).allMatch(names::isUnnamed);
      return names.isLabel(column) || (isFirst && names.isY(column));
    }

    private boolean isOf(int column, Predicate<CsvCell> test) {
      DecimalParser parser = dialect.parser();
      return samples().stream()
          .allMatch(line -> test.test(CsvCell.of(field(line, column), parser)));
    }

    /** Whether a column without a name has distinct whole numbers, or distinct words. */
    private boolean isIndex(int column) {
      if (column == 0 && header.hasRowNames()) {
        return true;
      }
      DecimalParser parser = dialect.parser();
      Set<String> distinct = new HashSet<>();
      return names.isUnnamed(column)
          && !samples().isEmpty()
          && samples().stream().allMatch(line -> distinct.add(field(line, column)))
          && (isOf(column, cell -> cell == CsvCell.TEXT)
              || samples().stream()
                  .mapToDouble(line -> parser.parse(field(line, column)))
                  .allMatch(value -> value == Math.rint(value)));
    }

    private List<Fact> facts(CsvColumns columns) {
      List<Fact> facts = new ArrayList<>();
      facts.add(new Fact("separator", dialect.words()));
      String first = PlainText.names(lines.getFirst().fields());
      String where = "line %d (%s)".formatted(lines.getFirst().number(), first);
      facts.add(
          new Fact("header", names.hasHeader() ? where : "none; %s is a sample".formatted(where)));
      facts.add(new Fact("label", names.shown(columns.label())));
      leftOut(columns, Role.INDEX, "numbers or names of the lines").ifPresent(facts::add);
      leftOut(columns, Role.EMPTY, "empty").ifPresent(facts::add);
      String option = options.columns().isEmpty() ? ReadOptions.IGNORE : ReadOptions.COLUMNS;
      leftOut(columns, Role.LEFT_OUT, "by " + option).ifPresent(facts::add);
      return facts;
    }

    private Optional<Fact> leftOut(CsvColumns columns, Role role, String why) {
      List<Integer> found = columns.with(role);
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(new Fact("left out", "%s: %s".formatted(names.shown(found), why)));
    }
  }
}
