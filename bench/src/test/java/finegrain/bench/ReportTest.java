package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.bench.operation.BenchmarkCase;
import finegrain.bench.operation.InstructionSet;
import finegrain.bench.operation.Library;
import finegrain.kernels.host.Machine;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The files of a run: JSON and SVG. */
class ReportTest {
  private static final Machine MACHINE =
      new Machine(
          "25, A & B",
          "Linux",
          Optional.of("A <CPU>"),
          2,
          List.of("L1 32K data"),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalDouble.of(0.1));

  private static final InstructionSet WIDE = InstructionSet.named("avx512").orElseThrow();
  private static final InstructionSet HALF = InstructionSet.named("avx2").orElseThrow();

  private static Result result(
      Operation operation, String shape, Library library, double... rates) {
    return result(WIDE, 200, operation, shape, library, rates);
  }

  private static Result result(
      InstructionSet isa,
      double peak,
      Operation operation,
      String shape,
      Library library,
      double... rates) {
    return new Result(
        new BenchmarkCase(operation, Shape.parse(shape), 1, isa),
        library,
        Arrays.stream(rates)
            .mapToObj(rate -> new ForkOutcome.Fork(library + " 1.0", rate, peak, rate / peak, 0, 0))
            .toList());
  }

  private static Report report(Result... results) {
    return new Report(
        "finegrain bench",
        false,
        MACHINE,
        Map.of("avx512", Map.of(1, 200.0, 2, 390.0), "avx2", Map.of(1, 100.0)),
        List.of(results));
  }

  private static Report ofTwoClasses() {
    return report(
        result(HALF, 100, Operation.MATMUL, "8x8x8", Library.FINEGRAIN, 50),
        result(HALF, 100, Operation.MATMUL, "8x8x8", Library.ONEDNN, 40),
        result(HALF, 100, Operation.MATMUL, "9x9x9", Library.FINEGRAIN, 60),
        result(HALF, 100, Operation.MATMUL, "9x9x9", Library.ONEDNN, 60),
        result(WIDE, 200, Operation.MATMUL, "8x8x8", Library.FINEGRAIN, 50),
        result(WIDE, 200, Operation.MATMUL, "8x8x8", Library.ONEDNN, 100),
        result(WIDE, 200, Operation.MATMUL, "9x9x9", Library.FINEGRAIN, 160),
        result(WIDE, 200, Operation.MATMUL, "9x9x9", Library.ONEDNN, 80));
  }

  private static final Report REPORT =
      report(
          result(Operation.MATMUL, "784x200x8:left", Library.FINEGRAIN, 120, 90, 100),
          result(Operation.MATMUL, "784x200x8:left", Library.ONEDNN, 80, 80, 80),
          result(Operation.EXP, "4096", Library.FINEGRAIN, 3, 4, 5));

  @Test
  void theJsonHasTheKeysThatOthersRead() {
    JsonObject json = JsonParser.parseString(ResultFile.json(REPORT)).getAsJsonObject();
    JsonObject peaks = json.getAsJsonObject("peak_gflops");
    assertThat(peaks.getAsJsonObject("avx512").get("1").getAsDouble()).isEqualTo(200);
    assertThat(peaks.getAsJsonObject("avx512").get("2").getAsDouble()).isEqualTo(390);
    assertThat(peaks.getAsJsonObject("avx2").get("1").getAsDouble()).isEqualTo(100);
    JsonObject product = json.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(product.get("operation").getAsString()).isEqualTo("matmul");
    assertThat(product.get("transposed").getAsString()).isEqualTo("left");
    assertThat(product.get("rows").getAsInt()).isEqualTo(784);
    assertThat(product.get("columns").getAsInt()).isEqualTo(200);
    assertThat(product.get("inner").getAsInt()).isEqualTo(8);
    assertThat(product.get("threads").getAsInt()).isEqualTo(1);
    assertThat(product.get("isa").getAsString()).isEqualTo("avx512");
    assertThat(product.get("library").getAsString()).isEqualTo("finegrain");
    assertThat(product.get("median_gflops").getAsDouble()).isEqualTo(100);
    assertThat(product.get("worst_fork_gflops").getAsDouble()).isEqualTo(90);
    assertThat(product.get("forks").getAsInt()).isEqualTo(3);
    assertThat(product.get("share_of_peak").getAsDouble()).isEqualTo(0.5);
    assertThat(product.get("worst_fork_over_median").getAsDouble()).isEqualTo(0.9);
    assertThat(product.get("bytes_per_call").getAsDouble()).isZero();
    assertThat(product.getAsJsonObject("ratio_to").get("onednn").getAsDouble()).isEqualTo(1.25);
  }

  @Test
  void functionsAreCountedInElements() {
    JsonObject json = JsonParser.parseString(ResultFile.json(REPORT)).getAsJsonObject();
    JsonObject exp = json.getAsJsonArray("results").get(2).getAsJsonObject();
    assertThat(exp.get("median_gelems").getAsDouble()).isEqualTo(4);
    assertThat(exp.get("worst_fork_gelems").getAsDouble()).isEqualTo(3);
    assertThat(exp.has("median_gflops")).isFalse();
    assertThat(exp.has("inner")).isFalse();
  }

