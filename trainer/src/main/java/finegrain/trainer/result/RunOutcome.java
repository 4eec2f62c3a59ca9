package finegrain.trainer.result;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.ConsoleSummary;
import java.util.List;
import java.util.Optional;

/** What came of a run, or of a shard of it. */
public final class RunOutcome {
  private final List<Comparison> comparisons;
  private final List<Journal.Entry> entries;
  private final String resultsSha256;
  private final Optional<Conclusion> conclusion;

  /**
   * An outcome.
   *
   * @param entries of the models, in the order of the rows
   * @param resultsSha256 hash of the file of results
   * @param conclusion of a whole run; empty for a shard
   */
  RunOutcome(
      List<Comparison> comparisons,
      List<Journal.Entry> entries,
      String resultsSha256,
      Optional<Conclusion> conclusion) {
    this.comparisons = comparisons;
    this.entries = entries;
    this.resultsSha256 = resultsSha256;
    this.conclusion = conclusion;
  }

  RunOutcome with(Conclusion ofAll) {
    return new RunOutcome(comparisons, entries, resultsSha256, Optional.of(ofAll));
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
    return new ConsoleSummary(
        comparisons,
        this::modelsPerSecond,
        entries.stream().filter(entry -> entry.model().diverged()).count(),
        conclusion);
  }

  /** How many models of a comparison's setting all threads together train in a second. */
  private double modelsPerSecond(Comparison comparison) {
    List<Journal.Entry> members =
        entries.stream()
            .filter(entry -> entry.model().spec().model().equals(comparison.model()))
            .filter(entry -> entry.model().spec().perClass() == comparison.perClass())
            .filter(entry -> entry.model().spec().map().equals(comparison.map()))
            .toList();
    double seconds = members.stream().mapToDouble(e -> e.seconds() / e.threads()).sum();
    return members.size() / seconds;
  }
}
