package finegrain.trainer.cli;

import finegrain.trainer.repro.Check;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finegrain repro check}: the standard workload against the released hashes. */
@Command(
    name = "check",
    description = {
      "Run the standard workload, every operation of the kernels and the training of small models,"
          + " at each vector width of this processor and without vectors, and compare its hashes"
          + " with those of the release. Takes some seconds.",
      "",
      "Exit code: 0 the reference bits; 1 not.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproCheckCommand implements Callable<Integer> {
  @Option(names = "--hashes", description = "Show the hash of each item too.")
  private boolean hashes;

  private final Console console;

  ReproCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    return ReproCommand.code(new Check().run(hashes, console::say));
  }
}
