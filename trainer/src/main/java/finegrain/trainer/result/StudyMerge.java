package finegrain.trainer.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Joins the shards of a study to what one run would have written. */
public final class StudyMerge {
  private final StudyConfiguration configuration;
  private final List<Table> tables;
  private final List<List<Row>> units;
  private final List<Fact> facts;
  private final JsonArray shards;
  private final double seconds;

  private StudyMerge(
      StudyConfiguration configuration,
      List<Table> tables,
      List<List<Row>> units,
      List<Fact> facts,
      JsonArray shards,
      double seconds) {
    this.configuration = configuration;
    this.tables = tables;
    this.units = units;
    this.facts = facts;
    this.shards = shards;
    this.seconds = seconds;
  }

  /** Whether a folder is one of a study. */
  public static boolean isFor(Path folder) throws IOException {
    Path file = folder.resolve(RunFolder.CONFIGURATION);
    return Files.isRegularFile(file)
        && ConfigurationFile.read(file).filter(StudyConfiguration::isStudy).isPresent();
  }

  /**
   * Reads the shards in some folders, in whatever order. Writes nothing.
   *
   * @throws UserError if they are not all the shards of one run, each once, finished and undamaged
   */
  public static StudyMerge of(List<Path> paths) {
    try {
      return read(Merge.shards(paths).values());
    } catch (IOException e) {
      throw new UserError(
          "a shard cannot be read (%s); make it readable and merge again"
              .formatted(RunFolder.reason(e)),
          e);
    }
  }

  private static StudyMerge read(Collection<ShardFolder> folders) throws IOException {
    ShardFolder first = folders.iterator().next();
    StudyConfiguration configuration =
        StudyConfiguration.of(first.configuration()).orElseThrow(() -> another(first));
    Map<String, List<Row>> rows = new HashMap<>();
    JsonArray shards = new JsonArray();
    double seconds = 0;
    for (ShardFolder folder : folders) {
      rows.putAll(folder.rows());
      JsonObject manifest = folder.manifest();
      seconds += manifest.get("seconds").getAsDouble();
      JsonObject shard = new JsonObject();
      shard.addProperty(ConfigurationFile.SHARD, folder.shard().toString());
      manifest.asMap().forEach(shard::add);
      List.of("configuration", StudyFolder.UNITS, StudyFolder.TABLES).forEach(shard::remove);
      RunNotes.keys().forEach(shard::remove);
      shards.add(shard);
    }
    JsonObject manifest = first.manifest();
    List<List<Row>> units =
        texts(manifest.getAsJsonArray(StudyFolder.UNITS)).stream().map(rows::get).toList();
    List<Table> tables =
        manifest.getAsJsonObject(StudyFolder.TABLES).entrySet().stream()
            .map(table -> new Table(table.getKey(), texts(table.getValue().getAsJsonArray())))
            .toList();
    return new StudyMerge(
        configuration, tables, units, RunNotes.of(manifest).facts(), shards, seconds);
  }

  private static UserError another(ShardFolder folder) {
    return new UserError(
        "%s was not written by this version of Finegrain; merge with the one that ran the shards"
            .formatted(folder.path().resolve(RunFolder.CONFIGURATION)));
  }

  private static List<String> texts(JsonArray array) {
    return array.asList().stream().map(JsonElement::getAsString).toList();
  }

  /** That of the run whose shards are merged. */
  public StudyConfiguration configuration() {
    return configuration;
  }

  /** The tables of its results. */
  public List<Table> tables() {
    return tables;
  }

  /**
   * Writes the results of all shards into a folder of the whole run, and the manifest.
   *
   * @param version of this program
   * @throws UserError if another run was begun in the folder, or it cannot be written
   */
  public StudyOutcome writeTo(StudyFolder target, String version) {
    if (!target.finished().isEmpty()) {
      throw new UserError(
          "the output folder %s holds a run that was begun; choose another one with --out"
              .formatted(target.path()));
    }
    JsonObject manifest = new JsonObject();
    manifest.addProperty("finegrain", version);
    manifest.add("configuration", configuration.json());
    configuration
        .settings()
        .source()
        .ifPresent(source -> manifest.add(ConfigurationFile.DATA_SOURCE, source.json()));
    RunNotes notes = target.notes(facts, tables, units);
    notes.addTo(manifest);
    manifest.addProperty("seconds", seconds);
    manifest.add("shards", shards);
    return target.finish(tables, units, notes, manifest);
  }
}
