package finegrain.trainer.result;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import finegrain.trainer.Sha256;
import finegrain.trainer.experiment.Configuration;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A configuration as JSON, with its differences from another one in words. */
public final class ConfigurationFile {
  static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * The version of what computes the results and of the journal. Raised by whoever changes a bit of
   * either, so that no run goes on with another program than it began with.
   */
  private static final int NUMERICS = 1;

  private ConfigurationFile() {}

  static JsonObject json(Configuration configuration) {
    JsonObject json = new JsonObject();
    json.addProperty("experiment", configuration.experiment());
    json.addProperty("dataset", configuration.dataset());
    JsonObject data = new JsonObject();
    configuration.data().forEach(data::addProperty);
    json.add("data_sha256", data);
    json.addProperty("protocol", configuration.protocol());
    json.addProperty("map", configuration.map());
    json.add("widths", array(configuration.widths()));
    json.add("per_class", array(configuration.perClass()));
    json.addProperty("repeats", configuration.repeats());
    json.addProperty("epochs", configuration.epochs());
    json.addProperty("seed", configuration.seed());
    json.addProperty("arithmetic", configuration.arithmetic());
    json.addProperty("numerics", NUMERICS);
    return json;
  }

  private static JsonArray array(List<Integer> numbers) {
    JsonArray array = new JsonArray();
    numbers.forEach(array::add);
    return array;
  }

  static String text(Configuration configuration) {
    return GSON.toJson(json(configuration)) + "\n";
  }

  /** The first eight hexadecimal digits of a hash over the configuration. */
  public static String shortHash(Configuration configuration) {
    return Sha256.of(text(configuration).getBytes(StandardCharsets.UTF_8)).substring(0, 8);
  }

  /** The object in a text, or empty if it is none. */
  static Optional<JsonObject> parse(String text) {
    try {
      return Optional.of(JsonParser.parseString(text).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException notAnObject) {
      return Optional.empty();
    }
  }

  /** What differs, such as {@code seed 1 there and 2 here}; empty if nothing does. */
  static String differences(JsonObject there, JsonObject here) {
    TreeSet<String> keys = new TreeSet<>(there.keySet());
    keys.addAll(here.keySet());
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String before = there.has(key) ? there.get(key).toString() : "none";
      String now = here.has(key) ? here.get(key).toString() : "none";
      if (!before.equals(now)) {
        boolean hashes = key.endsWith("sha256");
        differences.add(
            hashes ? "other data files" : "%s %s there and %s here".formatted(key, before, now));
      }
    }
    return String.join(", ", differences);
  }
}
