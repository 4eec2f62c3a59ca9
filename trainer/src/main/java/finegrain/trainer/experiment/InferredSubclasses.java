package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fine labels are clusters inside each coarse class, for data without labels of subclasses
 * (Pirovano et al. 2025, open question 3).
 */
public final class InferredSubclasses implements Experiment {
  @Override
  public String name() {
    return "inferred-subclasses";
  }

  @Override
  public String description() {
    return "fine labels that were found by clustering inside each coarse class";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::fewAndMany)
        .orElseGet(() -> new Defaults(List.of(10), List.of(50, 500), 10));
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption("clusters", "2,4,8"));
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    List<Target> targets = new ArrayList<>(List.of(Target.COARSE, Target.FINE));
    for (int clusters : Models.wholeNumbers(configuration, "clusters", 2)) {
      targets.add(new Target.Inferred(clusters));
    }
    return Models.of(configuration, targets);
  }

  @Override
  public Set<Measurement> measurements() {
    return Set.of(Measurement.ADJUSTED_RAND_INDEX);
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.OverClusters(
        new Claim(
            Claim.Source.LEFT_OPEN,
            "whether subclasses that clustering finds help as much as true subclasses",
            Claim.Sign.POSITIVE));
  }
}
