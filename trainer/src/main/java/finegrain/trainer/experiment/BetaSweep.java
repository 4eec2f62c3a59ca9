package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.StoppingCriterion;
import java.util.ArrayList;
import java.util.List;

/**
 * The weight of the loss inside the coarse classes varies: 0 is coarse labels on fine outputs, 1 is
 * fine labels (Pirovano et al. 2025, open question 1). All models stop by their coarse accuracy.
 */
public final class BetaSweep implements Experiment {
  private static final Target COARSE_LABELS = beta(0);

  private static Target beta(double value) {
    return new Target.Blended(List.of(value));
  }

  @Override
  public String name() {
    return "beta-sweep";
  }

  @Override
  public String description() {
    return "L_coarse + beta L_intra: how much of the fine labels to learn";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::fewAndMany)
        .orElseGet(() -> new Defaults(List.of(10), List.of(50, 500), 10));
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption("betas", "0,0.1,0.3,1,3"));
  }

  @Override
  public StoppingCriterion stopping() {
    return StoppingCriterion.COARSE_ACCURACY;
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    List<Target> targets = new ArrayList<>(List.of(COARSE_LABELS));
    Models.numbers(configuration, "betas").stream()
        .map(BetaSweep::beta)
        .filter(target -> !target.equals(COARSE_LABELS))
        .forEach(targets::add);
    return Models.of(configuration, targets);
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.OverTargets(
        "beta",
        "values of beta above 0",
        COARSE_LABELS,
        beta(1),
        new Claim(
            Claim.Source.LEFT_OPEN,
            "which beta is best. Fine labels (beta 1) are expected to help with few samples, and to"
                + " help less or hurt with many",
            Claim.Sign.NEGATIVE));
  }
}
