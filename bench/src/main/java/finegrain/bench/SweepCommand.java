package finegrain.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.bench.operation.OperationBenchmark;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
      "Columns: us, microseconds a step and model, all threads at work; %% peak, the share of the"
          + " processor's peak of fused multiply-adds; worst, the slowest JVM divided by the"
          + " median; MiB, the largest resident memory.",
      "",
      "Measure on an idle machine."
    })
final class SweepCommand implements Callable<Integer> {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final String ALL_WIDTHS = "5,7,10,20,25,30,50,75,100,120";

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
  private final JsonArray results = new JsonArray();

  SweepCommand(PrintStream output) {
    this.output = output;
  }

  /** Steps of pairs of models of these widths, each a coarse and a fine one. */
  private record Steps(String name, String widths, int pairs, int perClass) {}

  private static final List<Steps> STEPS =
      List.of(
          new Steps("8 x H=10, batch 8", "10", 4, 50),
          new Steps("8 x H=10, batch 32", "10", 4, 1000),
          new Steps("8 x H=100, batch 32", "100", 4, 1000),
          new Steps("2 x H=10, batch 32", "10", 1, 1000),
          new Steps("all widths, batch 8", ALL_WIDTHS, 1, 50),
          new Steps("all widths, batch 32", ALL_WIDTHS, 1, 1000));

