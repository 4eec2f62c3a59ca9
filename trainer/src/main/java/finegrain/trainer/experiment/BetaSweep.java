package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Stopping;
import java.util.ArrayList;
import java.util.List;

/**
 * The weight of the loss inside the coarse classes varies, from 0 (coarse labels on fine outputs)
 * by 1 (fine labels) to more (P1, open question 1). All models stop by their coarse accuracy.
 */
public final class BetaSweep implements Experiment {
  private static final Target COARSE_LABELS = beta(0);

  /** For {@link java.util.ServiceLoader}. */
  public BetaSweep() {}

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
  public Defaults defaults(DataSource source) {
    return new Defaults(List.of(10), List.of(50, 500), 10);
  }

  @Override
  public List<ExperimentOption> options(DataSource source, String map) {
    return List.of(new ExperimentOption("betas", "0,0.1,0.3,1,3"));
  }

  @Override
  public Stopping stopping() {
    return Stopping.COARSE_ACCURACY;
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    List<Target> targets = new ArrayList<>(List.of(COARSE_LABELS));
    Models.numbers(configuration, "betas").stream()
        .map(BetaSweep::beta)
        .filter(target -> !target.equals(COARSE_LABELS))
        .forEach(targets::add);
    return Models.of(configuration, List.of(configuration.map()), targets);
  }

  @Override
  public List<Comparison> comparisons(List<Results.Row> rows, long seed) {
    return Comparison.of(rows, COARSE_LABELS, seed);
  }

  @Override
  public Conclusion conclude(Configuration configuration, Results results) {
    List<Comparison> all = comparisons(results.rows(), configuration.seed());
    List<Comparison> fine =
        all.stream()
            .filter(one -> one.target().equals(beta(1)))
            .filter(one -> one.width() == configuration.widths().getFirst())
            .toList();
    String expected =
        fine.isEmpty()
            ? "this run cannot tell, for it has no beta of 1."
            : Trend.of(
                    fine,
                    COARSE_LABELS,
                    one -> one.perClass() + " samples a class",
                    results.rows(),
                    configuration.seed())
                .asExpected("beta 1 minus beta 0", false);
    return new Conclusion(
        Settings.finding(all, "beta 0", one -> "beta " + text(one.target())),
        "P1 asks which weight is best; the fine labels (beta 1) should help with few samples and"
            + " help less, or hurt, with many: "
            + expected,
        Settings.overTargets(
            results.rows(),
            all,
            "beta",
            BetaSweep::text,
            "Accuracy over beta",
            "Difference from beta 0"));
  }

  private static String text(Target target) {
    return target.toString().replace("beta=", "");
  }
}
