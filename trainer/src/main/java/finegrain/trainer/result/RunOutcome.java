package finegrain.trainer.result;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.ConsoleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What came of a run, or of a shard of it. */
public final class RunOutcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final String resultsSha256;
  private final boolean isScaled;
  private final Optional<Conclusion> conclusion;

  /**
   * An outcome.
   *
   * @param entries of the models, in the order of the rows
   * @param resultsSha256 hash of the file of results
   * @param isScaled whether nothing is to be won by scaling the features
   * @param conclusion of a whole run; empty for a shard
   */
  RunOutcome(
      List<Comparison> comparisons,
      List<Journal.Entry> entries,
      String resultsSha256,
      boolean isScaled,
      Optional<Conclusion> conclusion) {
    this.comparisons = comparisons;
    this.entries = entries;
    this.resultsSha256 = resultsSha256;
    this.isScaled = isScaled;
    this.conclusion = conclusion;
  }

  RunOutcome with(Conclusion ofAll) {
    return new RunOutcome(comparisons, entries, resultsSha256, isScaled, Optional.of(ofAll));
  }

  /** The number of models. */
  public int models() {
    return entries.size();
  }

  String resultsSha256() {
    return resultsSha256;
  }

  /** What was found, for a terminal. */
  public ConsoleSummary summary() {
    return new ConsoleSummary(comparisons, this::modelsPerSecond, warnings(), conclusion);
  }

  /** What the results have to be read with: models that learnt nothing. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    long diverged = entries.stream().filter(entry -> entry.model().diverged()).count();
    if (diverged > 0) {
      warnings.add(
          "%d %s diverged: a loss was not finite. The accuracy before that counts.%s"
              .formatted(diverged, diverged == 1 ? "model" : "models", remedy()));
    }
    long constant =
        entries.stream()
            .map(Journal.Entry::model)
            .filter(model -> model.answersOneClass() && !model.diverged())
            .count();
    if (constant > 0) {
      warnings.add(
          "%d of %d models %s one class: the same coarse class for all test samples.%s"
              .formatted(constant, models(), constant == 1 ? "answers" : "answer", remedy()));
    }
    return warnings;
  }

  private String remedy() {
    return isScaled ? "" : " --scale standard may help.";
  }

  /** How many models of a comparison's setting all threads together train in a second. */
  private double modelsPerSecond(Comparison comparison) {
    List<Journal.Entry> members =
        entries.stream()
            .filter(entry -> entry.model().spec().model().equals(comparison.model()))
            .filter(entry -> entry.model().spec().perClass() == comparison.perClass())
            .filter(entry -> entry.model().spec().map().equals(comparison.map()))
            .filter(entry -> entry.model().spec().noise().equals(comparison.noise()))
            .toList();
    double seconds = members.stream().mapToDouble(e -> e.seconds() / e.threads()).sum();
    return members.size() / seconds;
  }
}
