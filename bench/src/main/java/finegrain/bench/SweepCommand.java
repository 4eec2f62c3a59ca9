package finegrain.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import finegrain.bench.operation.InstructionSet;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code finegrain bench sweep}: the speed of the training engine, in steps alone and in whole runs
 * of {@code finegrain run}, by the protocol {@code released} on MNIST.
 */
@Command(
    name = "sweep",
    description = {
      "Measures the training engine on MNIST, with the protocol released: first training steps"
          + " alone, in fresh JVMs; then whole runs of 'finegrain run', including start and"
          + " evaluation, with 30 repeats for 50 images a class and 4 repeats for more.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    sortOptions = false,
    footer = {
      "",
      "Steps: 1 or 8 models of H hidden units on the fine labels; a pair, of which one model is on"
          + " the coarse labels; such a pair of each width of the paper. Each thread trains all"
          + " models of its row. GFLOP/s counts what is executed: the zeros of the images are"
          + " skipped, but for --dense.",
      "",
      "Columns: us, microseconds a step and model, all threads at work; %% peak, the share of the"
          + " processor's peak of fused multiply-adds; worst, the slowest JVM divided by the"
          + " median; MiB, the largest resident memory.",
      "",
      "Examples:",
      "  finegrain bench sweep --steps --threads 1",
      "  finegrain bench sweep --isa avx2 --dense --json sweep.json",
      "",
      "Measure on an idle machine."
    })
final class SweepCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();

  /** The widths of the paper's grid. */
  static final String ALL_WIDTHS = "5,7,10,20,25,30,50,75,100,120";

  @Option(names = "--threads", paramLabel = "N", description = "Threads (default: the processors).")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--forks",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "JVMs for each row of steps, default runs, and pairs of runs with all threads and with"
              + " one (default: ${DEFAULT-VALUE}).")
  private int forks;

  @Option(
      names = "--isa",
      paramLabel = "CLASS",
      description =
          "Use this class of vector instructions: avx2 or avx512 (default: what a JVM here uses by"
              + " itself).")
  private Optional<String> isa = Optional.empty();

  @Option(
      names = "--dense",
      description = "Multiply all inputs, the zeros included, as if no sample were mostly zero.")
  private boolean dense;

  @Option(names = "--steps", description = "Measure the steps alone, and no runs.")
  private boolean stepsAlone;

  @Option(
      names = "--whole-grid",
      description = "Also train the paper's whole grid of 4,800 models, by far the longest run.")
  private boolean wholeGrid;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Keep the runs in this folder, and continue the runs in it (default: a temporary"
              + " folder).")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // For the parser.
  private boolean help;

  private final PrintStream output;

  SweepCommand(PrintStream output) {
    this.output = output;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    int most = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (most < 1 || forks < 1) {
      throw new IllegalArgumentException("--threads and --forks must be at least 1");
    }
    if (stepsAlone && (wholeGrid || out.isPresent())) {
      throw new IllegalArgumentException(
          "--steps leaves out the runs, so it cannot stand beside --whole-grid or --out");
    }
    SweepJvms jvms =
        new SweepJvms(
            Selection.isas(isa.stream().toList(), List.of(), InstructionSet::isOffered).getFirst(),
            dense,
            Optional.ofNullable(System.getenv(SweepJvms.VARIABLE)).orElse(""));
    Optional<Path> launcher = stepsAlone ? Optional.empty() : Optional.of(launcher());
    Machine machine = Machine.current();
    output.printf(
        Locale.ROOT,
        "%s, %d processors, Java %s; %s%n%n",
        machine.processorName(),
        machine.processors(),
        machine.java(),
        jvms);
    JsonArray results = new JsonArray();
    new StepRows(jvms, most, forks).print(output).forEach(results::add);
    if (launcher.isPresent()) {
      output.println();
      runs(new RunRows(jvms, launcher.get(), output), most).forEach(results::add);
    }
    if (json.isPresent()) {
      WholeFile.write(json.get(), GSON.toJson(results) + "\n");
      output.println("wrote " + json.get());
    }
    return 0;
  }

  private static Path launcher() {
    return Optional.ofNullable(System.getProperty("finegrain.launcher"))
        .map(Path::of)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "whole runs need the launcher; start it as ./finegrain bench sweep"));
  }

  private List<JsonObject> runs(RunRows rows, int most) throws IOException, InterruptedException {
    Path folder =
        out.isPresent()
            ? Files.createDirectories(out.get())
            : Files.createTempDirectory("finegrain-sweep");
    try {
      return rows.print(folder, most, forks, wholeGrid);
    } finally {
      if (out.isEmpty()) {
        delete(folder);
      }
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
