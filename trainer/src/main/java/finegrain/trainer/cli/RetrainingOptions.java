package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.repro.Retraining;
import finegrain.trainer.repro.RunRecord;
import finegrain.trainer.training.TrainedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How a run is trained once more: what {@code repro record} and {@code repro verify} share. */
final class RetrainingOptions {
  @Option(
      names = "--on",
      paramLabel = "DIR",
      description =
          "Folder with the data, as --data-dir of 'finegrain run'; for files of your own the"
              + " folder that holds them (default: where the run had the data, or the built-in"
              + " data).")
  private Optional<Path> on = Optional.empty();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads (default: the physical cores that the process may use, or fewer if"
              + " Slurm or OMP_NUM_THREADS says so).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, vector or scalar; onednn for a run that was made with it (default:"
              + " ${DEFAULT-VALUE}).")
  private String backendName = "";

  /**
   * Refuses the options where nothing is trained.
   *
   * @param without the option that they need
   */
  void checkNotGiven(String without) {
    if (on.isPresent() || threads.isPresent()) {
      throw new UserError("%s needs %s".formatted(on.isPresent() ? "--on" : "--threads", without));
    }
  }

  /** The folder with the data, where the user names one. */
  Optional<Path> on() {
    return on;
  }

  /** The backend, which must have the arithmetic of the run. */
  Backends.Choice backend(Retraining retraining) {
    return ReproBackend.choose(backendName, retraining.arithmetic());
  }

  /** Trains models of a run, with a progress line. */
  List<RunRecord.Model> train(
      Retraining retraining, List<Integer> indices, Backends.Choice choice, Console console)
      throws InterruptedException {
    return train(retraining, indices, choice, console, _ -> {});
  }

  /** The same with a listener, which hears of each trained model. */
  List<RunRecord.Model> train(
      Retraining retraining,
      List<Integer> indices,
      Backends.Choice choice,
      Console console,
      Consumer<TrainedModel> listener)
      throws InterruptedException {
    ThreadCount threadCount = ThreadCount.of(threads);
    int count = threadCount.count();
    console.say("backend: " + choice.reason());
    console.say("threads: " + threadCount.words());
    console.say("models:  %d of %d".formatted(indices.size(), retraining.size()));
    Retraining.Run run = retraining.begin(indices, choice.backend());
    try (Progress progress =
        new Progress(console, 0, indices.size(), run.work(), run.meter(), Optional::empty, count)) {
      List<RunRecord.Model> models =
          run.train(
              count,
              (model, seconds, _) -> {
                listener.accept(model);
                progress.step(run.work(model.spec()));
              });
      progress.end();
      return models;
    }
  }
}
