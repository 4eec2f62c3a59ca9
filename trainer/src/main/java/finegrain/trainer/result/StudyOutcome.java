package finegrain.trainer.result;

import finegrain.trainer.report.Conclusion;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run of a study, or of a shard of it.
 *
 * @param conclusion of a whole run; empty for a shard
 * @param warnings what the results have to be read with, a sentence each
 */
public record StudyOutcome(Optional<Conclusion> conclusion, List<String> warnings) {
  /** Copies the list. */
  public StudyOutcome {
    warnings = List.copyOf(warnings);
  }
}
