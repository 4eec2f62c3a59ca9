package finegrain.bench;

import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.kernels.operation.Operation;
import java.io.PrintStream;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The table that a run prints: a line for each benchmark, as soon as it is measured. */
final class Table {
  private static final int LEAST_NAME = 14;
  private static final int LEAST_SHAPE = 20;

  private final PrintStream out;
  private final RivalMeasurement measurement;
  private final String first;
  private String heading = "";

  Table(PrintStream out, RivalMeasurement measurement) {
    this.out = out;
    this.measurement = measurement;
    int names =
        measurement.benchmarks().stream()
            .mapToInt(benchmark -> benchmark.operation().id().length())
            .max()
            .orElse(0);
    int shapes =
        measurement.benchmarks().stream()
            .mapToInt(
                benchmark ->
                    Math.max(
                        benchmark.shape().toString().length(),
                        lengths(benchmark.operation()).length()))
            .max()
            .orElse(0);
    first =
        "%%-%ss %%-%ss"
            .formatted(
                Integer.toString(Math.max(LEAST_NAME, names)),
                Integer.toString(Math.max(LEAST_SHAPE, shapes)));
  }

  /** Adds the line of a benchmark, below a new heading if the columns change. */
  void add(List<Result> results) {
    if (results.isEmpty()) {
      return;
    }
    Operation operation = results.getFirst().benchmark().operation();
    List<Library> libraries = measurement.libraries(operation);
    String next = heading(operation, libraries);
    if (!next.equals(heading)) {
      heading = next;
      out.println();
      out.println(heading);
    }
    Formatter line = new Formatter(Locale.ROOT);
    BenchmarkCase benchmark = results.getFirst().benchmark();
    line.format(
        first + " %3d %-6s",
        operation.id(),
        benchmark.shape(),
        benchmark.threads(),
        benchmark.isa().id());
    Optional<Result> own = of(Library.FINEGRAIN, results);
    for (Library library : libraries) {
      Optional<Result> found = of(library, results);
      if (library == Library.FINEGRAIN) {
        own(line, found, operation.isProduct());
      } else if (found.isEmpty()) {
        line.format(" | %9s %6s", "-", "-");
      } else {
        String ratio =
            own.map(
                    result ->
                        String.format(Locale.ROOT, "%.2f", result.ratioTo(found.orElseThrow())))
                .orElse("-");
        line.format(" | %9s %6s", rate(found.get().medianRate()), ratio);
      }
    }
    out.println(line);
  }

  private static void own(Formatter line, Optional<Result> found, boolean product) {
    if (found.isEmpty()) {
      line.format(" %9s %6s %6s %7s", "-", "-", "-", "-");
      return;
    }
    Result result = found.get();
    String share =
        product && result.hasPeak()
            ? String.format(Locale.ROOT, "%.1f", 100 * result.shareOfPeak())
            : "-";
    line.format(
        " %9s %6s %6.2f %7.0f",
        rate(result.medianRate()), share, result.worstForkOverMedian(), result.bytesPerCall());
  }

  private String heading(Operation operation, List<Library> libraries) {
    Formatter line = new Formatter(Locale.ROOT);
    line.format(
        first + " %3s %-6s %9s %6s %6s %7s",
        "operation",
        lengths(operation),
        "thr",
        "isa",
        operation.isProduct() ? "GFLOP/s" : "Gelem/s",
        "% peak",
        "worst",
        "B/call");
    libraries.stream()
        .filter(library -> library != Library.FINEGRAIN)
        .forEach(library -> line.format(" | %9s %6s", library.id(), "ratio"));
    return line.toString();
  }

  /** What the numbers of a shape are. */
  private static String lengths(Operation operation) {
    return switch (operation.kind()) {
      case PRODUCT, LAYER, GRADIENT -> "rows x cols x inner";
      case ELEMENTS, ROWS, COLUMN, WEIGHTS -> "rows x cols";
      case IMAGES -> "samples x image";
      case CONVOLUTION, POINTWISE -> "samples x image:filters";
      case ATTENTION -> "samples x tokens x dim:heads";
    };
  }

  private static Optional<Result> of(Library library, List<Result> results) {
    return results.stream().filter(result -> result.library() == library).findFirst();
  }

  private static String rate(double rate) {
    return String.format(Locale.ROOT, rate < 10 ? "%.3f" : "%.1f", rate);
  }

  /** For each class, the geometric means of the ratios, and the least of them. */
  static List<String> summary(Report report) {
    record Group(Operation operation, InstructionSet isa, int threads, Library rival) {
      static Group of(Result rival) {
        BenchmarkCase benchmark = rival.benchmark();
        return new Group(
            benchmark.operation(), benchmark.isa(), benchmark.threads(), rival.library());
      }
    }
    return report.results().stream()
        .filter(result -> result.library() != Library.FINEGRAIN)
        .map(Group::of)
        .distinct()
        .flatMap(
            group -> {
              List<Result> rivals =
                  report.results().stream()
                      .filter(result -> Group.of(result).equals(group))
                      .filter(result -> report.finegrain(result).isPresent())
                      .toList();
              if (rivals.isEmpty()) {
                return java.util.stream.Stream.<String>empty();
              }
              double[] ratios =
                  rivals.stream().mapToDouble(rival -> ratio(report, rival)).toArray();
              Result worst =
                  rivals.stream()
                      .min((a, b) -> Double.compare(ratio(report, a), ratio(report, b)))
                      .orElseThrow();
              return java.util.stream.Stream.of(
                  String.format(
                      Locale.ROOT,
                      "%s, %s, %d thread%s, finegrain over %s: geometric mean %.2f of %d shape%s,"
                          + " worst %.2f at %s",
                      group.operation.id(),
                      group.isa.id(),
                      group.threads,
                      group.threads == 1 ? "" : "s",
                      group.rival.id(),
                      Statistics.geometricMean(ratios),
                      ratios.length,
                      ratios.length == 1 ? "" : "s",
                      ratio(report, worst),
                      worst.benchmark().shape()));
            })
        .toList();
  }

  private static double ratio(Report report, Result rival) {
    return report.finegrain(rival).orElseThrow().ratioTo(rival);
  }
}
