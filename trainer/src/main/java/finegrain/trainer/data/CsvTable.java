package finegrain.trainer.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The lines of a csv file: features in double precision, and labels as texts. */
final class CsvTable {
  /** NaN where a feature is missing. */
  final List<double[]> rows = new ArrayList<>();

  final List<String> labels = new ArrayList<>();

  /** The rows that lack a feature. */
  private final BitSet incomplete = new BitSet();

  private final boolean[] fractions;
  private final boolean[] truths;
  private final boolean[] numbers;
  private final int[] missing;

  /** Of files whose decimal sign may be a comma. */
  final CommaForms commas;

  private int unlabelled;
  private Place firstMissing = new Place(0, 0);
  private long firstUnlabelled;

  /**
   * A place in the file.
   *
   * @param line from 1
   * @param feature from 0
   */
  record Place(long line, int feature) {}

  CsvTable(int features) {
    fractions = new boolean[features];
    truths = new boolean[features];
    numbers = new boolean[features];
    missing = new int[features];
    commas = new CommaForms(features);
  }

  int features() {
    return missing.length;
  }

  /** Notes that a feature has a number. */
  void noteNumber(int feature, double value) {
    if (value != Math.rint(value)) {
      fractions[feature] = true;
    }
    if (value != 0 && value != 1) {
      numbers[feature] = true;
    }
  }

  /** Notes that a feature is written as true or false. */
  void noteTruth(int feature) {
    truths[feature] = true;
  }

  /** Adds a row; NaN stands for features that are missing. */
  void add(long line, double[] row, String label) {
    for (int j = 0; j < row.length; j++) {
      if (Double.isNaN(row[j])) {
        firstMissing = incomplete.isEmpty() ? new Place(line, j) : firstMissing;
        incomplete.set(rows.size());
        missing[j]++;
      }
    }
    rows.add(row);
    labels.add(label);
  }

  /** Notes a line without a label, whose features count for nothing. */
  void noteUnlabelled(long line) {
    firstUnlabelled = unlabelled == 0 ? line : firstUnlabelled;
    unlabelled++;
  }

  /** Lines without a label. */
  int unlabelled() {
    return unlabelled;
  }

  long firstUnlabelled() {
    return firstUnlabelled;
  }

  /** Lines with a label that lack a feature. */
  int incomplete() {
    return incomplete.cardinality();
  }

  Place firstMissing() {
    return firstMissing;
  }

  /** How many lines lack a feature. */
  int missing(int feature) {
    return missing[feature];
  }

  /** Whether a feature has numbers that are not whole. */
  boolean hasFractions(int feature) {
    return fractions[feature];
  }

  /** Whether all values of a feature are written as true or false. */
  boolean isTruth(int feature) {
    return truths[feature];
  }

  /** Whether a feature has true or false in some lines, and other numbers in others. */
  boolean isMixed(int feature) {
    return truths[feature] && numbers[feature];
  }

  /** Removes the rows that lack a feature. */
  void dropIncomplete() {
    int kept = 0;
    for (int i = 0; i < rows.size(); i++) {
      if (!incomplete.get(i)) {
        rows.set(kept, rows.get(i));
        labels.set(kept++, labels.get(i));
      }
    }
    rows.subList(kept, rows.size()).clear();
    labels.subList(kept, labels.size()).clear();
  }

  /** The rows as samples. */
  DoubleSamples samples(int[] labels) {
    return new Rows(features(), rows, labels);
  }

  private record Rows(int features, List<double[]> rows, int[] labels) implements DoubleSamples {
    @Override
    public int size() {
      return labels.length;
    }

    @Override
    public int label(int i) {
      return labels[i];
    }

    @Override
    public double feature(int i, int j) {
      return rows.get(i)[j];
    }
  }
}
