package finegrain.trainer.cli;

import finegrain.trainer.repro.BitsMatrix;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code finegrain repro matrix}: bits by backend, width, threads and cohort. */
@Command(
    name = "matrix",
    description = {
      "Show in one table whether the bits of products and trainings depend on the backend, the"
          + " width of the vectors, the threads and the size of cohorts. They depend on none of"
          + " these, except that oneDNN has bits of its own.",
      "",
      "The first use fetches oneDNN (27 MB), unless a library is named with"
          + " FINEGRAIN_ONEDNN_LIBRARY.",
      "",
      "Exit code: 0 scalar and vector have the same bits everywhere; 1 not.",
      ""
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproMatrixCommand implements Callable<Integer> {
  private final Console console;

  ReproMatrixCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    return ReproCommand.code(new BitsMatrix().run(console::say));
  }
}
