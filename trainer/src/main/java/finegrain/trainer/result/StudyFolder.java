package finegrain.trainer.result;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import finegrain.kernels.host.Machine;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Row;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.Table;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.UnitTeam;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The output folder of a study. While the run goes on it holds the configuration, a journal of the
 * finished units and a lock; in the end the results, with the manifest as the last one. That of a
 * shard keeps the journal, for the merge.
 */
public final class StudyFolder implements AutoCloseable {
  static final String UNITS = "units";
  static final String TABLES = "tables";

  private final Path folder;
  private final StudyConfiguration configuration;
  private final Shard shard;
  private final FolderLock lock;
  private final JournalFile<StudyJournal.Entry> journal;
  private final double elapsedBefore;
  private final long begin = System.nanoTime();

  private StudyFolder(
      Path folder,
      StudyConfiguration configuration,
      Shard shard,
      FolderLock lock,
      JournalFile<StudyJournal.Entry> journal) {
    this.folder = folder;
    this.configuration = configuration;
    this.shard = shard;
    this.lock = lock;
    this.journal = journal;
    this.elapsedBefore = journal.entries().isEmpty() ? 0 : journal.entries().getLast().elapsed();
  }

  /**
   * What the manifest says of how a run was done; it changes nothing.
   *
   * @param version of this program
   * @param backend its name, and why it was chosen
   * @param threads of the last part of the run
   */
  public record Circumstances(String version, String backend, int threads) {}

  /**
   * Opens a folder for a run: a new or empty one, or one in which the same shard of the same
   * configuration was begun.
   *
   * @throws UserError if the folder holds anything else, is in use by another process, or cannot be
   *     written
   */
  public static StudyFolder open(Path folder, StudyConfiguration configuration, Shard shard) {
    try {
      FolderLock lock = RunFolder.begin(folder, configuration.json(shard));
      try {
        JournalFile<StudyJournal.Entry> journal =
            StudyJournal.open(folder.resolve(RunFolder.JOURNAL));
        return new StudyFolder(folder, configuration, shard, lock, journal);
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, "choose another one with --out");
    }
  }

  /** Where it is. */
  public Path path() {
    return folder;
  }

  /**
   * Whether the run is finished: its manifest is there.
   *
   * @throws UserError if a file is not the one that the manifest names
   */
  public boolean isFinished() throws IOException {
    return RunFolder.isFinished(folder);
  }

  /** The keys of the units that are finished. */
  public Set<String> finished() {
    Set<String> keys = new HashSet<>();
    journal.entries().forEach(entry -> keys.add(entry.key()));
    return keys;
  }

