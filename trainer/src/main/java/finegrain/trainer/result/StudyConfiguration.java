package finegrain.trainer.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.trainer.Sha256;
import finegrain.trainer.ShellWords;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudySettings;
import java.nio.charset.StandardCharsets;
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
 * What determines the results of a study.
 *
 * @param study what is computed
 * @param settings what the user asks of it
 * @param data SHA-256 of each data file; empty if there are none
 * @param arithmetic {@link Configuration#REFERENCE}, or a backend with bits of its own
 */
public record StudyConfiguration(
    Study study, StudySettings settings, SortedMap<String, String> data, String arithmetic) {
  /** The key of a configuration that is a study's. */
  static final String STUDY = "study";

  private static final String DATA = "data_sha256";
  private static final String SEED = "seed";
  private static final String ARITHMETIC = "arithmetic";
  private static final int HASH_DIGITS = 8;

  /** Copies the map. */
  public StudyConfiguration {
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
  }

  /** What people must know of the bits of the results; empty for the reference bits. */
  public Optional<String> warningOfBits() {
    return Configuration.warningOfBits(arithmetic);
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty(STUDY, study.name());
    settings
        .source()
        .ifPresent(
            source -> {
              json.addProperty("dataset", source.name());
              json.add(ConfigurationFile.DATA_SOURCE, source.json());
              if (source instanceof OwnFiles own) {
                json.add("reading", own.reading());
              }
              JsonObject hashes = new JsonObject();
              data.forEach(hashes::addProperty);
              json.add(DATA, hashes);
            });
    settings.options().forEach(json::addProperty);
    json.addProperty(SEED, settings.seed());
    json.addProperty(ARITHMETIC, arithmetic);
    json.addProperty("numerics", ConfigurationFile.NUMERICS);
    json.addProperty("study_numerics", study.numerics());
    return json;
  }

  JsonObject json(Shard shard) {
    JsonObject json = json();
    if (!shard.isWhole()) {
      json.addProperty(ConfigurationFile.SHARD, shard.toString());
    }
    return json;
  }

  /** Whether a configuration as JSON is a study's. */
  static boolean isStudy(JsonObject json) {
    return json.has(STUDY);
  }

  /** The configuration in a JSON that this version wrote for a whole run; else empty. */
  static Optional<StudyConfiguration> of(JsonObject json) {
    try {
      Study study = Study.named(json.get(STUDY).getAsString()).orElseThrow();
      SortedMap<String, String> options = new TreeMap<>();
      for (StudyOption option : study.options()) {
        if (json.has(option.name())) {
          options.put(option.name(), json.get(option.name()).getAsString());
        }
      }
      Optional<DataSource> source =
          Optional.ofNullable(json.getAsJsonObject(ConfigurationFile.DATA_SOURCE))
              .map(DataSource::of);
      SortedMap<String, String> data = new TreeMap<>();
      if (json.get(DATA) instanceof JsonObject hashes) {
        hashes.asMap().forEach((file, hash) -> data.put(file, text(hash)));
      }
      StudyConfiguration configuration =
          new StudyConfiguration(
              study,
              new StudySettings(options, source, json.get(SEED).getAsLong()),
              data,
              json.get(ARITHMETIC).getAsString());
      return json.equals(configuration.json()) ? Optional.of(configuration) : Optional.empty();
    } catch (RuntimeException anotherVersion) {
      // A key is missing, or its value is of another type.
      return Optional.empty();
    }
  }

  private static String text(JsonElement element) {
    return element.getAsString();
  }

  /** As text, from which {@link #parse} makes it again. */
  public String text() {
    return ConfigurationFile.GSON.toJson(json());
  }

  /** The configuration in a text that this version wrote; empty if it is another's. */
  public static Optional<StudyConfiguration> parse(String text) {
    return of(JsonParser.parseString(text).getAsJsonObject());
  }

  /** The same for a process with another working folder. */
  public StudyConfiguration absolute() {
    StudySettings there =
        new StudySettings(
            settings.options(), settings.source().map(DataSource::absolute), settings.seed());
    return new StudyConfiguration(study, there, data, arithmetic);
  }

  /** The name of the folder in which a run is kept where the user names none. */
  public String folderName(Shard shard) {
    JsonObject json = json();
    json.remove(ConfigurationFile.DATA_SOURCE);
    String text = ConfigurationFile.GSON.toJson(json);
    List<String> words = new ArrayList<>(List.of(study.name()));
    settings.source().ifPresent(source -> words.add(source.name()));
    words.add(Sha256.of(text.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS));
    if (!shard.isWhole()) {
      words.add("shard-%d-of-%d".formatted(shard.index(), shard.count()));
    }
    return String.join("-", words);
  }

  /** Its values by the names of options, in the order of the help, apart from the data source's. */
  public SequencedMap<String, String> values() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    for (StudyOption option : study.options()) {
      settings.text(option.name()).ifPresent(value -> values.put(option.name(), value));
    }
    values.put(SEED, Long.toString(settings.seed()));
    return values;
  }

  /** The command line that repeats the run, for a POSIX shell. */
  String command() {
    List<String> words = new ArrayList<>(List.of("./finegrain", "run", study.name()));
    settings.source().ifPresent(source -> words.addAll(source.options()));
    values().forEach((name, value) -> words.addAll(List.of("--" + name, value)));
    if (!arithmetic.equals(Configuration.REFERENCE)) {
      words.addAll(List.of("--backend", arithmetic));
    }
    return words.stream().map(ShellWords::quoted).collect(Collectors.joining(" "));
  }
}
