package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.PaperFinding;
import java.util.Optional;

/**
 * Whether the models of one family bear out a finding of the paper on a data set.
 *
 * @param finding of the paper
 * @param model the family, such as {@code cnn}
 * @param dataset its name, with its scaling
 * @param verdict on the finding
 * @param number that the verdict is about: the change of the gain of fine labels, as a difference
 *     of accuracies, or a coefficient of correlation; empty if there is none
 * @param range what the number is taken over, such as {@code 5 to 120 hidden units}
 * @param repeats of the run
 */
public record Ruling(
    PaperFinding finding,
    String model,
    String dataset,
    Verdict verdict,
    Optional<Estimate> number,
    String range,
    int repeats) {
  /** The ruling of a run with models of one family. */
  public static Ruling of(
      PaperFinding finding,
      Configuration configuration,
      Verdict verdict,
      Optional<Estimate> number,
      String range) {
    return new Ruling(
        finding,
        configuration.model(),
        configuration.dataset(),
        verdict,
        number,
        range,
        configuration.repeats());
  }
}
