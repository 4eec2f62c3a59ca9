package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.repro.Retraining;
import finegrain.trainer.repro.RunRecord;
import finegrain.trainer.repro.RunVerification;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code finegrain repro verify}: trains what was recorded, and compares. */
@Command(
    name = "verify",
    description = {
      "Train the models of a record on this machine, and compare their weights after each epoch and"
          + " their metrics with the record. If they differ, find the first model, epoch, step,"
          + " tensor and element, and show both values.",
      "",
      "Exit code: 0 everything is the same; 1 something differs.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproVerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "What 'finegrain repro record' wrote.")
  private Path file = Path.of("");

  @Mixin private RetrainingOptions options = new RetrainingOptions();

  private final Console console;

  ReproVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    RunRecord recorded = RunRecord.read(file);
    Retraining retraining = Retraining.of(recorded.configuration(), options.on());
    List<Integer> indices = recorded.models().stream().map(RunRecord.Model::index).toList();
    if (indices.isEmpty()
        || indices.stream().anyMatch(index -> index < 0 || index >= retraining.size())) {
      throw new UserError(
          "%s has models that are not in its run; record the run again".formatted(file));
    }
    Backends.Choice choice = options.backend(retraining);
    console.say("recorded on: " + recorded.machine());
    List<RunRecord.Model> here = options.train(retraining, indices, choice, console);
    return ReproCommand.code(
        new RunVerification(recorded, retraining, choice.backend(), console::say).compare(here));
  }
}
