package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The options that say what computes; the reference bits do not depend on them. */
final class ComputeOptions {
  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads (default: the physical cores that the process may use, or fewer if"
              + " Slurm or OMP_NUM_THREADS says so). Does not change the results.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, vector or scalar, with the same results, the reference bits; onednn, with bits of"
              + " its own; or fast, which takes vector, else onednn, else scalar (default:"
              + " ${DEFAULT-VALUE}). 'finegrain doctor' says which can run here.")
  private String backendName = "";

  @Option(
      names = "--onednn-library",
      paramLabel = "PATH",
      description = "oneDNN's library, a build of your own (default: the one that is fetched).")
  private Optional<Path> oneDnnLibrary = Optional.empty();

  /**
   * How many threads there are.
   *
   * @throws finegrain.trainer.UserError if the user asks for too few or too many
   */
  ThreadCount threads() {
    return ThreadCount.of(threads);
  }

  /**
   * How many threads the user asks for; empty for the default.
   *
   * @throws finegrain.trainer.UserError if they are too few or too many
   */
  OptionalInt askedThreads() {
    return threads.isPresent() ? OptionalInt.of(threads().count()) : OptionalInt.empty();
  }

  /** The name of the backend that the user asks for, {@code auto} and {@code fast} included. */
  String backendName() {
    return backendName;
  }

  /**
   * The backend.
   *
   * @throws finegrain.trainer.UserError if there is none, or it cannot run here
   */
  Backends.Choice backend() {
    // The property by which module native is told; it loads a library once.
    oneDnnLibrary.ifPresent(
        path -> System.setProperty("finegrain.onednn.library", path.toString()));
    return ChosenBackend.of(backendName);
  }

  /** What a user who has not chosen the plain loops can gain. */
  Optional<String> advice(Backends.Choice choice) {
    return ChosenBackend.advice(backendName, choice.backend());
  }
}
