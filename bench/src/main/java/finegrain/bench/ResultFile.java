package finegrain.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import finegrain.bench.operation.Library;
import finegrain.kernels.host.Machine;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Shape;
import java.math.BigDecimal;
import java.math.MathContext;

/** The JSON file of a run. */
final class ResultFile {
  private static final Gson GSON = new GsonBuilder().setPrettyPrinting().create();
  private static final MathContext DIGITS = new MathContext(6);

  private ResultFile() {}

  static String json(Report report) {
    JsonObject json = new JsonObject();
    json.addProperty("command", report.command());
    json.addProperty("rough", report.rough());
    json.add("machine", machine(report.machine()));
    JsonObject peaks = new JsonObject();
    report
        .peaks()
        .forEach(
            (isa, each) -> {
              JsonObject ofThreads = new JsonObject();
              each.forEach((threads, peak) -> ofThreads.add(threads.toString(), number(peak)));
              peaks.add(isa, ofThreads);
            });
    json.add("peak_gflops", peaks);
    JsonArray results = new JsonArray();
    report.results().forEach(result -> results.add(result(report, result)));
    json.add("results", results);
    return GSON.toJson(json) + "\n";
  }

  private static JsonObject machine(Machine machine) {
    JsonObject json = new JsonObject();
    json.addProperty("cpu", machine.processorName());
    json.addProperty("processors", machine.processors());
    json.add("caches", GSON.toJsonTree(machine.caches()));
    json.addProperty("os", machine.os());
    json.addProperty("java", machine.java());
    json.addProperty("load_at_start", machine.load().orElse(-1));
    return json;
  }

  private static JsonObject result(Report report, Result result) {
    Shape shape = result.benchmark().shape();
    boolean product = result.benchmark().operation().isProduct();
    String unit = product ? "gflops" : "gelems";
    JsonObject json = new JsonObject();
    json.addProperty("operation", result.benchmark().operation().id());
    if (shape.geometry() instanceof Geometry.Flat) {
      json.addProperty("transposed", shape.transposedName());
      json.addProperty("rows", shape.rows());
      json.addProperty("columns", shape.columns());
      if (product) {
        json.addProperty("inner", shape.inner());
      }
    } else {
      json.addProperty("shape", shape.toString());
    }
    json.addProperty("threads", result.benchmark().threads());
    json.addProperty("isa", result.benchmark().isa().id());
    json.addProperty("library", result.library().id());
    json.addProperty("version", result.forks().getFirst().library());
    json.add("median_" + unit, number(result.medianRate()));
    json.add("worst_fork_" + unit, number(result.worstRate()));
    json.addProperty("forks", result.forks().size());
    if (result.hasPeak()) {
      if (product) {
        json.add("share_of_peak", number(result.shareOfPeak()));
      }
      json.add("peak_gflops", number(result.medianPeak()));
    }
    json.add("worst_fork_over_median", number(result.worstForkOverMedian()));
    json.add("bytes_per_call", number(result.bytesPerCall()));
    if (result.library() == Library.FINEGRAIN) {
      JsonObject ratios = new JsonObject();
      report.results().stream()
          .filter(rival -> rival.benchmark().equals(result.benchmark()))
          .filter(rival -> rival.library() != Library.FINEGRAIN)
          .forEach(rival -> ratios.add(rival.library().id(), number(result.ratioTo(rival))));
      json.add("ratio_to", ratios);
    }
    JsonArray rates = new JsonArray();
    JsonArray peaks = new JsonArray();
    for (ForkOutcome.Fork fork : result.forks()) {
      rates.add(number(fork.rate()));
      peaks.add(number(fork.peak()));
    }
    json.add("fork_" + unit, rates);
    json.add("fork_peak_gflops", peaks);
    if (result.measuredInTurns()) {
      JsonArray ratios = new JsonArray();
      result.forks().forEach(fork -> ratios.add(number(fork.ratio())));
      json.add("fork_finegrain_over_this", ratios);
    }
    return json;
  }

  /** With six digits: more are noise. */
  private static com.google.gson.JsonPrimitive number(double value) {
    return new com.google.gson.JsonPrimitive(
        new BigDecimal(value).round(DIGITS).stripTrailingZeros());
  }
}
