package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Backends;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a {@link ChildJvm} runs: {@code check BACKEND SECONDS} or {@code matrix BACKEND THREADS
 * COHORTS FOLDER}. Each line that it writes begins with one of the words below; the last one is
 * {@link #END}.
 */
public final class Child {
  /** What the backend is: one word more. */
  static final String BACKEND = "backend";

  /** The backend cannot run: the reason. */
  static final String UNAVAILABLE = "unavailable";

  /** The hash of an item, and its name. */
  static final String ITEM = "item";

  /** The first item that departs, in what round, and the difference. */
  static final String MISMATCH = "mismatch";

  /** It is done: how many rounds. */
  static final String END = "end";

  /** Enough rounds to compile most of the code, even on a busy machine. */
  private static final int LEAST_ROUNDS = 20;

  private Child() {}

  /** Started by {@link ChildJvm} alone. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Optional<Backend> backend = backend(arguments[1]);
    if (backend.isEmpty()) {
      unavailable("its module is not on the module path");
    } else {
      switch (backend.get().availability()) {
        case Unavailable(String reason) -> unavailable(reason);
        case Available(String description) -> {
          say(BACKEND, description);
          run(backend.get(), arguments);
        }
      }
    }
    // Threads of oneDNN may still run.
    System.exit(0);
  }

  private static void unavailable(String reason) {
    say(UNAVAILABLE, reason);
    say(END, "0");
  }

  private static void run(Backend backend, String[] arguments)
      throws IOException, InterruptedException {
    switch (arguments[0]) {
      case "check" -> check(spoilt(backend), Double.parseDouble(arguments[2]));
      case "matrix" ->
          BitsTable.writeAll(
              backend, numbers(arguments[2]), numbers(arguments[3]), Path.of(arguments[4]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static Optional<Backend> backend(String name) {
    return Backends.installed().stream().filter(backend -> backend.name().equals(name)).findFirst();
  }

  private static Backend spoilt(Backend backend) {
    return FlipSwitch.ofThisProcess()
        .map(flips -> flips.spoil(backend, OptionalInt.empty()))
        .orElse(backend);
  }

  private static List<Integer> numbers(String list) {
    return List.of(list.split(",", -1)).stream().map(Integer::valueOf).toList();
  }

  /**
   * Rounds of the standard workload, for so many seconds at least, or until one departs, and a last
   * one.
   */
  private static void check(Backend backend, double seconds) throws InterruptedException {
    StandardWorkload workload = new StandardWorkload(ReferenceHashes.released());
    long end = System.nanoTime() + (long) (seconds * 1e9);
    int rounds = 0;
    Optional<StandardWorkload.Mismatch> first;
    do {
      rounds++;
      first = workload.runInOneThread(backend).first();
    } while (first.isEmpty() && (rounds < LEAST_ROUNDS || System.nanoTime() < end));
    int differing = rounds;
    // The product for several threads is large, and would take seconds in the interpreter.
    StandardWorkload.Round whole = workload.run(backend);
    if (first.isEmpty()) {
      rounds++;
      differing = rounds;
      first = whole.first();
    }
    whole.hashes().byItem().forEach((item, hash) -> say(ITEM, hash, item));
    if (first.isPresent()) {
      say(MISMATCH, Integer.toString(differing), first.get().item(), first.get().detail());
    }
    say(END, Integer.toString(rounds));
  }

  static void say(String... words) {
    System.out.println(String.join("\t", words));
  }
}
