package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.ScalarBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The comparison of a run that was trained again with what was recorded of it. Where they differ it
 * goes on to the first model, epoch, step, tensor and element.
 *
 * <p>A record has hashes, not weights. So the first model is trained once more beside the scalar
 * backend: where that has the recorded hash, its weights are the recorded ones, and the element in
 * which this machine's backend leaves them can be shown.
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
    Optional<Difference> first = Optional.empty();
    for (int i = 0; i < here.size(); i++) {
      Optional<Difference> difference = Difference.first(recorded.models().get(i), here.get(i));
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
      case Difference.Epoch epoch -> locate(model.index(), epoch);
      case Difference.Length _ ->
          say.accept("so a validation accuracy differs, while the weights it is of do not");
      case Difference.Initial _, Difference.Metric _ -> {
        // There are no steps to look through.
      }
    }
    return false;
  }

  /** Looks for the step and the element of an epoch. */
  private void locate(int index, Difference.Epoch epoch) throws InterruptedException {
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

  private String verdict(Difference.Epoch epoch, SideBySide.Finding found) {
    boolean oracle = found.oracle().filter(epoch.recorded()::equals).isPresent();
    boolean repeated = found.here().filter(epoch.here()::equals).isPresent();
    boolean now = found.here().filter(epoch.recorded()::equals).isPresent();
    if (now) {
      return "this time %s has the recorded weights too: a fault that comes and goes; look for the core with 'finegrain repro cores'"
          .formatted(backend.name());
    }
    if (oracle) {
      return "scalar has the recorded hash: its values are the recorded ones, and %s departs from them%s"
          .formatted(
              backend.name(), repeated ? ", the same way each time" : ", in another way each time");
    }
    return found.difference().isPresent()
        ? "scalar has not the recorded hash either: both differ from the record"
        : "both differ from the record, which was made by a machine or a program with other bits,"
            + " or was changed";
  }
}
