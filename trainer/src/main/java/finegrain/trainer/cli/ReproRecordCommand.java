package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.host.Machine;
import finegrain.trainer.UserError;
import finegrain.trainer.repro.Retraining;
import finegrain.trainer.repro.RunRecord;
import finegrain.trainer.result.FinishedRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain repro record}: the hashes of a run, epoch by epoch. */
@Command(
    name = "record",
    description = {
      "Train the models of a finished run once more, and write a file with the hash of each model's"
          + " weights after each epoch, for 'finegrain repro verify' on another machine.",
      "",
      "Exit code: 0 the weights are those of the run's results.csv, and the file is written; 1 they"
          + " are not, and nothing is written.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproRecordCommand implements Callable<Integer> {
  private static final String SUFFIX = ".repro.json.gz";

  @Parameters(paramLabel = "RUN", description = "Folder of a finished run.")
  private Path folder = Path.of("");

  @Option(
      names = "--models",
      paramLabel = "N",
      description = "Record so many models, spread over the run (default: all).")
  private Optional<Integer> count = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The file (default: the run's name and " + SUFFIX + ", here).")
  private Optional<Path> out = Optional.empty();

  @Mixin private RetrainingOptions options = new RetrainingOptions();

  private final Console console;

  ReproRecordCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    FinishedRun run = FinishedRun.at(folder);
    int most = count.orElse(Integer.MAX_VALUE);
    if (most < 1) {
      throw new UserError("--models must be at least 1, not %d".formatted(most));
    }
    Path file = out.orElseGet(() -> Path.of(name() + SUFFIX));
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
      throw new UserError("--out %s must be a file in a folder that is there".formatted(file));
    }
    Retraining retraining = Retraining.of(run.configuration(), options.on());
    Backends.Choice choice = options.backend(retraining);
    List<Integer> indices = retraining.spread(most);
    List<RunRecord.Model> models = options.train(retraining, indices, choice, console);
    for (RunRecord.Model model : models) {
      String expected = run.weightsSha256().get(model.index());
      if (!model.epochs().getLast().equals(expected)) {
        console.say(
            "model %d (%s) has other weights at its end than in results.csv: SHA-256 %s there, %s now"
                .formatted(model.index() + 1, model.name(), expected, model.epochs().getLast()));
        console.say(
            "nothing is written; 'finegrain repro check' tells whether this machine is at fault");
        return ReproCommand.OTHER_BITS;
      }
    }
    Machine machine = Machine.current();
    String words =
        "%s; %s; %s; %s"
            .formatted(
                machine.cpu().orElse("unknown processor"),
                machine.os(),
                machine.java(),
                choice.reason());
    new RunRecord(run.configuration(), words, models).write(file);
    console.say("the weights are those of results.csv");
    console.say("wrote " + file);
    return 0;
  }

  private String name() {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? "run" : name.toString();
  }
}
