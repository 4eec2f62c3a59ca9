package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.training.ModelSpec;
import java.util.List;

/**
 * The capacity of the model varies, with few training samples: the preference shifts from coarse
 * labels to fine ones as the capacity grows (Pirovano et al. 2025, Fig. 2d).
 */
public final class CapacityScaling implements Experiment {
  @Override
  public String name() {
    return "capacity-scaling";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the model grows, with few training samples";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::overWidths)
        .orElseGet(
            () -> new Defaults(List.of(5, 7, 10, 20, 25, 30, 50, 75, 100, 120), List.of(50), 10));
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(Models.MATCH);
  }

  @Override
  public List<String> optionsWithoutDefault() {
    return List.of(Configuration.LABEL_NOISE);
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(configuration, Models.coarseAndFine(configuration));
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.OverSize(
        Question.Size.CAPACITY,
        new Claim(
            Claim.Source.REPORTED,
            "the preference shifts from coarse to fine labels as the model grows",
            Claim.Sign.POSITIVE));
  }
}
