package finegrain.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The rows of {@code finegrain bench sweep} for whole runs of {@code finegrain run}. */
final class RunRows {
  private static final List<String> KEYS =
      List.of(
          "threads",
          "models",
          "seconds",
          "flops",
          "dense_equivalent_gflops",
          "peak_gflops",
          "share_of_peak",
          "peak_rss_bytes",
          "first_epoch_seconds",
          "results_sha256");

  private final SweepJvms jvms;
  private final Path launcher;
  private final PrintStream output;
  private final List<JsonObject> rows = new ArrayList<>();

  RunRows(SweepJvms jvms, Path launcher, PrintStream output) {
    this.jvms = jvms;
    this.launcher = launcher;
    this.output = output;
  }

  /**
   * Prints the rows. Returns them for the JSON file.
   *
   * @param folder of the runs
   * @param most threads
   * @param turns default runs, and pairs of runs with all threads and with one
   * @param wholeGrid whether to train the paper's whole grid
   */
  List<JsonObject> print(Path folder, int most, int turns, boolean wholeGrid)
      throws IOException, InterruptedException {
    output.printf(
        "%-24s %8s %8s %9s %9s %7s %6s%n",
        "runs", "threads", "models", "seconds", "GFLOP/s", "% peak", "MiB");
    start(folder, turns, most);
    run(folder, "n=50", "50", 30, most);
    run(folder, "n=1000,1500", "1000,1500", 4, most);
    compare(folder, turns, most);
    if (wholeGrid) {
      run(folder, "the whole grid", "50,100,150,200,300,500,1000,1500", 30, most);
    }
    return rows;
  }

  /** Rows of the default run, and the time until its first epoch ends. */
  private void start(Path folder, int turns, int count) throws IOException, InterruptedException {
    double[] firstEpochs = new double[turns];
    for (int turn = 0; turn < turns; turn++) {
      JsonObject row = run(folder, "the default run", "default-" + turn, List.of(), count);
      firstEpochs[turn] = row.get("first_epoch_seconds").getAsDouble();
    }
    output.printf(
        Locale.ROOT,
        "its first epoch ended after %.2f s (median of %d), %.2f s at most%n",
        Statistics.median(firstEpochs),
        turns,
        Arrays.stream(firstEpochs).max().orElseThrow());
  }

  /** Rows of one run with all threads and with one thread, in turns, and the speed-up. */
  private void compare(Path folder, int turns, int most) throws IOException, InterruptedException {
    double[] ratios = new double[turns];
    for (int turn = 0; turn < turns; turn++) {
      Path own = Files.createDirectories(folder.resolve("turn-" + turn));
      double all = run(own, "n=50,200,1000", "50,200,1000", 4, most);
      if (most == 1) {
        return;
      }
      ratios[turn] = run(own, "n=50,200,1000", "50,200,1000", 4, 1) / all;
    }
    output.printf(
        Locale.ROOT,
        "%d threads are %.2f times as fast as one (median of %d), %.2f at least%n",
        most,
        Statistics.median(ratios),
        turns,
        Arrays.stream(ratios).min().orElseThrow());
  }

  /** Prints a row for a run of all widths. Returns its seconds. */
  private double run(Path folder, String name, String perClass, int repeats, int count)
      throws IOException, InterruptedException {
    List<String> options = new ArrayList<>();
    options.addAll(List.of("--protocol", "released", "--widths", SweepCommand.ALL_WIDTHS));
    options.addAll(List.of("--per-class", perClass, "--repeats", Integer.toString(repeats)));
    String target = "n" + perClass.replace(',', '-') + "-threads-" + count;
    return run(folder, name, target, options, count).get("seconds").getAsDouble();
  }

  /** Prints a row for a whole run, and returns it. */
  private JsonObject run(Path folder, String name, String out, List<String> options, int count)
      throws IOException, InterruptedException {
    Path target = folder.resolve(out);
    List<String> command = new ArrayList<>(List.of(launcher.toString(), "run", "capacity-scaling"));
    command.addAll(options);
    command.addAll(List.of("--threads", Integer.toString(count), "--out", target.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put(SweepJvms.VARIABLE, jvms.variable());
    Process process = builder.start();
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
    jvms.describe(row);
    KEYS.stream().filter(manifest::has).forEach(key -> row.add(key, manifest.get(key)));
    rows.add(row);
    return row;
  }
}