  @Override
  public Integer call() throws IOException, InterruptedException {
    int most = threads.orElse(Runtime.getRuntime().availableProcessors());
    if (most < 1 || forks < 1) {
      throw new IllegalArgumentException("--threads and --forks must be at least 1");
    }
    Path launcher =
        Optional.ofNullable(System.getProperty("finegrain.launcher"))
            .map(Path::of)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "whole runs need the launcher; start it as ./finegrain bench sweep"));
    Machine machine = Machine.current();
    output.printf(
        Locale.ROOT,
        "%s, %d processors, Java %s%n%n",
        machine.processorName(),
        machine.processors(),
        machine.java());
    output.printf(
        "%-24s %8s %8s %9s %7s %6s%n",
        "steps alone", "threads", "us", "GFLOP/s", "% peak", "worst");
    for (Steps steps : STEPS) {
      measure(steps, most);
    }
    Path folder =
        out.isPresent()
            ? Files.createDirectories(out.get())
            : Files.createTempDirectory("finegrain-sweep");
    try {
      output.printf(
          "%n%-24s %8s %8s %9s %9s %7s %6s%n",
          "runs", "threads", "models", "seconds", "GFLOP/s", "% peak", "MiB");
      start(launcher, folder, most);
      run(launcher, folder, "n=50", "50", 30, most);
      run(launcher, folder, "n=1000,1500", "1000,1500", 4, most);
      compare(launcher, folder, most);
      if (wholeGrid) {
        run(launcher, folder, "the whole grid", "50,100,150,200,300,500,1000,1500", 30, most);
      }
    } finally {
      if (out.isEmpty()) {
        delete(folder);
      }
    }
    if (json.isPresent()) {
      WholeFile.write(json.get(), GSON.toJson(results) + "\n");
      output.println("wrote " + json.get());
    }
    return 0;
  }

  /** Prints a row for steps: the median and the worst of some JVMs. */
  private void measure(Steps steps, int count) throws IOException, InterruptedException {
    double[] micros = new double[forks];
    double[] gflops = new double[forks];
    double[] shares = new double[forks];
    for (int fork = 0; fork < forks; fork++) {
      List<String> words = List.of(stepSpeed(steps, count).strip().split(" "));
      micros[fork] = Double.parseDouble(words.get(0));
      gflops[fork] = Double.parseDouble(words.get(1));
      shares[fork] = gflops[fork] / Double.parseDouble(words.get(2));
    }
    output.printf(
        Locale.ROOT,
        "%-24s %8d %8.2f %9.1f %7.1f %6.2f%n",
        steps.name(),
        count,
        Statistics.median(micros),
        Statistics.median(gflops),
        100 * Statistics.median(shares),
        Statistics.worstOverMedian(shares));
    JsonObject row = new JsonObject();
    row.addProperty("steps", steps.name());
    row.addProperty("threads", count);
    row.addProperty("microseconds_a_step_and_model", Statistics.median(micros));
    row.addProperty("gflops", Statistics.median(gflops));
    row.addProperty("share_of_peak", Statistics.median(shares));
    row.addProperty("worst_over_median", Statistics.worstOverMedian(shares));
    results.add(row);
  }

  private String stepSpeed(Steps steps, int count) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                OperationBenchmark.VECTORS,
                OperationBenchmark.CACHE_LINES,
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                StepSpeed.class.getName(),
                steps.widths(),
                Integer.toString(steps.pairs()),
                Integer.toString(steps.perClass()),
                Integer.toString(count))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("a JVM that measured training steps failed");
    }
    return text;
  }

  /** Rows of the default run, and the time until its first epoch ends. */
  private void start(Path launcher, Path folder, int count)
      throws IOException, InterruptedException {
    double[] firstEpochs = new double[forks];
    for (int fork = 0; fork < forks; fork++) {
      JsonObject row =
          run(launcher, folder, "the default run", "default-" + fork, List.of(), count);
      firstEpochs[fork] = row.get("first_epoch_seconds").getAsDouble();
    }
    output.printf(
        Locale.ROOT,
        "its first epoch ended after %.2f s (median of %d), %.2f s at most%n",
        Statistics.median(firstEpochs),
        forks,
        Arrays.stream(firstEpochs).max().orElseThrow());
  }

  /** Rows of one run with all threads and with one thread, in turns, and the speed-up. */
  private void compare(Path launcher, Path folder, int most)
      throws IOException, InterruptedException {
    double[] ratios = new double[forks];
    for (int turn = 0; turn < forks; turn++) {
      Path own = Files.createDirectories(folder.resolve("turn-" + turn));
      double all = run(launcher, own, "n=50,200,1000", "50,200,1000", 4, most);
      if (most == 1) {
        return;
      }
      ratios[turn] = run(launcher, own, "n=50,200,1000", "50,200,1000", 4, 1) / all;
    }
    output.printf(
        Locale.ROOT,
        "%d threads are %.2f times as fast as one (median of %d), %.2f at least%n",
        most,
        Statistics.median(ratios),
        forks,
        Arrays.stream(ratios).min().orElseThrow());
  }

  /** Prints a row for a run of all widths. Returns its seconds. */
  private double run(
      Path launcher, Path folder, String name, String perClass, int repeats, int count)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--protocol", "released", "--widths", ALL_WIDTHS));
    options.addAll(List.of("--per-class", perClass, "--repeats", Integer.toString(repeats)));
    String target = "n" + perClass.replace(',', '-') + "-threads-" + count;
    return run(launcher, folder, name, target, options, count).get("seconds").getAsDouble();
  }

  /** Prints a row for a whole run, and returns it. */
  private JsonObject run(
      Path launcher, Path folder, String name, String out, List<String> options, int count)
      throws IOException, InterruptedException {
    Path target = folder.resolve(out);
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "run", "capacity-scaling"));
    command.addAll(options);
    command.addAll(List.of("--threads", Integer.toString(count), "--out", target.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("a run failed: " + String.join(" ", command));
    }
    JsonObject manifest =
        JsonParser.parseString(Files.readString(target.resolve("manifest.json"))).getAsJsonObject();
    double seconds = manifest.get("seconds").getAsDouble();
    output.printf(
        Locale.ROOT,
        "%-24s %8d %8d %9.1f %9.1f %7.1f %6d%n",
        name,
        count,
        manifest.get("models").getAsInt(),
        seconds,
        manifest.get("flops").getAsDouble() / seconds * 1e-9,
        100 * manifest.get("share_of_peak").getAsDouble(),
        manifest.get("peak_rss_bytes").getAsLong() >> 20);
    JsonObject row = new JsonObject();
    row.addProperty("run", name);
    for (String key :
        List.of(
            "threads",
            "models",
            "seconds",
            "flops",
            "peak_gflops",
            "share_of_peak",
            "peak_rss_bytes",
            "first_epoch_seconds",
            "results_sha256")) {
      row.add(key, manifest.get(key));
    }
    results.add(row);
    return row;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
