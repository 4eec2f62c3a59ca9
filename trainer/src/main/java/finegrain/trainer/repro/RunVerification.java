package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.ScalarBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Compares a run that was trained again with its record, and finds the first different model,
 * epoch, step, tensor and element.
 *
 * <p>A record has hashes, not weights. So the first different model is trained once more beside the
 * scalar backend. If the scalar backend gives the recorded hash, its weights are the recorded ones,
 * and the first different element is known.
 */
public final class RunVerification {
  private final RunRecord recorded;
  private final Retraining retraining;
  private final Backend backend;
  private final Consumer<String> say;

  /**
   * A comparison.
   *
   * @param retraining of the recorded run
   * @param backend that the models were trained with again
   * @param say takes each line for the user
   */
  public RunVerification(
      RunRecord recorded, Retraining retraining, Backend backend, Consumer<String> say) {
    this.recorded = recorded;
    this.retraining = retraining;
    this.backend = backend;
    this.say = say;
  }

  /**
   * Compares, and tells what was found.
   *
   * @param here the models of the record, trained again
   * @return whether everything is the same
   * @throws InterruptedException if the calling thread is interrupted
   */
  public boolean compare(List<RunRecord.Model> here) throws InterruptedException {
    List<RunRecord.Model> differing = new ArrayList<>();
    Optional<ModelDifference> first = Optional.empty();
    for (int i = 0; i < here.size(); i++) {
      Optional<ModelDifference> difference =
          ModelDifference.first(recorded.models().get(i), here.get(i));
      if (difference.isPresent()) {
        differing.add(here.get(i));
        first = first.or(() -> difference);
      }
    }
    if (first.isEmpty()) {
      say.accept(
          "%d of %d models have the recorded bits: initial weights, weights after each epoch, metrics"
              .formatted(here.size(), here.size()));
      return true;
    }
    RunRecord.Model model = differing.getFirst();
    say.accept("%d of %d models differ from the record".formatted(differing.size(), here.size()));
    say.accept("the first is model %d (%s)".formatted(model.index() + 1, model.name()));
    say.accept("it differs first in " + first.get().words());
    switch (first.get()) {
      case ModelDifference.Epoch epoch -> locate(model.index(), epoch);
      case ModelDifference.Length _ ->
          say.accept("so a validation accuracy differs, although the weights are the same");
      case ModelDifference.Initial _, ModelDifference.Metric _ -> {
        // There are no steps to compare.
      }
    }
    return false;
  }

  /** Looks for the step and the element of an epoch. */
  private void locate(int index, ModelDifference.Epoch epoch) throws InterruptedException {
    say.accept(
        "training it again up to epoch %d, by %s and by scalar side by side ..."
            .formatted(epoch.epoch() + 1, backend.name()));
    SideBySide.Finding found =
        SideBySide.run(retraining.alone(index), backend, new ScalarBackend(), epoch.epoch());
    found
        .difference()
        .ifPresentOrElse(
            difference ->
                say.accept(
                    "in step %d of epoch %d, %s"
                        .formatted(difference.step() + 1, epoch.epoch() + 1, difference.element())),
            () ->
                say.accept(
                    "%s and scalar have the same weights after every step of epoch %d"
                        .formatted(backend.name(), epoch.epoch() + 1)));
    say.accept(verdict(epoch, found));
  }

  private String verdict(ModelDifference.Epoch epoch, SideBySide.Finding found) {
    boolean oracle = found.oracle().filter(epoch.recorded()::equals).isPresent();
    boolean repeated = found.here().filter(epoch.here()::equals).isPresent();
    boolean now = found.here().filter(epoch.recorded()::equals).isPresent();
    if (now) {
      return "this time %s has the recorded weights too, so the fault comes and goes; find the core with 'finegrain repro cores'"
          .formatted(backend.name());
    }
    if (oracle) {
      return "scalar has the recorded hash: its values are the recorded ones, and %s departs from them%s"
          .formatted(
              backend.name(), repeated ? ", the same way each time" : ", in another way each time");
    }
    return found.difference().isPresent()
        ? "scalar does not have the recorded hash either: both differ from the record"
        : "both differ from the record, which was made by a machine or a program with other bits,"
            + " or was changed";
  }
}
