package finegrain.trainer.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import finegrain.kernels.host.Machine;
import finegrain.trainer.Sha256;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code manifest.json} says beside the configuration: how and on what machine the run was
 * done. None of it changes the results.
 *
 * @param version of this program
 * @param backend its name, and why it was chosen
 * @param readFrom the place where the data were read
 * @param threads how many trained at once
 * @param firstEpochSeconds from the start of the process to the end of the first epoch of any
 *     model; empty if unknown
 * @param peakGflops the measured peak of so many threads, in 10^9 floating-point operations a
 *     second; empty where it cannot be measured
 * @param machine what it ran on
 */
public record Manifest(
    String version,
    String backend,
    String readFrom,
    int threads,
    OptionalDouble firstEpochSeconds,
    OptionalDouble peakGflops,
    Machine machine) {
  static final String RESULTS_SHA256 = "results_sha256";
  private static final double MEBI = 0x1p20;
  private static final String JOURNAL_SHA256 = "journal_sha256";

  /**
   * For people: the peak of the resident memory, and what of it each thread has cost.
   *
   * @param before resident memory before the threads began to train, in bytes
   */
  public String memory(long before) {
    // Linux counts pages a little behind, so the peak it reports may be less than what was there.
    double peak = Math.max(before, machine.peakRssBytes().orElse(before));
    return String.format(
        Locale.ROOT,
        "%.0f MiB of memory: %.0f before training, and %.0f for each of %d %s",
        peak / MEBI,
        before / MEBI,
        (peak - before) / MEBI / threads,
        threads,
        threads == 1 ? "thread" : "threads");
  }

  JsonObject json(Configuration configuration, Shard shard, Effort effort, RunOutcome outcome) {
    JsonObject json = new JsonObject();
    json.addProperty("finegrain", version);
    json.add("configuration", ConfigurationFile.json(configuration, shard));
    JsonObject source = configuration.source().json();
    source.addProperty("read_from", readFrom);
    json.add(ConfigurationFile.DATA_SOURCE, source);
    json.addProperty("backend", backend);
    json.addProperty("threads", threads);
    json.addProperty("models", outcome.models());
    json.addProperty("seconds", effort.seconds());
    json.addProperty("flops", effort.flops());
    firstEpochSeconds.ifPresent(value -> json.addProperty("first_epoch_seconds", value));
    peakGflops.ifPresent(peak -> json.addProperty("peak_gflops", peak));
    effort
        .shareOf(peakGflops, threads)
        .ifPresent(share -> json.addProperty("share_of_peak", share));
    add(machine, json);
    json.addProperty(RESULTS_SHA256, outcome.resultsSha256());
    return json;
  }

  private static void add(Machine machine, JsonObject json) {
    json.addProperty("java", machine.java());
    json.addProperty("os", machine.os());
    machine.cpu().ifPresent(name -> json.addProperty("cpu", name));
    json.addProperty("processors", machine.processors());
    machine.memoryBytes().ifPresent(bytes -> json.addProperty("memory_bytes", bytes));
    machine.peakRssBytes().ifPresent(bytes -> json.addProperty("peak_rss_bytes", bytes));
  }

  /** Adds the hash of the journal that a shard's folder keeps. */
  static void addHash(JsonObject manifest, Path journal) throws IOException {
    manifest.addProperty(JOURNAL_SHA256, Sha256.of(Files.readAllBytes(journal)));
  }

  /**
   * The first file of a finished folder that is not the one whose hash the manifest has: the
   * results, or the journal of a shard.
   */
  static Optional<Path> damagedFile(Path folder) throws IOException {
    JsonObject manifest =
        ConfigurationFile.read(folder.resolve(RunFolder.MANIFEST)).orElseGet(JsonObject::new);
    Path results = folder.resolve(ResultFiles.RESULTS);
    if (!hasHash(results, manifest.get(RESULTS_SHA256))) {
      return Optional.of(results);
    }
    Path journal = folder.resolve(RunFolder.JOURNAL);
    return !manifest.has(JOURNAL_SHA256) || hasHash(journal, manifest.get(JOURNAL_SHA256))
        ? Optional.empty()
        : Optional.of(journal);
  }

  private static boolean hasHash(Path file, JsonElement expected) throws IOException {
    return Files.exists(file)
        && new JsonPrimitive(Sha256.of(Files.readAllBytes(file))).equals(expected);
  }
}
