package finegrain.trainer.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.study.Row;
import finegrain.trainer.training.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The folder of a shard, for reading only.
 *
 * @param path of the folder
 * @param configuration of the whole run
 * @param shard which of its parts it is
 */
record ShardFolder(Path path, JsonObject configuration, Shard shard) {
  /**
   * Reads which shard of which run a folder holds.
   *
   * @throws UserError if it holds none
   */
  static ShardFolder at(Path path) throws IOException {
    Path file = path.resolve(RunFolder.CONFIGURATION);
    if (!Files.exists(file)) {
      throw new UserError(
          "%s is not the folder of a shard: it has no %s".formatted(path, RunFolder.CONFIGURATION));
    }
    JsonObject json = ConfigurationFile.read(file).orElseThrow(() -> damaged(file));
    JsonElement shard = json.remove(ConfigurationFile.SHARD);
    if (shard == null) {
      throw new UserError(
          "%s holds a whole run, not a shard; there is nothing to merge".formatted(path));
    }
    try {
      return new ShardFolder(path, json, Shard.parse(shard.getAsString()));
    } catch (UserError | IllegalStateException | UnsupportedOperationException noShard) {
      throw damaged(file);
    }
  }

  /**
   * The entries of its models, in the order in which they were finished.
   *
   * @param models of the whole run
   * @throws UserError if the shard is not finished, or a file of it is damaged
   */
  List<Journal.Entry> entries(List<ModelSpec> models) throws IOException {
    List<ModelSpec> expected = shard.of(models);
    Path journal = path.resolve(RunFolder.JOURNAL);
    if (!Files.exists(path.resolve(RunFolder.MANIFEST))) {
      int finished = Files.exists(journal) ? Journal.read(journal).size() : 0;
      throw new UserError(
          "shard %s in %s is not finished (%d of %d models); give the command of its run again"
              .formatted(shard, path, finished, expected.size()));
    }
    Manifest.damagedFile(path).ifPresent(this::throwDamaged);
    List<Journal.Entry> entries = Files.exists(journal) ? Journal.read(journal) : List.of();
    Set<ModelSpec> there = new HashSet<>();
    entries.forEach(entry -> there.add(entry.model().spec()));
    if (entries.size() != expected.size() || !there.equals(new HashSet<>(expected))) {
      throwDamaged(journal);
    }
    return entries;
  }

  /**
   * The rows of its units of work, by their keys, if it is a shard of a study.
   *
   * @throws UserError if the shard is not finished, or a file of it is damaged
   */
  Map<String, List<Row>> rows() throws IOException {
    Path journal = path.resolve(RunFolder.JOURNAL);
    if (!Files.exists(path.resolve(RunFolder.MANIFEST))) {
      throw new UserError(
          "shard %s in %s is not finished; give the command of its run again"
              .formatted(shard, path));
    }
    Manifest.damagedFile(path).ifPresent(this::throwDamaged);
    Map<String, List<Row>> rows = new HashMap<>();
    StudyJournal.read(journal).forEach(entry -> rows.put(entry.key(), entry.rows()));
    return rows;
  }

  /** What its run wrote about itself. */
  JsonObject manifest() throws IOException {
    Path file = path.resolve(RunFolder.MANIFEST);
    return ConfigurationFile.read(file).orElseThrow(() -> damaged(file));
  }

  private void throwDamaged(Path file) {
    throw damaged(file);
  }

  private static UserError damaged(Path file) {
    return new UserError(
        "%s is damaged: it is not what its run wrote; remove its folder and run the shard again"
            .formatted(file));
  }
}
