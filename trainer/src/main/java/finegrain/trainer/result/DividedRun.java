package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A run whose shards are computed by other processes, each in a folder beside that of the whole
 * run. For reading only.
 */
public final class DividedRun {
  /** The journal of a run; the two kinds of runs have different entries. */
  private interface Entries {
    List<?> read(Path journal) throws IOException;
  }

  private final Path folder;
  private final int count;
  private final Function<Shard, JsonObject> configuration;
  private final Entries entries;

  private DividedRun(
      Path folder, int count, Function<Shard, JsonObject> configuration, Entries entries) {
    this.folder = folder.toAbsolutePath().normalize();
    this.count = count;
    this.configuration = configuration;
    this.entries = entries;
    if (this.folder.getFileName() == null) {
      throw new UserError("the output folder %s has no room beside it".formatted(folder));
    }
  }

  /**
   * A run of an experiment.
   *
   * @param folder of the whole run
   * @param count of the shards
   */
  public static DividedRun of(Path folder, int count, Configuration configuration) {
    return new DividedRun(
        folder, count, shard -> ConfigurationFile.json(configuration, shard), Journal::read);
  }

  /** A run of a study, likewise. */
  public static DividedRun of(Path folder, int count, StudyConfiguration configuration) {
    return new DividedRun(folder, count, configuration::json, StudyJournal::read);
  }

  /** That of the whole run: an absolute path. */
  public Path folder() {
    return folder;
  }

  /** How many shards there are. */
  public int count() {
    return count;
  }

  /** The path of a shard's folder up to its number. */
  public String beforeNumber() {
    return folder + "-shard-";
  }

  /** What follows the number. */
  public String afterNumber() {
    return "-of-" + count;
  }

  /** The folder of a shard; its number counts from 1. */
  public Path shard(int number) {
    return Path.of(beforeNumber() + number + afterNumber());
  }

  /** The folders of all shards. */
  public List<Path> shards() {
    return IntStream.rangeClosed(1, count).mapToObj(this::shard).toList();
  }

  /**
   * Whether the shards are merged.
   *
   * @throws UserError if the folder of the whole run holds anything else, or a file is damaged
   */
  public boolean isMerged() throws IOException {
    RunFolder.checkContent(folder, configuration.apply(Shard.WHOLE));
    if (RunFolder.isFinished(folder)) {
      return true;
    }
    Path journal = folder.resolve(RunFolder.JOURNAL);
    if (Files.exists(journal) && !entries.read(journal).isEmpty()) {
      throw new UserError(
          "the output folder %s holds a run that was begun in one piece; choose another one with --out"
              .formatted(folder));
    }
    return false;
  }

  /**
   * The numbers of the shards that are not finished.
   *
   * @throws UserError if the folder of a shard holds anything else, or a file is damaged
   */
  public List<Integer> unfinished() throws IOException {
    List<Integer> unfinished = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      RunFolder.checkContent(shard(number), configuration.apply(new Shard(number, count)));
      if (!RunFolder.isFinished(shard(number))) {
        unfinished.add(number);
      }
    }
    return unfinished;
  }
}
