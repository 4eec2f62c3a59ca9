package finegrain.trainer.experiment;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.StoppingCriterion;
import java.util.List;

/**
 * Whether a lower loss inside the coarse classes (L_intra) goes with better coarse accuracy. Both
 * models of a pair train equally long. Every epoch records the losses of the fine model and the
 * coarse accuracies of both models on the whole training and test set.
 */
public final class LossCorrelation implements Experiment {
  private static final int EPOCHS = 60;

  @Override
  public String name() {
    return "loss-correlation";
  }

  @Override
  public String description() {
    return "whether lowering the loss inside the coarse classes goes with better coarse accuracy";
  }

  @Override
  public Defaults defaults(DataSource source, String family) {
    return NetworkScale.of(family)
        .map(NetworkScale::narrowest)
        .orElseGet(() -> new Defaults(List.of(5, 10, 50), List.of(50, 200), 10));
  }

  @Override
  public StoppingCriterion stopping() {
    return StoppingCriterion.NEVER;
  }

  @Override
  public boolean recordsWhole() {
    return true;
  }

  @Override
  public int defaultEpochs(Protocol protocol) {
    return protocol.optimisation() instanceof Optimisation.EarlyStopped ? EPOCHS : 0;
  }

  @Override
  public List<ModelSpec> models(Configuration configuration) {
    return Models.of(configuration, List.of(Target.COARSE, Target.FINE));
  }

  @Override
  public Question question(Configuration configuration) {
    return new Question.LossCorrelation(
        new Claim(
            Claim.Source.LEFT_OPEN,
            "whether a lower loss inside the coarse classes (L_intra) goes with better coarse"
                + " accuracy on the test set",
            Claim.Sign.POSITIVE));
  }
}
