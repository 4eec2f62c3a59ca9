package finegrain.trainer.profile;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A summary as JSON: seconds, bytes, operations, 10^9 operations a second, shares from 0 to 1. */
public final class SummaryJson {
  private SummaryJson() {}

  /** The text, with a line's end. */
  public static String of(Summary summary) {
    JsonObject json = new JsonObject();
    json.addProperty("recording", summary.file().toString());
    json.addProperty("seconds", summary.seconds());
    summary.java().ifPresent(java -> json.addProperty("java", java));
    summary.training().ifPresent(training -> json.add("training", training(training)));
    json.add("samples", samples(summary));
    json.add("locks", locks(summary.locks()));
    json.add("allocation", allocation(summary.allocation()));
    json.add("garbage_collections", collections(summary.collections()));
    if (summary.compilers().known()) {
      json.add("compilers", compilers(summary.compilers()));
    }
    json.add("deoptimisations", deoptimisations(summary.deoptimisations()));
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  private static JsonObject training(Summary.Training training) {
    JsonObject json = new JsonObject();
    training.backend().ifPresent(backend -> json.addProperty("backend", backend));
    json.addProperty("threads", training.threads());
    json.addProperty("models", training.models());
    json.addProperty("models_finished", training.finished());
    json.addProperty("epochs_of_cohorts", training.epochs());
    json.addProperty("steps", training.steps());
    json.addProperty("seconds", training.seconds());
    json.addProperty("thread_seconds", training.threadSeconds());
    json.addProperty("flops", training.flops());
    json.addProperty("gflops_of_thread", training.gflopsOfThread());
    training.peakOfThread().ifPresent(peak -> json.addProperty("peak_gflops_of_thread", peak));
    training
        .shareOfPeak(training.gflopsOfThread())
        .ifPresent(share -> json.addProperty("share_of_peak", share));
    JsonArray phases = new JsonArray();
    for (Summary.PhaseTime phase : training.phases()) {
      phases.add(phase(training, phase));
    }
    json.add("phases", phases);
    json.addProperty("idle_thread_seconds", training.idleSeconds());
    json.addProperty("outside_thread_seconds", training.outsideSeconds());
    return json;
  }

  private static JsonObject phase(Summary.Training training, Summary.PhaseTime phase) {
    JsonObject json = new JsonObject();
    json.addProperty("phase", phase.phase().label());
    json.addProperty("thread_seconds", phase.seconds());
    if (phase.phase().hasFlops()) {
      json.addProperty("flops", phase.flops());
    }
    rate(json, phase.gflopsOfThread(), Optional.of(training));
    return json;
  }

  private static void rate(
      JsonObject json, OptionalDouble gflops, Optional<Summary.Training> training) {
    gflops.ifPresent(
        rate -> {
          json.addProperty("gflops_of_thread", rate);
          training.ifPresent(
              its ->
                  its.shareOfPeak(rate)
                      .ifPresent(share -> json.addProperty("share_of_peak", share)));
        });
  }

  private static JsonObject samples(Summary summary) {
    Summary.Samples samples = summary.samples();
    JsonObject json = new JsonObject();
    samples.event().ifPresent(event -> json.addProperty("event", event));
    json.addProperty("samples", samples.count());
    json.addProperty("lost", samples.lost());
    json.addProperty("samples_of_training_threads", samples.trainingCount());
    json.addProperty("lost_of_training_threads", samples.trainingLost());
    JsonArray kernels = new JsonArray();
    for (Summary.KernelTime kernel : samples.kernels()) {
      JsonObject entry = new JsonObject();
      entry.addProperty("method", kernel.method());
      entry.addProperty("operation", kernel.operation());
      entry.addProperty("samples", kernel.samples());
      kernel.seconds().ifPresent(seconds -> entry.addProperty("thread_seconds", seconds));
      if (kernel.flops() > 0) {
        entry.addProperty("flops", kernel.flops());
      }
      rate(entry, kernel.gflopsOfThread(), summary.training());
      kernels.add(entry);
    }
    json.add("kernels", kernels);
    json.add("hottest_methods", methods(samples.hottest(), "method", "samples"));
    return json;
  }

  private static JsonObject locks(Summary.Locks locks) {
    JsonObject json = new JsonObject();
    json.addProperty("waits", locks.waits());
    json.addProperty("thread_seconds", locks.seconds());
    json.add("classes", methods(locks.classes(), "class", "nanoseconds"));
    return json;
  }

  private static JsonObject allocation(Summary.Allocation allocation) {
    JsonObject json = new JsonObject();
    json.addProperty("bytes", allocation.bytes());
    json.addProperty("bytes_of_training_threads", allocation.trainingBytes());
    json.add("sites", methods(allocation.sites(), "method", "bytes"));
    return json;
  }

  private static JsonObject collections(Summary.Collections collections) {
    JsonObject json = new JsonObject();
    json.addProperty("count", collections.count());
    json.addProperty("pause_seconds", collections.pauseSeconds());
    json.addProperty("longest_pause_seconds", collections.longestPauseSeconds());
    return json;
  }

  private static JsonObject compilers(Summary.Compilers compilers) {
    JsonObject json = new JsonObject();
    json.addProperty("seconds", compilers.seconds());
    for (var entry : new TreeMap<>(compilers.byCompiler()).entrySet()) {
      JsonObject compiler = new JsonObject();
      compiler.addProperty("compilations", entry.getValue().count());
      compiler.addProperty("seconds", entry.getValue().seconds());
      json.add(entry.getKey(), compiler);
    }
    JsonArray givenUp = new JsonArray();
    compilers.givenUp().forEach(givenUp::add);
    json.add("given_up", givenUp);
    return json;
  }

  private static JsonObject deoptimisations(Summary.Deoptimisations deoptimisations) {
    JsonObject json = new JsonObject();
    json.addProperty("count", deoptimisations.count());
    json.addProperty("in_kernels", deoptimisations.inKernels());
    json.add("reasons", methods(deoptimisations.reasons(), "reason", "count"));
    return json;
  }

  private static JsonArray methods(
      List<Summary.MethodCount> methods, String nameKey, String countKey) {
    JsonArray array = new JsonArray();
    for (Summary.MethodCount method : methods) {
      JsonObject entry = new JsonObject();
      entry.addProperty(nameKey, method.method());
      entry.addProperty(countKey, method.count());
      array.add(entry);
    }
    return array;
  }
}
