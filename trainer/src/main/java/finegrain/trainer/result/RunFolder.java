package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.kernels.host.WholeFile;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The output folder of a run. While the run goes on it holds the configuration, a journal of the
 * finished models and a lock; in the end the results, with the manifest as the last one. That of a
 * shard keeps the journal, for the merge.
 */
public final class RunFolder implements AutoCloseable {
  static final String CONFIGURATION = "configuration.json";
  static final String JOURNAL = "journal.bin";
  static final String MANIFEST = "manifest.json";

  static final String MAKE_ROOM = "make room in it and give the same command again";

  private final Path folder;
  private final Configuration configuration;
  private final Shard shard;
  private final FolderLock lock;
  private final JournalFile<Journal.Entry> journal;
  private final double elapsedBefore;
  private final long begin = System.nanoTime();

  private RunFolder(
      Path folder,
      Configuration configuration,
      Shard shard,
      FolderLock lock,
      JournalFile<Journal.Entry> journal) {
    this.folder = folder;
    this.configuration = configuration;
    this.shard = shard;
    this.lock = lock;
    this.journal = journal;
    this.elapsedBefore = journal.entries().isEmpty() ? 0 : journal.entries().getLast().elapsed();
  }

  /**
   * Opens a folder for a run: a new or empty one, or one in which the same shard of the same
   * configuration was begun.
   *
   * @throws UserError if the folder holds anything else, is in use by another process, or cannot be
   *     written
   */
  public static RunFolder open(Path folder, Configuration configuration, Shard shard) {
    try {
      FolderLock lock = begin(folder, ConfigurationFile.json(configuration, shard));
      try {
        JournalFile<Journal.Entry> journal = Journal.open(folder.resolve(JOURNAL));
        return new RunFolder(folder, configuration, shard, lock, journal);
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException e) {
      throw unwritable(folder, e, "choose another one with --out");
    }
  }

  /**
   * Takes a folder for a run of a configuration, and writes the configuration into it.
   *
   * @throws UserError if the folder holds anything else, or is in use by another process
   * @throws IOException if it cannot be written
   */
  static FolderLock begin(Path folder, JsonObject configuration) throws IOException {
    checkContent(folder, configuration);
    Files.createDirectories(folder);
    FolderLock lock = FolderLock.take(folder);
    try {
      // Again: another process may have begun here before we had the lock.
      checkContent(folder, configuration);
      Path file = folder.resolve(CONFIGURATION);
      String text = ConfigurationFile.GSON.toJson(configuration) + "\n";
      boolean finished = Files.exists(folder.resolve(MANIFEST));
      // Since the run was begun, its data may have moved.
      if (!Files.exists(file) || (!finished && !Files.readString(file).equals(text))) {
        WholeFile.write(file, text);
      }
      return lock;
    } catch (IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  static UserError unwritable(Path folder, IOException e, String remedy) {
    return new UserError(
        "the output folder %s cannot be written (%s); %s".formatted(folder, reason(e), remedy), e);
  }

  /** What was wrong, in words for the user. */
  static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException there -> there.getFile() + ": no such file or folder";
      case FileAlreadyExistsException there ->
          there.getFile() + ": a file or a link of that name is there";
      case AccessDeniedException there -> there.getFile() + ": permission denied";
      case FileSystemException there when there.getReason() != null ->
          there.getFile() + ": " + there.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  static void checkContent(Path folder, JsonObject configuration) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw new UserError("the output folder %s is a file; choose a folder".formatted(folder));
    }
    Path file = folder.resolve(CONFIGURATION);
    if (Files.exists(file)) {
      JsonObject there =
          ConfigurationFile.read(file)
              .orElseThrow(
                  () -> new UserError("%s is damaged; choose another folder".formatted(file)));
      String differences = ConfigurationFile.differences(there, configuration);
      if (!differences.isEmpty()) {
        throw new UserError(
            "the output folder %s holds a run of another configuration (%s); choose another one with --out"
                .formatted(folder, differences));
      }
      return;
    }
    try (Stream<Path> content = Files.list(folder)) {
      // A process that was killed at its very start leaves these.
      Set<String> harmless = new HashSet<>(FolderLock.FILES);
      harmless.add(CONFIGURATION + ".part");
      if (content.anyMatch(path -> !harmless.contains(path.getFileName().toString()))) {
        throw new UserError(
            "the output folder %s holds files that are not of a run; choose a new or an empty one"
                .formatted(folder));
      }
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
    return isFinished(folder);
  }

  static boolean isFinished(Path folder) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    if (!Files.exists(manifest)) {
      return false;
    }
    Optional<Path> damaged = Manifest.damagedFile(folder);
    if (damaged.isPresent()) {
      throw new UserError(
          "%s is not the file that its run wrote; remove the folder to run again, or choose another one with --out"
              .formatted(damaged.get()));
    }
    return true;
  }

  /** The models that are finished. */
  public List<TrainedModel> finished() {
    return journal.entries().stream().map(Journal.Entry::model).toList();
  }

  /** Those of some models that are finished, in their order. */
  public List<TrainedModel> finished(List<ModelSpec> models) {
    Map<ModelSpec, TrainedModel> bySpec = new HashMap<>();
    finished().forEach(model -> bySpec.put(model.spec(), model));
    return models.stream().map(bySpec::get).toList();
  }

  /**
   * Keeps finished models, which so many threads have trained.
   *
   * @throws UserError if they cannot be written; what was kept before still is
   */
  public void add(List<FinishedModel> finished, int threads) {
    double elapsed = elapsed();
    try {
      journal.append(
          finished.stream()
              .map(
                  its ->
                      new Journal.Entry(
                          its.model(), its.seconds(), threads, elapsed, its.regions()))
              .toList());
    } catch (IOException e) {
      throw unwritable(folder, e, MAKE_ROOM);
    }
  }

  /** Seconds of the parts before, up to their last finished model, and of this part. */
  double elapsed() {
    return elapsedBefore + (System.nanoTime() - begin) * 1e-9;
  }

  /**
   * Writes the results of a run whose models are all finished: all files but the manifest.
   *
   * @param models in the order of the rows
   * @param measures what was measured besides
   * @param facts what was understood of the data
   * @throws UserError if they cannot be written; the models are kept
   */
  public RunOutcome writeResults(List<ModelSpec> models, List<Measure> measures, List<Fact> facts) {
    Map<ModelSpec, Journal.Entry> bySpec = new HashMap<>();
    journal.entries().forEach(entry -> bySpec.put(entry.model().spec(), entry));
    return writeEntries(models.stream().map(bySpec::get).toList(), measures, facts);
  }

  /**
   * Writes the results of models that were trained in whatever folder; the report of a whole run.
   */
  RunOutcome writeEntries(List<Journal.Entry> entries, List<Measure> measures, List<Fact> facts) {
    try {
      RunOutcome outcome = ResultFiles.write(folder, configuration, entries, measures);
      RunNotes notes = new RunNotes(facts, outcome.warnings());
      return shard.isWhole()
          ? outcome.with(
              RunReport.write(folder, new ReportedRun.OfModels(folder, configuration), notes))
          : outcome;
    } catch (IOException e) {
      throw unwritable(folder, e, MAKE_ROOM);
    }
  }

  /**
   * Writes the manifest of a run whose results are written, which finishes the run, and removes
   * what was for its time only.
   *
   * @throws UserError if it cannot be written; the models are kept
   */
  public void finish(RunOutcome outcome, Manifest manifest) {
    JsonObject json = manifest.json(configuration, shard, effort(), outcome);
    if (!shard.isWhole()) {
      try {
        Manifest.addHash(json, folder.resolve(JOURNAL));
      } catch (IOException e) {
        throw unwritable(folder, e, MAKE_ROOM);
      }
    }
    finish(json);
  }

  /** Finishes a run with a manifest as JSON. */
  void finish(JsonObject manifest) {
    try {
      Manifest.addFileHashes(manifest, folder);
      WholeFile.write(folder.resolve(MANIFEST), ConfigurationFile.GSON.toJson(manifest) + "\n");
      removeLeftovers();
    } catch (IOException e) {
      throw unwritable(folder, e, MAKE_ROOM);
    }
  }

  /** The work of the run so far, over all its parts. */
  public Effort effort() {
    return Effort.of(journal.entries());
  }

  /** The files that a finished run has for its user. */
  public List<Path> files() {
    return Stream.of(
            ResultFiles.RESULTS,
            ResultFiles.EPOCHS,
            ResultFiles.SUMMARY,
            ResultFiles.MEASURES,
            RegionFiles.REGIONS,
            RegionFiles.POINTS,
            MANIFEST,
            ReportWriter.HTML)
        .map(folder::resolve)
        .filter(Files::exists)
        .toList();
  }

  private void removeLeftovers() throws IOException {
    journal.close();
    if (shard.isWhole()) {
      Files.deleteIfExists(folder.resolve(JOURNAL));
    }
  }

  /** Gives the folder free for other processes. */
  @Override
  public void close() throws IOException {
    try (lock) {
      journal.close();
      if (Files.exists(folder.resolve(MANIFEST))) {
        removeLeftovers();
        lock.remove();
      }
    }
  }
}
