package finegrain.bench;

import com.google.gson.JsonObject;
import finegrain.bench.operation.OperationBenchmark;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The rows of {@code finegrain bench sweep} for training steps alone, each in fresh JVMs. */
final class StepRows {
  private static final String PAIR = "coarse,fine";

  /**
   * Models that are trained side by side.
   *
   * @param labels of the models
   * @param count of the models of each width and each of the labels
   */
  private record Steps(String name, String widths, String labels, int count, int perClass) {}

  private static final List<Steps> STEPS =
      List.of(
          new Steps("1 x H=10, batch 8", "10", "fine", 1, 50),
          new Steps("1 x H=10, batch 32", "10", "fine", 1, 1000),
          new Steps("1 x H=100, batch 8", "100", "fine", 1, 50),
          new Steps("1 x H=100, batch 32", "100", "fine", 1, 1000),
          new Steps("8 x H=10, batch 8", "10", "fine", 8, 50),
          new Steps("8 x H=10, batch 32", "10", "fine", 8, 1000),
          new Steps("8 x H=100, batch 8", "100", "fine", 8, 50),
          new Steps("8 x H=100, batch 32", "100", "fine", 8, 1000),
          new Steps("pair of H=10, batch 32", "10", PAIR, 1, 1000),
          new Steps("all widths, batch 8", SweepCommand.ALL_WIDTHS, PAIR, 1, 50),
          new Steps("all widths, batch 32", SweepCommand.ALL_WIDTHS, PAIR, 1, 1000));

  private final SweepJvms jvms;
  private final int threads;
  private final int forks;

  StepRows(SweepJvms jvms, int threads, int forks) {
    this.jvms = jvms;
    this.threads = threads;
    this.forks = forks;
  }

  /** Prints the rows: the median and the worst of some JVMs. Returns them for the JSON file. */
  List<JsonObject> print(PrintStream output) throws IOException, InterruptedException {
    output.printf(
        "%-24s %8s %8s %9s %7s %6s%n",
        "steps alone", "threads", "us", "GFLOP/s", "% peak", "worst");
    List<JsonObject> rows = new ArrayList<>();
    for (Steps steps : STEPS) {
      rows.add(print(output, steps));
    }
    return rows;
  }

  private JsonObject print(PrintStream output, Steps steps)
      throws IOException, InterruptedException {
    double[] micros = new double[forks];
    double[] gflops = new double[forks];
    double[] shares = new double[forks];
    for (int fork = 0; fork < forks; fork++) {
      List<String> words = List.of(stepSpeed(steps).split(" "));
      micros[fork] = Double.parseDouble(words.get(0));
      gflops[fork] = Double.parseDouble(words.get(1));
      shares[fork] = gflops[fork] / Double.parseDouble(words.get(2));
      if (!words.get(3).equals(jvms.isa().id())) {
        throw new IOException("a JVM used %s and not %s".formatted(words.get(3), jvms.isa().id()));
      }
    }
    output.printf(
        Locale.ROOT,
        "%-24s %8d %8.2f %9.1f %7.1f %6.2f%n",
        steps.name(),
        threads,
        Statistics.median(micros),
        Statistics.median(gflops),
        100 * Statistics.median(shares),
        Statistics.worstOverMedian(shares));
    JsonObject row = new JsonObject();
    row.addProperty("steps", steps.name());
    jvms.describe(row);
    row.addProperty("threads", threads);
    row.addProperty("microseconds_a_step_and_model", Statistics.median(micros));
    row.addProperty("gflops", Statistics.median(gflops));
    row.addProperty("share_of_peak", Statistics.median(shares));
    row.addProperty("worst_over_median", Statistics.worstOverMedian(shares));
    return row;
  }

  private String stepSpeed(Steps steps) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(OperationBenchmark.VECTORS, OperationBenchmark.CACHE_LINES));
    command.addAll(SweepJvms.collector(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    command.addAll(jvms.options());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(StepSpeed.class.getName());
    command.addAll(List.of(steps.widths(), steps.labels(), Integer.toString(steps.count())));
    command.addAll(List.of(Integer.toString(steps.perClass()), Integer.toString(threads)));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("a JVM that measured training steps failed");
    }
    // The JVM prints its own warnings before.
    return text.lines().toList().getLast();
  }
}
