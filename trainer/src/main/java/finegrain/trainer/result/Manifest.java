package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.trainer.Sha256;
import finegrain.trainer.experiment.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.OptionalDouble;

/**
 * What {@code manifest.json} says beside the configuration: how and on what machine the run was
 * done. None of it changes the results.
 *
 * @param version of this program
 * @param backend its name, and why it was chosen
 * @param dataSource where the data came from
 * @param threads how many trained at once
 * @param peakGflops the measured peak of so many threads, in 10^9 floating-point operations a
 *     second; empty where it cannot be measured
 * @param machine what it ran on
 */
public record Manifest(
    String version,
    String backend,
    String dataSource,
    int threads,
    OptionalDouble peakGflops,
    Machine machine) {
  static final String RESULTS_SHA256 = "results_sha256";

  String text(Configuration configuration, Effort effort, int models, String results) {
    JsonObject json = new JsonObject();
    json.addProperty("finegrain", version);
    json.add("configuration", ConfigurationFile.json(configuration));
    json.addProperty("data_source", dataSource);
    json.addProperty("backend", backend);
    json.addProperty("threads", threads);
    json.addProperty("models", models);
    json.addProperty("seconds", effort.seconds());
    json.addProperty("flops", effort.flops());
    peakGflops.ifPresent(peak -> json.addProperty("peak_gflops", peak));
    effort
        .shareOf(peakGflops, threads)
        .ifPresent(share -> json.addProperty("share_of_peak", share));
    machine.addTo(json);
    json.addProperty(RESULTS_SHA256, Sha256.of(results.getBytes(StandardCharsets.UTF_8)));
    return ConfigurationFile.GSON.toJson(json) + "\n";
  }
}
