package finegrain.trainer.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import finegrain.kernels.host.Machine;
import finegrain.trainer.Sha256;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What {@code manifest.json} says beside the configuration: how and on what machine the run was
 * done. None of it changes the results.
 *
 * @param version of this program
 * @param backend its name, and why it was chosen
 * @param readFrom the place where the data were read
 * @param facts what was understood of the data
 * @param threads how many trained at once
 * @param firstEpochSeconds from the start of the process to the end of the first epoch of any
 *     model; empty if unknown
 * @param peakGflops the measured peak of so many threads, in 10^9 floating-point operations a
 *     second; empty where it cannot be measured
 * @param denseFlops the floating-point operations of the same training and evaluation in a program
 *     that multiplies every input of every sample, zeros included
 * @param machine what it ran on
 */
public record Manifest(
    String version,
    String backend,
    String readFrom,
    List<Fact> facts,
    int threads,
    OptionalDouble firstEpochSeconds,
    OptionalDouble peakGflops,
    double denseFlops,
    Machine machine) {
  static final String REFERENCE_BITS = "reference_bits";
  static final String RESULTS_SHA256 = "results_sha256";
  static final String DENSE_EQUIVALENT = "dense_equivalent_gflops";
  private static final double MEBI = 0x1p20;
  static final String FILES_SHA256 = "files_sha256";
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
    new RunNotes(facts, outcome.warnings()).addTo(json);
    json.addProperty("backend", backend);
    json.addProperty(REFERENCE_BITS, configuration.warningOfBits().isEmpty());
    json.addProperty("threads", threads);
    json.addProperty("models", outcome.models());
    json.addProperty("seconds", effort.seconds());
    json.addProperty("flops", effort.flops());
    firstEpochSeconds.ifPresent(value -> json.addProperty("first_epoch_seconds", value));
    peakGflops.ifPresent(peak -> json.addProperty("peak_gflops", peak));
    effort
        .shareOf(peakGflops, threads)
        .ifPresent(share -> json.addProperty("share_of_peak", share));
    json.addProperty(DENSE_EQUIVALENT, denseFlops / effort.seconds() * 1e-9);
    add(machine, json);
    json.addProperty(RESULTS_SHA256, outcome.resultsSha256());
    return json;
  }

  static void add(Machine machine, JsonObject json) {
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

  /** Adds the hash of each file of results beside {@code results.csv} that the folder has. */
  static void addFileHashes(JsonObject manifest, Path folder) throws IOException {
    JsonObject hashes = new JsonObject();
    for (String name : ResultFiles.BESIDE_RESULTS) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        hashes.addProperty(name, Sha256.of(Files.readAllBytes(file)));
      }
    }
    manifest.add(FILES_SHA256, hashes);
  }

  /** The names of the tables in the folder of a finished run, those that its manifest has. */
  static List<String> tables(Path folder) throws IOException {
    JsonObject manifest =
        ConfigurationFile.read(folder.resolve(RunFolder.MANIFEST)).orElseGet(JsonObject::new);
    List<String> names = new ArrayList<>(List.of(ResultFiles.RESULTS));
    if (manifest.get(FILES_SHA256) instanceof JsonObject files) {
      names.addAll(files.keySet());
    }
    return names;
  }

  /**
   * The first damaged file of a finished folder: the manifest itself, or a file whose hash is not
   * the one that the manifest has.
   */
  static Optional<Path> damagedFile(Path folder) throws IOException {
    Path file = folder.resolve(RunFolder.MANIFEST);
    JsonObject manifest = ConfigurationFile.read(file).orElseGet(JsonObject::new);
    if (!manifest.has(RESULTS_SHA256)) {
      return Optional.of(file);
    }
    Map<String, JsonElement> hashes = new LinkedHashMap<>();
    hashes.put(ResultFiles.RESULTS, manifest.get(RESULTS_SHA256));
    if (manifest.has(JOURNAL_SHA256)) {
      hashes.put(RunFolder.JOURNAL, manifest.get(JOURNAL_SHA256));
    }
    if (manifest.get(FILES_SHA256) instanceof JsonObject files) {
      hashes.putAll(files.asMap());
    }
    for (Map.Entry<String, JsonElement> hash : hashes.entrySet()) {
      if (!hasHash(folder.resolve(hash.getKey()), hash.getValue())) {
        return Optional.of(folder.resolve(hash.getKey()));
      }
    }
    return Optional.empty();
  }

  private static boolean hasHash(Path file, JsonElement expected) throws IOException {
    return Files.exists(file)
        && new JsonPrimitive(Sha256.of(Files.readAllBytes(file))).equals(expected);
  }
}
