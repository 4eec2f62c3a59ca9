package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.kernels.Peak;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code finegrain bench}: compares the kernels with other libraries. */
@Command(
    name = "finegrain bench",
    description = {
      "Measures the kernels and other libraries in turns, each in fresh JVMs, and prints rates,"
          + " shares of the processor's peak and ratios.",
      ""
    },
    optionListHeading = "%nOptions:%n",
    commandListHeading = "%nCommands:%n",
    sortOptions = false,
    footer = {
      "",
      "Examples:",
      "  finegrain bench --quick",
      "  finegrain bench --json matmul.json --plot matmul.svg",
      "  finegrain bench --shapes 1024x1024x1024,784x200x8:left --rivals onednn,openblas,ejml",
      "  finegrain bench --operations exp,tanh,softmax --shapes 4096,32x1000",
      "  finegrain bench --operations fused",
      "  finegrain bench --operations convolution --shapes 32x32x32x64:3s1:64",
      "  finegrain bench --operations attention,normalisation,pooling,steps",
      "  finegrain bench --isa avx2,avx512",
      "  finegrain bench jmh -p operation=softmax -p shape=32x100 -f 1 -prof gc",
      "  finegrain bench sweep",
      "  finegrain bench train --quick",
      "  finegrain bench accuracy --per-class 128 --epochs 1 --seeds 1",
      "",
      "Columns: thr, threads; isa, the class of vector instructions; worst, the worst JVM's share"
          + " of its peak divided by the median JVM's; B/call, bytes that a call allocates; ratio,"
          + " finegrain's rate divided by the library's. With one thread, a native library (or"
          + " parts) and finegrain take turns of 2 ms in one JVM, and the ratio is the median of"
          + " the turns' ratios.",
      "",
      "Measure on an idle machine."
    })
final class BenchCommand implements Callable<Integer> {
  private static final int FULL_FORKS = 5;
  private static final int QUICK_FORKS = 2;
  private static final double PEAK_SECONDS = 0.3;
  private static final double BUSY = 0.5;

