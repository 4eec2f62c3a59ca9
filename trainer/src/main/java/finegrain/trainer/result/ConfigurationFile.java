package finegrain.trainer.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import finegrain.trainer.Sha256;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.experiment.Shard;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A configuration as JSON, with its differences from another one in words. Where only a shard of
 * its models is trained, the shard is a key more.
 */
public final class ConfigurationFile {
  static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * The version of what computes the results, of the journal and of how shards are cut. Raised by
   * whoever changes a bit of them, so that no run goes on with another program than it began with.
   */
  static final int NUMERICS = 3;

  static final String SHARD = "shard";

  /**
   * The source with the places of its files. Two configurations are the same though their files lie
   * at other places: the name of the data and the hashes of the files tell data apart.
   */
  static final String DATA_SOURCE = "data_source";

  private static final int HASH_DIGITS = 8;

  private ConfigurationFile() {}

  static JsonObject json(Configuration configuration, Shard shard) {
    JsonObject json = json(configuration);
    if (!shard.isWhole()) {
      json.addProperty(SHARD, shard.toString());
    }
    return json;
  }

  private static JsonObject json(Configuration configuration) {
    JsonObject json = new JsonObject();
    json.addProperty("experiment", configuration.experiment());
    json.addProperty("dataset", configuration.dataset());
    json.add(DATA_SOURCE, configuration.source().json());
    if (configuration.source() instanceof OwnFiles own) {
      json.add("reading", own.reading());
    }
    JsonObject data = new JsonObject();
    configuration.data().forEach(data::addProperty);
    json.add("data_sha256", data);
    json.addProperty("protocol", configuration.protocol());
    json.addProperty("model", configuration.model());
    json.addProperty("map", configuration.map());
    json.add("widths", widths(configuration.families()));
    json.add("per_class", array(configuration.perClass()));
    json.addProperty("repeats", configuration.repeats());
    json.addProperty("epochs", configuration.epochs());
    json.addProperty("seed", configuration.seed());
    JsonObject options = new JsonObject();
    configuration.options().forEach(options::addProperty);
    json.add("options", options);
    json.addProperty("arithmetic", configuration.arithmetic());
    json.addProperty("numerics", NUMERICS);
    return json;
  }

  /** The widths, or one list of them for each family where there are several. */
  private static JsonArray widths(List<ModelFamily> families) {
    if (families.size() == 1) {
      return array(families.getFirst().widths());
    }
    JsonArray lists = new JsonArray();
    families.forEach(family -> lists.add(array(family.widths())));
    return lists;
  }

  private static List<ModelFamily> families(JsonObject json) {
    JsonArray widths = json.getAsJsonArray("widths");
    String model = json.get("model").getAsString();
    String protocol = json.get("protocol").getAsString();
    if (widths.isEmpty() || !widths.get(0).isJsonArray()) {
      return List.of(new ModelFamily(model, numbers(widths), protocol));
    }
    List<String> likes = ModelFamily.likes(model);
    List<String> protocols = List.of(protocol.split(",", -1));
    List<ModelFamily> families = new ArrayList<>();
    for (int family = 0; family < widths.size(); family++) {
      families.add(
          new ModelFamily(
              likes.get(family),
              numbers(widths.get(family).getAsJsonArray()),
              protocols.get(protocols.size() == 1 ? 0 : family)));
    }
    return families;
  }

  private static JsonArray array(List<Integer> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  static String text(Configuration configuration, Shard shard) {
    return text(json(configuration, shard));
  }

  private static String text(JsonObject json) {
    return GSON.toJson(json) + "\n";
  }

  /** A configuration as text, from which {@link #parse} makes it again. */
  public static String text(Configuration configuration) {
    return text(json(configuration));
  }

  /** The configuration in a text that this version wrote; empty if it is another's. */
  public static Optional<Configuration> parse(String text) {
    return configuration(JsonParser.parseString(text).getAsJsonObject());
  }

  /** The name of the folder in which a run is kept where the user names none. */
  public static String folderName(Configuration configuration, Shard shard) {
    JsonObject json = json(configuration);
    json.remove(DATA_SOURCE);
    String hash = Sha256.of(text(json).getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    String name =
        String.join(
            "-",
            configuration.experiment(),
            configuration.dataset(),
            configuration.protocol().replace(',', '+'),
            hash);
    return shard.isWhole()
        ? name
        : "%s-shard-%d-of-%d".formatted(name, shard.index(), shard.count());
  }

  /** The object in a file, or empty if it is none. */
  static Optional<JsonObject> read(Path file) throws IOException {
    // Not readString, which refuses bytes that are no text.
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    try {
      return Optional.of(JsonParser.parseString(text).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException notAnObject) {
      return Optional.empty();
    }
  }

  /**
   * The configuration in a JSON that this version wrote for a whole run; empty if it is another's.
   */
  static Optional<Configuration> configuration(JsonObject json) {
    try {
      Configuration configuration =
          new Configuration(
              json.get("experiment").getAsString(),
              DataSource.of(json.getAsJsonObject(DATA_SOURCE)),
              texts(json.getAsJsonObject("data_sha256")),
              families(json),
              json.get("map").getAsString(),
              numbers(json.getAsJsonArray("per_class")),
              json.get("repeats").getAsInt(),
              json.get("epochs").getAsInt(),
              json.get("seed").getAsLong(),
              texts(json.getAsJsonObject("options")),
              json.get("arithmetic").getAsString());
      return json.equals(json(configuration)) ? Optional.of(configuration) : Optional.empty();
    } catch (RuntimeException anotherVersion) {
      // A key is missing, or its value is of another type.
      return Optional.empty();
    }
  }

  private static SortedMap<String, String> texts(JsonObject object) {
    SortedMap<String, String> texts = new TreeMap<>();
    object.asMap().forEach((key, value) -> texts.put(key, value.getAsString()));
    return texts;
  }

  private static List<Integer> numbers(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsInt).toList();
  }

  /** What differs, such as {@code seed 1 there and 2 here}; empty if nothing does. */
  static String differences(JsonObject there, JsonObject here) {
    return differences(there, here, "%s %s there and %s here");
  }

  /**
   * What differs; empty if nothing does.
   *
   * @param words for a key, its value there and that here
   */
  static String differences(JsonObject there, JsonObject here, String words) {
    TreeSet<String> keys = new TreeSet<>(there.keySet());
    keys.addAll(here.keySet());
    keys.remove(DATA_SOURCE);
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String before = there.has(key) ? there.get(key).toString() : "none";
      String now = here.has(key) ? here.get(key).toString() : "none";
      if (!before.equals(now)) {
        boolean hashes = key.endsWith("sha256");
        differences.add(hashes ? "other data files" : words.formatted(key, before, now));
      }
    }
    return String.join(", ", differences);
  }
}
