package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.repro.Cores;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finegrain repro cores}: looks for a core that computes wrongly. */
@Command(
    name = "cores",
    description = {
      "Repeat the standard workload on each core in turn, and then on all at once, to find a core"
          + " that computes wrongly, or only sometimes.",
      "",
      "If the system cannot bind threads to cores, the workload runs on all cores at once only.",
      "",
      "Exit code: 0 all cores compute the reference bits; 1 not.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproCoresCommand implements Callable<Integer> {
  private static final double MOST_MINUTES = 1e6;
  private static final int SECONDS = 60;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      defaultValue = "1",
      description = "How long in all, such as 0.5 or 60 (default: ${DEFAULT-VALUE}).")
  private double minutes;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "auto, vector or scalar (default: ${DEFAULT-VALUE}).")
  private String backendName = "";

  private final Console console;

  ReproCoresCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!(minutes > 0) || minutes > MOST_MINUTES) {
      throw new UserError(
          "--minutes must be above 0 and at most 1000000, not %s".formatted(minutes));
    }
    Backends.Choice choice = ReproBackend.choose(backendName, "reference");
    console.say("backend: " + choice.reason());
    return ReproCommand.code(new Cores(choice.backend()).run(minutes * SECONDS, console::say));
  }
}
