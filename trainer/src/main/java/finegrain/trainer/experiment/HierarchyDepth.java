package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.GeneratedTasks;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelTrees;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The labels come from each level of a tree in turn, and from all with weights that fall with the
 * depth (Pirovano et al. 2025, next check 3). Every model is judged on the coarse labels.
 */
public final class HierarchyDepth implements Experiment {
  @Override
  public String name() {
    return "hierarchy-depth";
  }

  @Override
  public String description() {
    return "labels from each level of a tree, and from all of them with falling weights";
  }

  @Override
  public String defaultMap(DataSource source, String ofSource) {
    return LabelTrees.of(source).map(LabelTrees.Named::text).orElse(ofSource);
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::fewAndMany)
        .orElseGet(() -> new Defaults(List.of(10), List.of(50, 500), 10));
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    // Half the weight for each level further down.
    StringBuilder betas = new StringBuilder("1");
    double beta = 1;
    for (int level = 2; level <= GeneratedTasks.tree(source, map).levels(); level++) {
      beta /= 2;
      betas.append(',').append(beta);
    }
    return List.of(new ExperimentOption("betas", betas.toString()));
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    LabelTree tree = tree(configuration);
    List<Double> betas = new ArrayList<>();
    for (String text : configuration.values("betas")) {
      betas.add(Models.number("betas", text));
    }
    if (betas.size() != tree.levels()) {
      throw new UserError(
          "--betas must have a weight for each of the %d levels of the tree %s, not %d"
              .formatted(tree.levels(), tree.text(), betas.size()));
    }
    List<Target> targets = new ArrayList<>(List.of(Target.COARSE));
    for (int level = 2; level < tree.levels(); level++) {
      targets.add(new Target.Level(level));
    }
    targets.add(Target.FINE);
    targets.add(new Target.Blended(betas));
    return Models.of(configuration, targets);
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.OverTargets(
        "label depth",
        "finer labels",
        Target.COARSE,
        Target.FINE,
        new Claim(
            Claim.Source.LEFT_OPEN,
            "whether more levels of labels help. As with two levels, the finest labels are expected"
                + " to help with few samples, and to help less or hurt with many",
            Claim.Sign.NEGATIVE));
  }

  private static LabelTree tree(Configuration configuration) {
    return GeneratedTasks.tree(configuration.source(), configuration.map());
  }
}
