package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.labels.Target;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * The summary of a run for a terminal.
 *
 * @param comparisons one line each
 * @param modelsPerSecond the models of a comparison's setting that all threads train in a second
 * @param warnings sentences that the results have to be read with
 * @param conclusion of all models; empty for a shard
 */
public record ConsoleSummary(
    List<Comparison> comparisons,
    ToDoubleFunction<Comparison> modelsPerSecond,
    List<String> warnings,
    Optional<Conclusion> conclusion) {
  private static final int LEAST_OF_MAP = 10;

  /** The text, over several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%nAccuracy on the coarse labels of the test set, median over the repeats:%n%s",
            table()));
    warnings.forEach(warning -> text.append(String.format(Locale.ROOT, "%s%n", warning)));
    conclusion.ifPresent(
        one -> {
          text.append(
              String.format(
                  Locale.ROOT, "%n%s%n%s%n", one.findingInDetail(), one.claimAndAnswer()));
          VerdictTable.lines(one.rulings())
              .forEach(line -> text.append(String.format(Locale.ROOT, "%s%n", line)));
        });
    return text.toString();
  }

  private String table() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%9s %6s %s%8s %8s %8s %10s  %18s %8s %9s%n",
            "per class",
            "width",
            named("model", "map", "noise", "labels"),
            "repeats",
            "coarse",
            hasOtherLabels() ? "other" : "fine",
            "difference",
            "95 % interval",
            "favours",
            "models/s"));
    for (Comparison comparison : comparisons) {
      table.append(
          String.format(
              Locale.ROOT,
              "%9d %6d %s%8d %8.4f %8.4f %+10.4f  %18s %8s %9.1f%n",
              comparison.perClass(),
              comparison.width(),
              named(
                  comparison.model().toString(),
                  MapName.of(comparison.map()),
                  ComparisonTable.noise(comparison),
                  comparison.target().toString()),
              comparison.repeats(),
              comparison.coarse().median(),
              comparison.other().median(),
              comparison.difference().value(),
              ComparisonTable.interval(comparison),
              comparison.favours(),
              modelsPerSecond.applyAsDouble(comparison)));
    }
    return table.toString();
  }

  /** The columns of model, map, noise and labels, if they vary. */
  private String named(String model, String map, String noise, String labels) {
    String columns = "";
    if (Wording.vary(comparisons, one -> Wording.apartFromWidth(one.model()))) {
      columns += String.format(Locale.ROOT, "%14s ", model);
    }
    if (Wording.vary(comparisons, Comparison::map)) {
      int longest =
          comparisons.stream().mapToInt(one -> MapName.of(one.map()).length()).max().orElse(0);
      columns += String.format(Locale.ROOT, "%" + Math.max(LEAST_OF_MAP, longest) + "s ", map);
    }
    if (Wording.vary(comparisons, Comparison::noise)) {
      columns += String.format(Locale.ROOT, "%11s ", noise);
    }
    if (hasOtherLabels()) {
      columns += String.format(Locale.ROOT, "%16s ", labels);
    }
    return columns;
  }

  private boolean hasOtherLabels() {
    return comparisons.stream().anyMatch(one -> !one.target().equals(Target.FINE));
  }
}
