package finegrain.trainer.repro;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

/**
 * The hashes and metrics of a run, to compare another machine with: gzipped JSON.
 *
 * @param configuration of the run, as its manifest has it, with the hashes of its data files
 * @param machine a description of the machine that recorded it
 * @param models in the order of the run's rows
 */
public record RunRecord(JsonObject configuration, String machine, List<Model> models) {
  private static final int FORMAT = 1;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  /**
   * A model of the run.
   *
   * @param index among all models of the run, from 0
   * @param name in words
   * @param initial hash of the initial weights
   * @param epochs hash of the weights after each epoch
   * @param metrics at the end, by name
   */
  public record Model(
      int index, String name, String initial, List<String> epochs, Map<String, Double> metrics) {}

  /** Copies the list. */
  public RunRecord {
    models = List.copyOf(models);
  }

  /**
   * Writes a file, whole or not at all.
   *
   * @throws UserError if it cannot be written
   */
  public void write(Path file) {
    try {
      WholeFile.write(
          file,
          out -> {
            GZIPOutputStream gzip = new GZIPOutputStream(out);
            gzip.write(GSON.toJson(json()).getBytes(StandardCharsets.UTF_8));
            gzip.finish();
          });
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be written (%s); name another file with --out".formatted(file, e.getMessage()),
          e);
    }
  }

  private JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("machine", machine);
    json.add("configuration", configuration);
    JsonArray all = new JsonArray();
    for (Model model : models) {
      JsonObject one = new JsonObject();
      one.addProperty("index", model.index());
      one.addProperty("name", model.name());
      one.addProperty("initial_sha256", model.initial());
      JsonArray epochs = new JsonArray();
      model.epochs().forEach(epochs::add);
      one.add("epochs_sha256", epochs);
      JsonObject metrics = new JsonObject();
      // As text: JSON has no infinity and no NaN, and these digits are exact.
      model.metrics().forEach((name, value) -> metrics.addProperty(name, value.toString()));
      one.add("metrics", metrics);
      all.add(one);
    }
    json.add("models", all);
    return json;
  }

  /**
   * Reads a file.
   *
   * @throws UserError if there is none, or it is not such a file
   */
  public static RunRecord read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "there is no file %s; give one that 'finegrain repro record' wrote".formatted(file));
    }
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return of(JsonParser.parseString(text).getAsJsonObject());
    } catch (ZipException | java.io.EOFException | RuntimeException damaged) {
      // A key is missing, or its value is of another type.
      throw new UserError(
          "%s is not a file that this version's 'finegrain repro record' wrote, or it is damaged"
              .formatted(file),
          damaged);
    } catch (IOException e) {
      throw new UserError("%s cannot be read (%s)".formatted(file, e.getMessage()), e);
    }
  }

  private static RunRecord of(JsonObject json) {
    if (json.get("format").getAsInt() != FORMAT) {
      throw new JsonParseException("another format");
    }
    List<Model> models = new ArrayList<>();
    for (JsonElement element : json.getAsJsonArray("models")) {
      JsonObject one = element.getAsJsonObject();
      Map<String, Double> metrics = new LinkedHashMap<>();
      one.getAsJsonObject("metrics")
          .asMap()
          .forEach((name, value) -> metrics.put(name, Double.valueOf(value.getAsString())));
      models.add(
          new Model(
              one.get("index").getAsInt(),
              one.get("name").getAsString(),
              one.get("initial_sha256").getAsString(),
              one.getAsJsonArray("epochs_sha256").asList().stream()
                  .map(JsonElement::getAsString)
                  .toList(),
              metrics));
    }
    return new RunRecord(
        json.getAsJsonObject("configuration"), json.get("machine").getAsString(), models);
  }
}