  /** The machine halves its speed between two iterations, and once between a peak and its rate. */
  @Test
  void aRateIsMeasuredAgainstThePeakBesideIt() {
    ForkOutcome.Fork fork =
        ForkOutcome.Fork.of(
            "it",
            new double[] {80, 80, 40, 40, 40},
            List.of(100.0, 100.0, 50.0, 50.0, 50.0, 50.0),
            0,
            List.of(1.3, 0.9, 1.1));
    assertThat(fork).isEqualTo(new ForkOutcome.Fork("it", 40, 100, 0.8, 0, 1.1));
  }

  /** A neighbour halves the peaks, and not the rate between them. */
  @Test
  void aPeakIsNotBelowARate() {
    ForkOutcome.Fork fork =
        ForkOutcome.Fork.of("it", new double[] {80}, List.of(50.0, 50.0), 0, List.of());
    assertThat(fork).isEqualTo(new ForkOutcome.Fork("it", 80, 80, 1, 0, 0));
  }

  @Test
  void theWorstForkIsMeasuredAgainstItsOwnPeak() {
    Result slowMachine =
        new Result(
            new BenchmarkCase(Operation.MATMUL, Shape.parse("8x8x8"), 1, HALF),
            Library.FINEGRAIN,
            List.of(
                new ForkOutcome.Fork("it", 100, 200, 0.5, 0, 0),
                new ForkOutcome.Fork("it", 50, 100, 0.5, 16, 0),
                new ForkOutcome.Fork("it", 45, 100, 0.45, 0, 0)));
    assertThat(slowMachine.worstForkOverMedian()).isCloseTo(0.9, within(1e-12));
    assertThat(slowMachine.bytesPerCall()).isEqualTo(16);
    assertThat(Report.peaks(Map.of("avx2", Map.of(1, 7.0, 2, 9.0)), List.of(slowMachine)))
        .isEqualTo(Map.of("avx2", Map.of(1, 100.0, 2, 9.0)));
  }

  @Test
  void theSummaryNamesTheWorstShape() {
    Report report =
        report(
            result(Operation.MATMUL, "8x8x8", Library.FINEGRAIN, 100),
            result(Operation.MATMUL, "8x8x8", Library.ONEDNN, 50),
            result(Operation.MATMUL, "9x9x9", Library.FINEGRAIN, 40),
            result(Operation.MATMUL, "9x9x9", Library.ONEDNN, 80));
    assertThat(Table.summary(report))
        .containsExactly(
            "matmul, avx512, 1 thread, finegrain over onednn: geometric mean 1.00 of 2 shapes,"
                + " worst 0.50 at 9x9x9");
  }

  @Test
  void eachClassHasItsOwnSummary() {
    // sqrt(1.25 * 1) and sqrt(0.5 * 2).
    assertThat(Table.summary(ofTwoClasses()))
        .containsExactly(
            "matmul, avx2, 1 thread, finegrain over onednn: geometric mean 1.12 of 2 shapes, worst"
                + " 1.00 at 9x9x9",
            "matmul, avx512, 1 thread, finegrain over onednn: geometric mean 1.00 of 2 shapes,"
                + " worst 0.50 at 8x8x8");
  }

  @Test
  void eachClassHasItsOwnPeakAndRatio() {
    List<Result> results = ofTwoClasses().results();
    assertThat(Report.peaks(Map.of("avx512", Map.of(1, 7.0, 2, 9.0)), results))
        .isEqualTo(Map.of("avx512", Map.of(1, 200.0, 2, 9.0), "avx2", Map.of(1, 100.0)));
    JsonArray json =
        JsonParser.parseString(ResultFile.json(ofTwoClasses()))
            .getAsJsonObject()
            .getAsJsonArray("results");
    JsonObject half = json.get(0).getAsJsonObject();
    JsonObject wide = json.get(4).getAsJsonObject();
    assertThat(half.get("isa").getAsString()).isEqualTo("avx2");
    assertThat(half.get("share_of_peak").getAsDouble()).isEqualTo(0.5);
    assertThat(half.getAsJsonObject("ratio_to").get("onednn").getAsDouble()).isEqualTo(1.25);
    assertThat(wide.get("isa").getAsString()).isEqualTo("avx512");
    assertThat(wide.get("share_of_peak").getAsDouble()).isEqualTo(0.25);
    assertThat(wide.getAsJsonObject("ratio_to").get("onednn").getAsDouble()).isEqualTo(0.5);
  }

  @Test
  void eachClassHasAFigureInThePlot() throws Exception {
    String texts = parse(SharePlot.svg(ofTwoClasses())).getDocumentElement().getTextContent();
    assertThat(texts)
        .contains(
            "Square products, avx2, 1 thread, 100 % = 100 GFLOP/s",
            "Square products, avx512, 1 thread, 100 % = 200 GFLOP/s");
  }

