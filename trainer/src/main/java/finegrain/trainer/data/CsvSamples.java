package finegrain.trainer.data;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Makes samples of the lines of a csv file: names of classes, missing values, the two sets. */
final class CsvSamples {
  private final Path path;
  private final CsvColumns columns;
  private final ColumnNames names;
  private final CsvTable table;
  private final MissingValues missing;
  private final boolean hasDecimalCommas;
  private final List<Fact> facts = new ArrayList<>();

  CsvSamples(
      Path path,
      CsvColumns columns,
      CsvTable table,
      MissingValues missing,
      boolean hasDecimalCommas) {
    this.path = path;
    this.columns = columns;
    names = columns.names();
    this.table = table;
    this.missing = missing;
    this.hasDecimalCommas = hasDecimalCommas;
  }

  /**
   * The contents of the file.
   *
   * @param before facts that come before those of the samples
   * @throws UserError if samples lack a value or a label, or are too few
   */
  FileContents contents(List<Fact> before, String sha256) {
    facts.addAll(before);
    checkThere();
    addTypes();
    treatMissing();
    if (hasDecimalCommas) {
      table.labels.replaceAll(
          label -> label.matches("[+-]?\\d+,\\d+") ? label.replace(',', '.') : label);
    }
    Map<String, String> nameOf = ClassNames.of(table.labels);
    table.labels.replaceAll(nameOf::get);
    List<String> classNames = FileContents.sortedNames(table.labels);
    Map<String, Integer> indexOf = new HashMap<>();
    classNames.forEach(name -> indexOf.put(name, indexOf.size()));
    int[] labels = table.labels.stream().mapToInt(indexOf::get).toArray();
    checkClasses(classNames, labels);
    DoubleSamples all = table.samples(labels);
    Scaling.Sets sets = HeldOut.split(all, classNames, path.toString());
    if (missing == MissingValues.MEAN) {
      fillMeans(sets.train());
    }
    facts.addAll(new ColumnHints(columns, all, classNames.size()).facts());
    facts.add(HeldOut.fact());
    return new FileContents(classNames, Shape.row(table.features()), sets, List.of(sha256), facts)
        .checked(path);
  }

  /**
   * The contents of a file without labels, a sample for each line.
   *
   * @throws UserError if samples lack a value
   */
  OwnContents.Unlabelled unlabelled() {
    if (missing != MissingValues.REFUSE) {
      throw new UserError(
          "--missing %s is for files with labels, and %s has none; fill the values that are missing"
              .formatted(missing, path));
    }
    checkThere();
    return new OwnContents.Unlabelled(
        Shape.row(table.features()), table.samples(new int[table.rows.size()]));
  }

  private void checkThere() {
    if (table.unlabelled() > 0 && missing != MissingValues.DROP) {
      throw new UserError(
          "line %d of %s has no label in %s%s"
              .formatted(
                  table.firstUnlabelled(),
                  path,
                  columns.shownLabel(),
                  table.unlabelled() == 1
                      ? "; write it, or remove the line"
                      : "; %d lines have none: remove them, or pass --missing drop"
                          .formatted(table.unlabelled())));
    }
    if (table.rows.isEmpty()) {
      throw new UserError(path + " has no samples; each line needs features and then a label");
    }
    List<Integer> features = columns.features();
    for (int j = 0; j < table.features(); j++) {
      int column = features.get(j);
      if (table.missing(j) == table.rows.size()) {
        throw new UserError(
            "%s of %s is empty in all lines; leave it out with --ignore %s"
                .formatted(names.shown(column), path, names.optionValue(column)));
      }
      if (table.commas.mayBeThousands(j)) {
        throw new UserError(
            "%s of %s has whole numbers beside numbers with a comma before three digits, which may mean thousands or decimals; write all numbers without commas of thousands, or all with decimals"
                .formatted(names.shown(column), path));
      }
      if (table.isMixed(j)) {
        throw new UserError(
            "%s of %s has true or false in some lines and numbers in others; make them all numbers"
                .formatted(names.shown(column), path));
      }
    }
    if (table.incomplete() > 0 && missing == MissingValues.REFUSE) {
      CsvTable.Place first = table.firstMissing();
      throw new UserError(
          "%d of %d lines of %s %s a value, first line %d in %s; remove or fill them, or pass --missing drop or mean"
              .formatted(
                  table.incomplete(),
                  table.rows.size(),
                  path,
                  table.incomplete() == 1 ? "lacks" : "lack",
                  first.line(),
                  names.shown(features.get(first.feature()))));
    }
  }

