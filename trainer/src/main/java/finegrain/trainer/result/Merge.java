package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Joins the shards of a run to what one run would have written. */
public final class Merge {
  /** Which shards a message lists at most. */
  private static final int LISTED = 10;

  /**
   * A shard of the run.
   *
   * @param path of its folder
   * @param machine that computed it, and how, in words
   * @param models in the order of the run
   */
  public record Part(Path path, Shard shard, String machine, List<TrainedModel> models) {
    /** Copies the list. */
    public Part {
      models = List.copyOf(models);
    }
  }

  private final Configuration configuration;
  private final List<Part> parts;
  private final List<Journal.Entry> entries;
  private final List<Measure> measures;
  private final MergedEffort effort;
  private final List<Fact> facts;

  private Merge(
      Configuration configuration,
      List<Part> parts,
      List<Journal.Entry> entries,
      List<Measure> measures,
      MergedEffort effort,
      List<Fact> facts) {
    this.configuration = configuration;
    this.parts = List.copyOf(parts);
    this.entries = entries;
    this.measures = measures;
    this.effort = effort;
    this.facts = facts;
  }

  /**
   * Reads the shards in some folders, in whatever order. Writes nothing.
   *
   * @throws UserError if they are not all the shards of one run, each once, finished and undamaged
   */
  public static Merge of(List<Path> paths) {
    try {
      return read(paths);
    } catch (IOException e) {
      throw new UserError(
          "a shard cannot be read (%s); make it readable and merge again"
              .formatted(RunFolder.reason(e)),
          e);
    }
  }

  private static Merge read(List<Path> paths) throws IOException {
    SortedMap<Integer, ShardFolder> folders = shards(paths);
    ShardFolder first = folders.firstEntry().getValue();
    Configuration configuration =
        ConfigurationFile.configuration(folders.firstEntry().getValue().configuration())
            .orElseThrow(
                () ->
                    new UserError(
                        "%s was not written by this version of Finegrain; merge with the one that ran the shards"
                            .formatted(first.path().resolve(RunFolder.CONFIGURATION))));
    return read(configuration, folders.values());
  }

  /**
   * The folders of all shards of one run, by their numbers.
   *
   * @throws UserError if they are not all the shards of one run, each once
   */
  static SortedMap<Integer, ShardFolder> shards(List<Path> paths) throws IOException {
    TreeMap<Integer, ShardFolder> folders = new TreeMap<>();
    ShardFolder first = ShardFolder.at(paths.getFirst());
    for (Path path : paths) {
      ShardFolder folder = ShardFolder.at(path);
      checkSameRun(first, folder);
      ShardFolder twin = folders.putIfAbsent(folder.shard().index(), folder);
      if (twin != null) {
        throw new UserError(
            "%s and %s both hold shard %s; name each shard once"
                .formatted(twin.path(), path, folder.shard()));
      }
    }
    checkComplete(folders, first.shard().count());
    return folders;
  }

  private static Merge read(Configuration configuration, Collection<ShardFolder> folders)
      throws IOException {
    List<ModelSpec> models = Experiment.named(configuration.experiment()).models(configuration);
    Map<ModelSpec, Journal.Entry> bySpec = new HashMap<>();
    List<Measure> measures = new ArrayList<>();
    List<Part> parts = new ArrayList<>();
    MergedEffort effort = new MergedEffort();
    List<Fact> facts = List.of();
    for (ShardFolder folder : folders) {
      List<Journal.Entry> finished = folder.entries(models);
      finished.forEach(entry -> bySpec.put(entry.model().spec(), entry));
      measures.addAll(ResultsReader.measures(folder.path()));
      JsonObject manifest = folder.manifest();
      parts.add(
          new Part(
              folder.path(),
              folder.shard(),
              machine(manifest),
              folder.shard().of(models).stream().map(spec -> bySpec.get(spec).model()).toList()));
      effort.add(folder.shard(), Effort.of(finished), manifest);
      facts = facts.isEmpty() ? RunNotes.of(manifest).facts() : facts;
    }
    return new Merge(
        configuration, parts, models.stream().map(bySpec::get).toList(), measures, effort, facts);
  }

  /** The processor and what used it, as far as the manifest has them. */
  private static String machine(JsonObject manifest) {
    return Stream.of("cpu", "backend", "java")
        .filter(manifest::has)
        .map(key -> (key.equals("java") ? "Java " : "") + manifest.get(key).getAsString())
        .collect(Collectors.joining("; "));
  }

  private static void checkSameRun(ShardFolder first, ShardFolder other) {
    String differences =
        ConfigurationFile.differences(first.configuration(), other.configuration(), "%s %s and %s");
    if (!differences.isEmpty()) {
      throw new UserError(
          "%s and %s are of different configurations (%s); name the shards of one run"
              .formatted(first.path(), other.path(), differences));
    }
    if (first.shard().count() != other.shard().count()) {
      throw new UserError(
          "%s holds shard %s and %s holds shard %s; name the shards of one division"
              .formatted(first.path(), first.shard(), other.path(), other.shard()));
    }
  }

  private static void checkComplete(Map<Integer, ShardFolder> folders, int count) {
    List<Integer> missing = new ArrayList<>();
    for (int index = 1; index <= count && missing.size() <= LISTED; index++) {
      if (!folders.containsKey(index)) {
        missing.add(index);
      }
    }
    if (!missing.isEmpty()) {
      String listed =
          missing.stream()
              .limit(LISTED)
              .map(index -> new Shard(index, count).toString())
              .collect(Collectors.joining(", "));
      throw new UserError(
          "%s %s missing; name the folders of all %d shards"
              .formatted(
                  missing.size() > LISTED ? listed + " and others" : listed,
                  missing.size() == 1 ? "is" : "are",
                  count));
    }
  }

  /** That of the run whose shards are merged. */
  public Configuration configuration() {
    return configuration;
  }

  /** The shards, by their numbers. */
  public List<Part> parts() {
    return parts;
  }

  /** The configuration as a run writes it. */
  public JsonObject json() {
    return ConfigurationFile.json(configuration, Shard.WHOLE);
  }

  /**
   * Writes the results of all shards into a folder of the whole run, and the manifest.
   *
   * @param version of this program
   * @throws UserError if another run was begun in the folder, or it cannot be written
   */
  public RunOutcome writeTo(RunFolder target, String version) {
    if (!target.finished().isEmpty()) {
      throw new UserError(
          "the output folder %s holds a run that was begun; choose another one with --out"
              .formatted(target.path()));
    }
    RunOutcome outcome = target.writeEntries(entries, measures, facts);
    JsonObject manifest = new JsonObject();
    manifest.addProperty("finegrain", version);
    manifest.add("configuration", ConfigurationFile.json(configuration, Shard.WHOLE));
    manifest.add(ConfigurationFile.DATA_SOURCE, configuration.source().json());
    new RunNotes(facts, outcome.warnings()).addTo(manifest);
    manifest.addProperty(Manifest.REFERENCE_BITS, configuration.warningOfBits().isEmpty());
    manifest.addProperty("models", outcome.models());
    effort.addTo(manifest);
    manifest.addProperty(Manifest.RESULTS_SHA256, outcome.resultsSha256());
    target.finish(manifest);
    return outcome;
  }

  /** For people: how long the shards took, one after another, and what share of the peaks. */
  public String inWords() {
    return effort.inWords(entries.size());
  }
}