  /**
   * Keeps finished units.
   *
   * @throws UserError if they cannot be written; what was kept before still is
   */
  public void add(List<UnitTeam.Finished> units) {
    double elapsed = elapsedBefore + (System.nanoTime() - begin) * 1e-9;
    try {
      journal.append(
          units.stream()
              .map(its -> new StudyJournal.Entry(its.unit().key(), its.rows(), elapsed))
              .toList());
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, RunFolder.MAKE_ROOM);
    }
  }

  /** Seconds of the run up to its last finished unit, over all its parts. */
  public double seconds() {
    return journal.entries().isEmpty() ? 0 : journal.entries().getLast().elapsed();
  }

  /**
   * Writes the results of a run whose units are all finished, the manifest last, and removes what
   * was for its time only.
   *
   * @param plan of the whole run
   * @param units those of this shard, in order
   * @throws UserError if they cannot be written; the units are kept
   */
  public StudyOutcome finish(Plan plan, List<Unit> units, Circumstances circumstances) {
    Map<String, List<Row>> rows = new HashMap<>();
    journal.entries().forEach(entry -> rows.put(entry.key(), entry.rows()));
    List<String> all = plan.units().stream().map(Unit::key).toList();
    List<List<Row>> mine = units.stream().map(unit -> rows.get(unit.key())).toList();
    RunNotes notes = notes(plan.facts(), plan.tables(), mine);
    JsonObject manifest = new JsonObject();
    manifest.addProperty("finegrain", circumstances.version());
    manifest.add("configuration", configuration.json(shard));
    configuration
        .settings()
        .source()
        .ifPresent(
            used -> {
              JsonObject source = used.json();
              source.addProperty("read_from", plan.readFrom());
              manifest.add(ConfigurationFile.DATA_SOURCE, source);
            });
    notes.addTo(manifest);
    manifest.addProperty("backend", circumstances.backend());
    manifest.addProperty("threads", circumstances.threads());
    manifest.addProperty("seconds", seconds());
    Manifest.add(Machine.current(), manifest);
    if (!shard.isWhole()) {
      manifest.add(UNITS, array(all));
      JsonObject tables = new JsonObject();
      plan.tables().forEach(table -> tables.add(table.name(), array(table.columns())));
      manifest.add(TABLES, tables);
    }
    return finish(plan.tables(), mine, notes, manifest);
  }

  /** What is said of results beside them. */
  RunNotes notes(List<Fact> facts, List<Table> tables, List<List<Row>> units) {
    StudyResults results = StudyResults.of(tables, units.stream().flatMap(List::stream).toList());
    return new RunNotes(facts, configuration.study().warnings(results));
  }

  /**
   * Writes the results of units that were computed in whatever folder.
   *
   * @param units the rows of each, in order
   * @param manifest without what is known of the results
   */
  StudyOutcome finish(
      List<Table> tables, List<List<Row>> units, RunNotes notes, JsonObject manifest) {
    try {
      manifest.addProperty(Manifest.REFERENCE_BITS, configuration.warningOfBits().isEmpty());
      JsonObject hashes = new JsonObject();
      for (Table table : tables) {
        Path file = folder.resolve(table.file());
        List<List<String>> lines = new ArrayList<>(List.of(table.columns()));
        units.stream()
            .flatMap(List::stream)
            .filter(row -> row.table().equals(table.name()))
            .forEach(row -> lines.add(row.values()));
        WholeFile.write(file, CsvFiles.text(lines));
        String hash = Sha256.of(Files.readAllBytes(file));
        if (table.name().equals(Table.RESULTS)) {
          manifest.addProperty(Manifest.RESULTS_SHA256, hash);
        } else {
          hashes.addProperty(table.file(), hash);
        }
      }
      manifest.add(Manifest.FILES_SHA256, hashes);
      if (!shard.isWhole()) {
        Manifest.addHash(manifest, folder.resolve(RunFolder.JOURNAL));
      }
      Optional<Conclusion> conclusion =
          shard.isWhole()
              ? Optional.of(
                  RunReport.write(
                      folder,
                      new ReportedRun.OfStudy(
                          folder, configuration, tables.stream().map(Table::file).toList()),
                      notes))
              : Optional.empty();
      WholeFile.write(
          folder.resolve(RunFolder.MANIFEST), ConfigurationFile.GSON.toJson(manifest) + "\n");
      removeLeftovers();
      return new StudyOutcome(conclusion, notes.warnings());
    } catch (IOException e) {
      throw RunFolder.unwritable(folder, e, RunFolder.MAKE_ROOM);
    }
  }

  private static JsonArray array(List<String> texts) {
    JsonArray array = new JsonArray();
    texts.forEach(array::add);
    return array;
  }

  /** The files that a finished run has for its user. */
  public List<Path> files(List<Table> tables) {
    List<String> names = new ArrayList<>(tables.stream().map(Table::file).toList());
    names.addAll(List.of(RunFolder.MANIFEST, ReportWriter.HTML));
    return names.stream().map(folder::resolve).filter(Files::exists).toList();
  }

  private void removeLeftovers() throws IOException {
    journal.close();
    if (shard.isWhole()) {
      Files.deleteIfExists(folder.resolve(RunFolder.JOURNAL));
    }
  }

  /** Gives the folder free for other processes. */
  @Override
  public void close() throws IOException {
    try (lock) {
      journal.close();
      if (Files.exists(folder.resolve(RunFolder.MANIFEST))) {
        removeLeftovers();
        lock.remove();
      }
    }
  }
}
