package finegrain.trainer.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import finegrain.trainer.Sha256;
import finegrain.trainer.ShellWords;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.Recipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What determines the results of {@code finegrain train}.
 *
 * @param architecture of the network
 * @param source of the samples; the folder of its files changes nothing
 * @param data SHA-256 of each data file, decompressed
 * @param perClass training samples of each class; empty for all
 * @param validation share of the training samples that is held out; 0 for none
 * @param recipe of the training
 * @param seeds one training each
 * @param initial weights to begin with, if they are not drawn
 * @param arithmetic {@link Configuration#REFERENCE}, or a backend with bits of its own
 */
public record TrainingConfiguration(
    Architecture architecture,
    DataSource source,
    SortedMap<String, String> data,
    Optional<Integer> perClass,
    double validation,
    Recipe recipe,
    List<Long> seeds,
    Optional<Initial> initial,
    String arithmetic) {
  /** Raised by whoever changes a bit of the results, or the form of checkpoints. */
  private static final int NUMERICS = 1;

  static final String COMMAND = "command";
  private static final String TRAIN = "train";
  private static final int HASH_DIGITS = 8;

  /**
   * Weights that a training begins with.
   *
   * @param file where they were read; it changes nothing
   * @param sha256 of the weights
   */
  public record Initial(Path file, String sha256) {}

  /** Copies the collections. */
  public TrainingConfiguration {
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    seeds = List.copyOf(seeds);
  }

  /** What people must know of the bits of the results; empty for the reference bits. */
  public Optional<String> warningOfBits() {
    return Configuration.warningOfBits(arithmetic);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty(COMMAND, TRAIN);
    json.addProperty("dataset", source.name());
    json.add(ConfigurationFile.DATA_SOURCE, source.json());
    if (source instanceof OwnFiles own) {
      json.add("reading", own.reading());
    }
    JsonObject hashes = new JsonObject();
    data.forEach(hashes::addProperty);
    json.add("data_sha256", hashes);
    json.addProperty("model", architecture.toString());
    perClass.ifPresent(count -> json.addProperty("per-class", count));
    json.addProperty("validation", validation);
    recipe.values().forEach(json::addProperty);
    JsonArray all = new JsonArray();
    seeds.forEach(all::add);
    json.add("seeds", all);
    initial.ifPresent(weights -> json.addProperty("load_sha256", weights.sha256()));
    json.addProperty("arithmetic", arithmetic);
    json.addProperty("numerics", NUMERICS);
    return json;
  }

  /** SHA-256 of all that changes the results. */
  String sha256() {
    JsonObject json = json();
    json.remove(ConfigurationFile.DATA_SOURCE);
    return Sha256.of(ConfigurationFile.GSON.toJson(json).getBytes(StandardCharsets.UTF_8));
  }

  /** The name of the folder in which the training is kept where the user names none. */
  public String folderName() {
    String model = architecture.toString().replaceAll("[^a-z0-9]+", "-").replaceAll("-$", "");
    return String.join("-", TRAIN, source.name(), model, sha256().substring(0, HASH_DIGITS));
  }

  /** Its values by the names of options, apart from the data source's. */
  public SequencedMap<String, String> values() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("model", architecture.toString());
    perClass.ifPresent(count -> values.put("per-class", count.toString()));
    values.put("validation", validation == 0 ? "test" : Double.toString(validation));
    values.putAll(recipe.values());
    values.put("seeds", seeds.stream().map(String::valueOf).collect(Collectors.joining(",")));
    initial.ifPresent(weights -> values.put("load", weights.file().toString()));
    return values;
  }

  /** The command line that repeats the training, for a POSIX shell. */
  String command() {
    List<String> words = new ArrayList<>(List.of("./finegrain", TRAIN));
    words.addAll(source.options());
    values().forEach((name, value) -> words.addAll(List.of("--" + name, value)));
    if (!arithmetic.equals(Configuration.REFERENCE)) {
      words.addAll(List.of("--backend", arithmetic));
    }
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }
}