  private void addTypes() {
    int truths = 0;
    int fractions = 0;
    for (int j = 0; j < table.features(); j++) {
      truths += table.isTruth(j) ? 1 : 0;
      fractions += table.hasFractions(j) ? 1 : 0;
    }
    int whole = table.features() - truths - fractions;
    List<String> types = new ArrayList<>();
    addType(types, fractions, "decimal numbers");
    addType(types, whole, "whole numbers");
    addType(types, truths, "true or false as 1 or 0");
    facts.add(new Fact("features", String.join(", ", types)));
  }

  private static void addType(List<String> types, int count, String type) {
    if (count > 0) {
      types.add(count + " of " + type);
    }
  }

  private void treatMissing() {
    int lines = table.rows.size() + table.unlabelled();
    int incomplete = table.incomplete() + table.unlabelled();
    if (missing == MissingValues.DROP) {
      table.dropIncomplete();
      if (table.rows.isEmpty()) {
        throw new UserError(
            "no line of %s has all values; pass --missing mean, or leave columns out with --ignore"
                .formatted(path));
      }
      facts.add(new Fact("missing", "%d of %d lines left out".formatted(incomplete, lines)));
    }
    if (missing == MissingValues.MEAN) {
      int values = IntStream.range(0, table.features()).map(table::missing).sum();
      facts.add(
          new Fact(
              "missing",
              "%d values in %d of %d lines, taken as the means over the training samples"
                  .formatted(values, incomplete, lines)));
    }
  }

  /** Most of what is no label shows in the number of classes. */
  private void checkClasses(List<String> classNames, int[] labels) {
    String advice = "is the label in another column? name it with --label-column";
    if (classNames.size() < 2) {
      throw new UserError(
          "%s has one class only (%s); two at least are needed: %s"
              .formatted(path, PlainText.shortened(classNames.getFirst()), advice));
    }
    int[] counts = new int[classNames.size()];
    for (int label : labels) {
      counts[label]++;
    }
    long single = Arrays.stream(counts).filter(count -> count == 1).count();
    if (2 * single >= counts.length && counts.length > 2) {
      throw new UserError(
          "%s of %s has %d different values in %d lines, such as %s; %s"
              .formatted(
                  names.shown(columns.label()),
                  path,
                  counts.length,
                  labels.length,
                  PlainText.shortened(classNames.getFirst()),
                  advice));
    }
    for (int label = 0; label < counts.length; label++) {
      if (counts[label] == 1) {
        throw new UserError(
            "%s has one sample of the class %s; two at least are needed, one to train and one to test with"
                .formatted(path, PlainText.shortened(classNames.get(label))));
      }
    }
  }

  /** In double precision, in the order of the samples. */
  private void fillMeans(DoubleSamples train) {
    for (int j = 0; j < table.features(); j++) {
      if (table.missing(j) > 0) {
        fill(j, mean(train, j));
      }
    }
  }

  private double mean(DoubleSamples train, int feature) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < train.size(); i++) {
      double value = train.feature(i, feature);
      if (!Double.isNaN(value)) {
        sum += value;
        count++;
      }
    }
    if (count == 0) {
      int column = columns.features().get(feature);
      throw new UserError(
          "%s of %s has no value in any training sample; leave it out with --ignore %s"
              .formatted(names.shown(column), path, names.optionValue(column)));
    }
    return sum / count;
  }

  private void fill(int feature, double mean) {
    for (double[] row : table.rows) {
      if (Double.isNaN(row[feature])) {
        row[feature] = mean;
      }
    }
  }
}
