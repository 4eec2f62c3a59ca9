package finegrain.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the JVMs of both sides measured of one model.
 *
 * @param isa the id of the class of vector instructions
 * @param own at least one
 * @param others of the rival, or none
 */
record TrainRow(
    TrainingModel model,
    int threads,
    String isa,
    List<TrainingJvms.Own> own,
    List<TrainingJvms.Rival> others) {
  /** Copies the lists. */
  TrainRow {
    own = List.copyOf(own);
    others = List.copyOf(others);
  }

  /** The names of the columns. */
  static String heading(boolean beside) {
    String ours =
        String.format(
            Locale.ROOT,
            "%-14s %3s %-6s %9s %6s %9s %6s %8s",
            "step",
            "thr",
            "isa",
            "ms",
            "worst",
            "GFLOP/s",
            "% peak",
            "B/step");
    return beside
        ? ours + String.format(Locale.ROOT, " | %9s %6s %6s", "pytorch", "worst", "ratio")
        : ours;
  }

  private double milliseconds() {
    return Statistics.median(own.stream().mapToDouble(TrainingJvms.Own::milliseconds).toArray());
  }

  private double worst() {
    return own.stream().mapToDouble(TrainingJvms.Own::milliseconds).max().orElseThrow()
        / milliseconds();
  }

  private double gflops() {
    return Statistics.median(own.stream().mapToDouble(TrainingJvms.Own::gflops).toArray());
  }

  private double share() {
    return Statistics.median(own.stream().mapToDouble(one -> one.gflops() / one.peak()).toArray());
  }

  private long bytes() {
    return own.stream().mapToLong(TrainingJvms.Own::bytes).max().orElseThrow();
  }

  private double rivalMilliseconds() {
    return Statistics.median(
        others.stream().mapToDouble(TrainingJvms.Rival::milliseconds).toArray());
  }

  private double rivalWorst() {
    return others.stream().mapToDouble(TrainingJvms.Rival::milliseconds).max().orElseThrow()
        / rivalMilliseconds();
  }

  /** The rival's versions, if it was measured. */
  Optional<String> versions() {
    return others.stream().findFirst().map(TrainingJvms.Rival::versions);
  }

  /** The line of the table. */
  String line(boolean beside) {
    String ours =
        String.format(
            Locale.ROOT,
            "%-14s %3d %-6s %9.2f %6.2f %9.1f %6.1f %8d",
            model,
            threads,
            isa,
            milliseconds(),
            worst(),
            gflops(),
            100 * share(),
            bytes());
    if (!beside) {
      return ours;
    }
    return others.isEmpty()
        ? ours + String.format(Locale.ROOT, " | %9s %6s %6s", "-", "-", "-")
        : ours
            + String.format(
                Locale.ROOT,
                " | %9.2f %6.2f %6.2f",
                rivalMilliseconds(),
                rivalWorst(),
                rivalMilliseconds() / milliseconds());
  }

  /** The line of the JSON file. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("model", model.kind().id());
    json.addProperty("batch", model.batch());
    json.addProperty("threads", threads);
    json.addProperty("isa", isa);
    json.addProperty("milliseconds", milliseconds());
    json.addProperty("worst_over_median", worst());
    json.addProperty("gflops", gflops());
    json.addProperty("share_of_peak", share());
    json.addProperty("bytes_a_step", bytes());
    JsonArray each = new JsonArray();
    own.forEach(one -> each.add(one.milliseconds()));
    json.add("fork_milliseconds", each);
    if (!others.isEmpty()) {
      json.addProperty("pytorch_milliseconds", rivalMilliseconds());
      json.addProperty("pytorch_worst_over_median", rivalWorst());
      json.addProperty("times_as_fast", rivalMilliseconds() / milliseconds());
      JsonArray rival = new JsonArray();
      others.forEach(one -> rival.add(one.milliseconds()));
      json.add("pytorch_fork_milliseconds", rival);
    }
    return json;
  }
}
