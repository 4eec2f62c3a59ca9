package finegrain.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Hints at features that may be none: those that give the class away, such as a coarse label, and
 * those that number the lines.
 */
record ColumnHints(CsvColumns columns, DoubleSamples samples, int classes) {
  /** With fewer samples a class, equal numbers may be chance. */
  private static final int ENOUGH_SAMPLES = 5;

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    hint(
            this::givesClassAway,
            "%s: one value for each class, such as a coarse label has, which gives the class away;"
                + " leave out with --ignore %s")
        .ifPresent(facts::add);
    hint(this::numbersLines, "%s: numbers of the lines; if no feature, leave out with --ignore %s")
        .ifPresent(facts::add);
    return facts;
  }

  @SuppressWarnings("AnnotateFormatMethod") // Two texts of this class.
  private Optional<Fact> hint(IntPredicate test, String text) {
    List<Integer> found =
        IntStream.range(0, samples.features())
            .filter(test)
            .map(feature -> columns.features().get(feature))
            .boxed()
            .toList();
    ColumnNames names = columns.names();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fact("hint", text.formatted(names.shown(found), names.optionValue(found))));
  }

  /** Whether the feature has one whole number for each class, and not the same for all. */
  private boolean givesClassAway(int feature) {
    double[] valueOf = new double[classes];
    Arrays.fill(valueOf, Double.NaN);
    int[] counts = new int[classes];
    for (int i = 0; i < samples.size(); i++) {
      double value = samples.feature(i, feature);
      int label = samples.label(i);
      if (value != Math.rint(value) || (counts[label] > 0 && value != valueOf[label])) {
        return false;
      }
      valueOf[label] = value;
      counts[label]++;
    }
    Set<Double> distinct = new HashSet<>();
    Arrays.stream(valueOf).forEach(distinct::add);
    return distinct.size() > 1 && Arrays.stream(counts).allMatch(count -> count >= ENOUGH_SAMPLES);
  }

  private boolean numbersLines(int feature) {
    double first = samples.feature(0, feature);
    return (first == 0 || first == 1)
        && IntStream.range(0, samples.size())
            .allMatch(i -> samples.feature(i, feature) == first + i);
  }
}