  /** The names of the operations, for the help. */
  private static final class OperationNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Arrays.stream(Operation.values()).map(Operation::id).iterator();
    }
  }

  @Option(
      names = "--quick",
      description =
          "Measure fewer shapes, in fewer and shorter runs. Rough figures, in under a minute.")
  private boolean quick;

  @Option(
      names = "--operations",
      split = ",",
      paramLabel = "NAME",
      completionCandidates = OperationNames.class,
      defaultValue = "matmul",
      description = {
        "What to measure: ${COMPLETION-CANDIDATES}; or elementwise (exp, relu, tanh, softmax),"
            + " fused (those that are compared with their parts), convolution and attention (all"
            + " their passes), normalisation, pooling, steps (of optimisers), all. Default:"
            + " matmul."
      })
  private List<String> operations = List.of();

  @Option(
      names = "--shapes",
      split = ",",
      paramLabel = "SHAPE",
      description = {
        "Rows x columns x inner of products, such as 32x100x784, with :left or :right where that"
            + " side is transposed; rows x columns of other operations, such as 32x1000; or a"
            + " number of elements. Samples x height x width x channels of images, such as"
            + " 32x32x32x16, with :3s1:16 for a convolution by 16 filters of 3x3 with stride 1;"
            + " tokens are images of one row. Samples x tokens x dimension:heads of attention,"
            + " such as 32x64x192:3. Default: the shapes of the trainer, and squares."
      })
  private List<String> shapes = List.of();

  @Option(
      names = "--rivals",
      split = ",",
      paramLabel = "NAME",
      defaultValue = "onednn",
      description =
          "Libraries to compare with: onednn, openblas, netlib, ejml, mkl; or none. A library"
              + " that cannot be loaded is left out. Default: onednn.")
  private List<String> rivals = List.of();

  @Option(
      names = "--threads",
      split = ",",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Threads that a product or an operation of layers may use, such as 1,2. Default: 1.")
  private List<Integer> threads = List.of();

  @Option(
      names = "--isa",
      split = ",",
      paramLabel = "CLASS",
      description =
          "Measure in these classes of vector instructions: avx2, avx512. The kernels, onednn,"
              + " netlib and ejml then use no wider vectors, and a row's peak is that of its class."
              + " Default: what a JVM here uses by itself, and the libraries unlimited.")
  private List<String> isas = List.of();

  @Option(
      names = "--forks",
      paramLabel = "N",
      description = "JVMs for each library and shape. Default: 5, with --quick 2.")
  private Optional<Integer> forks = Optional.empty();

  @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
  private Optional<Path> json = Optional.empty();

  @Option(
      names = "--plot",
      paramLabel = "FILE.svg",
      description =
          "Draw the products' shares of the peak. Without --shapes, more squares are measured.")
  private Optional<Path> plot = Optional.empty();

  @Option(names = "--debug", description = "Show what JMH prints, and the trace of an error.")
  private boolean debug;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // For the parser.
  private boolean help;

  private final PrintStream out;
  private final PrintStream err;
  private final List<String> arguments;

  BenchCommand(PrintStream out, PrintStream err, List<String> arguments) {
    this.out = out;
    this.err = err;
    this.arguments = arguments;
  }

  @Override
  public Integer call() throws IOException {
    List<Operation> chosen = Selection.operations(operations);
    List<Shape> sizes = shapes.stream().map(Shape::parse).distinct().toList();
    List<Integer> counts = Selection.threads(threads);
    int turns = forks.orElse(quick ? QUICK_FORKS : FULL_FORKS);
    if (turns < 1) {
      throw new IllegalArgumentException("--forks must be 1 or more, not " + turns);
    }
    checkWritable("--json", json);
    checkWritable("--plot", plot);
    if (plot.isPresent() && !chosen.contains(Operation.MATMUL)) {
      throw new IllegalArgumentException("--plot draws matmul, which is not among --operations");
    }
    List<Library> others = Selection.rivals(rivals);
    List<InstructionSet> classes = Selection.isas(isas, others, InstructionSet::isOffered);
    List<BenchmarkCase> benchmarks =
        Selection.benchmarks(chosen, sizes, counts, classes, quick, plot.isPresent());
    RivalMeasurement measurement = new RivalMeasurement(benchmarks, others, turns);
    Machine machine = Machine.current();
    Map<String, Map<Integer, Double>> peaks = peaks(classes, counts);
    if (plot.isPresent() && peaks.values().stream().anyMatch(Map::isEmpty)) {
      throw new IllegalArgumentException("--plot needs a processor whose peak can be measured");
    }
    introduce(machine, peaks, turns);
    Table table = new Table(out, measurement);
    try (Progress progress = new Progress(err)) {
      List<Result> results =
          measurement.run(
              new JmhForks(quick ? JmhForks.Schedule.QUICK : JmhForks.Schedule.FULL, debug),
              new RivalMeasurement.Listener() {
                @Override
                public void forking(
                    BenchmarkCase benchmark, Library library, int fork, int done, int all) {
                  progress.show(benchmark, library, fork, done, all);
                }

                @Override
                public void done(List<Result> ofBenchmark) {
                  progress.clear();
                  table.add(ofBenchmark);
                }

                @Override
                public void leftOut(Library library, BenchmarkCase benchmark, String reason) {
                  progress.clear();
                  err.printf(
                      "finegrain bench: %s is left out at %s: %s%n",
                      library.id(), benchmark, reason);
                }
              });
      Report report =
          new Report(
              "finegrain bench " + String.join(" ", arguments),
              quick,
              machine,
              Report.peaks(peaks, results),
              results);
      progress.clear();
      conclude(report, peaks.keySet());
    }
    return 0;
  }

  static void checkWritable(String option, Optional<Path> file) {
    file.map(Path::toAbsolutePath)
        .ifPresent(
            path -> {
              if (!Files.isDirectory(path.getParent())
                  || !Files.isWritable(path.getParent())
                  || Files.isDirectory(path)) {
                throw new IllegalArgumentException(
                    "%s: %s cannot be written".formatted(option, path));
              }
            });
  }

  /** The peaks in this JVM, if its own class is among those to measure. */
  private static Map<String, Map<Integer, Double>> peaks(
      List<InstructionSet> classes, List<Integer> counts) {
    String own = InstructionSet.ofThisJvm().id();
    return classes.stream().anyMatch(isa -> isa.id().equals(own))
        ? Map.of(own, peaks(counts))
        : Map.of();
  }

  /** The peaks of one thread, of all threads and of the chosen numbers of threads. */
  private static Map<Integer, Double> peaks(List<Integer> counts) {
    Map<Integer, Double> peaks = new TreeMap<>();
    for (int count : counts) {
      peaks.put(count, 0.0);
    }
    peaks.put(1, 0.0);
    peaks.put(Runtime.getRuntime().availableProcessors(), 0.0);
    for (int count : List.copyOf(peaks.keySet())) {
      OptionalDouble peak = Peak.gflops(count, PEAK_SECONDS);
      if (peak.isPresent()) {
        peaks.put(count, peak.getAsDouble());
      } else {
        peaks.remove(count);
      }
    }
    return peaks;
  }

  private void introduce(Machine machine, Map<String, Map<Integer, Double>> peaks, int turns) {
    out.printf(
        "%s, %d processors, Java %s%n",
        machine.processorName(), machine.processors(), machine.java());
    peaks.forEach(this::print);
    out.printf("median of %d JVMs each%s%n", turns, quick ? "; ROUGH, because of --quick" : "");
    if (machine.load().orElse(0) > BUSY) {
      err.printf(
          "finegrain bench: other programs use this machine (load %.1f), so the figures may be"
              + " too low%n",
          machine.load().getAsDouble());
    }
  }

  private void print(String isa, Map<Integer, Double> peaks) {
    peaks.forEach(
        (count, peak) ->
            out.printf(
                "peak of %d thread%s, %s: %.0f GFLOP/s%n",
                count, count == 1 ? "" : "s", isa, peak));
  }

  /**
   * Prints and writes what follows from all results.
   *
   * @param known the classes whose peaks have been printed
   */
  private void conclude(Report report, Set<String> known) throws IOException {
    if (report.results().isEmpty()) {
      throw new RivalMeasurement.Failure("nothing could be measured");
    }
    List<String> summary = Table.summary(report);
    out.println();
    report.peaks().entrySet().stream()
        .filter(peaks -> !known.contains(peaks.getKey()))
        .forEach(peaks -> print(peaks.getKey(), peaks.getValue()));
    summary.forEach(out::println);
    if (quick) {
      out.println(
          "These figures are rough; without --quick, more shapes are measured, and for longer.");
    }
    if (json.isPresent()) {
      WholeFile.write(json.get(), ResultFile.json(report));
      out.println("wrote " + json.get());
    }
    if (plot.isPresent()) {
      WholeFile.write(plot.get(), SharePlot.svg(report));
      out.println("wrote " + plot.get());
    }
  }
}
