package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.training.ModelSpec;
import java.util.List;

/**
 * The number of training samples varies, with models of one size: scarce data favours fine labels
 * and plentiful data favours coarse labels (Pirovano et al. 2025, Fig. 2a-c).
 */
public final class DatasetScaling implements Experiment {
  @Override
  public String name() {
    return "dataset-scaling";
  }

  @Override
  public String description() {
    return "coarse against fine labels as the training set grows, with models of one size";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::overSamples)
        .orElseGet(
            () ->
                new Defaults(
                    List.of(10),
                    source instanceof DataSource.Circles
                        ? List.of(10, 20, 40, 80, 160)
                        : List.of(50, 100, 150, 200, 300, 500, 1000, 1500),
                    10));
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
        Question.Size.SAMPLES,
        new Claim(
            Claim.Source.REPORTED,
            "scarce data favours fine labels and plentiful data favours coarse labels",
            Claim.Sign.NEGATIVE));
  }
}