  @Test
  void theTableNamesTheClassOfEachRow() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Table table =
        new Table(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            new RivalMeasurement(List.of(), List.of(Library.ONEDNN), 1));
    List<Result> results = ofTwoClasses().results();
    table.add(results.subList(0, 2));
    table.add(results.subList(4, 6));
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """

            operation      rows x cols x inner  thr isa      GFLOP/s % peak  worst  B/call |    onednn  ratio
            matmul         8x8x8                  1 avx2        50.0   50.0   1.00       0 |      40.0   1.25
            matmul         8x8x8                  1 avx512      50.0   25.0   1.00       0 |     100.0   0.50
            """);
  }

  /** The machine had half its speed in the rival's JVMs. In turns with it the kernels lose. */
  @Test
  void aRatioInTurnsCountsMoreThanTheRates() {
    BenchmarkCase benchmark = new BenchmarkCase(Operation.MATMUL, Shape.parse("8x8x8"), 1, WIDE);
    Result rival =
        new Result(
            benchmark,
            Library.ONEDNN,
            List.of(
                new ForkOutcome.Fork("it", 50, 100, 0.5, 0, 0.9),
                new ForkOutcome.Fork("it", 60, 100, 0.6, 0, 0.7),
                new ForkOutcome.Fork("it", 50, 100, 0.5, 0, 0.8)));
    Report report = report(result(Operation.MATMUL, "8x8x8", Library.FINEGRAIN, 100), rival);
    assertThat(Table.summary(report).getFirst()).contains("geometric mean 0.80 of 1 shape");
    JsonObject json = JsonParser.parseString(ResultFile.json(report)).getAsJsonObject();
    JsonObject own = json.getAsJsonArray("results").get(0).getAsJsonObject();
    assertThat(own.getAsJsonObject("ratio_to").get("onednn").getAsDouble()).isEqualTo(0.8);
    JsonObject other = json.getAsJsonArray("results").get(1).getAsJsonObject();
    assertThat(other.getAsJsonArray("fork_finegrain_over_this").get(1).getAsDouble())
        .isEqualTo(0.7);
    assertThat(own.has("fork_finegrain_over_this")).isFalse();
  }

  @Test
  void thePlotIsWellFormedAndEndsAtThePeak() throws Exception {
    Document plot =
        parse(
            SharePlot.svg(
                report(
                    result(Operation.MATMUL, "64x64x64", Library.FINEGRAIN, 100),
                    result(Operation.MATMUL, "64x64x64", Library.EJML, 10),
                    result(Operation.MATMUL, "128x128x128", Library.FINEGRAIN, 150, 120, 150),
                    result(Operation.MATMUL, "128x128x128", Library.EJML, 20),
                    result(Operation.MATMUL, "784x200x8:left", Library.FINEGRAIN, 100),
                    result(Operation.MATMUL, "784x200x8:left", Library.EJML, 10))));
    assertThat(plot.getDocumentElement().getTagName()).isEqualTo("svg");
    String texts = plot.getDocumentElement().getTextContent();
    assertThat(texts)
        .contains("A <CPU>", "100 % = 200 GFLOP/s", "784 × 200 × 8", "finegrain", "ejml");
    // The clip is the axis from 0 to 100 %, and a pixel more at each end.
    Element clip = (Element) plot.getElementsByTagName("clipPath").item(0);
    double[] panel = path((Element) clip.getElementsByTagName("path").item(0));
    double top = panel[1] + 1;
    double bottom = panel[5] - 1;
    Element inside = (Element) plot.getElementsByTagName("g").item(1);
    assertThat(inside.hasAttribute("clip-path")).isTrue();
    NodeList drawn = inside.getElementsByTagName("path");
    // A band down to the worst fork, then ejml's line, then finegrain's above it.
    assertThat(path((Element) drawn.item(0))[5])
        .isCloseTo(bottom - 0.6 * (bottom - top), within(0.11));
    assertThat(path((Element) drawn.item(1))[1])
        .isCloseTo(bottom - 0.05 * (bottom - top), within(0.11));
    double[] finegrain = path((Element) drawn.item(2));
    assertThat(finegrain[1]).isCloseTo((top + bottom) / 2, within(0.11));
    assertThat(finegrain[3]).isCloseTo(bottom - 0.75 * (bottom - top), within(0.11));
  }

  @Test
  void aPlotNeedsProducts() {
    Report report = report(result(Operation.EXP, "4096", Library.FINEGRAIN, 1));
    assertThatThrownBy(() -> SharePlot.svg(report)).hasMessageStartingWith("--plot needs");
  }

  private static double[] path(Element path) {
    return Arrays.stream(path.getAttribute("d").split("[^0-9.]+"))
        .filter(number -> !number.isEmpty())
        .mapToDouble(Double::parseDouble)
        .toArray();
  }

  private static Document parse(String svg) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    return factory
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }
}
