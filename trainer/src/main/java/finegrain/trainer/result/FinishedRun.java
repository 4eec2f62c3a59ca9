package finegrain.trainer.result;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The folder of a finished run, or of a finished shard, for reading only.
 *
 * @param path of the folder
 * @param configuration as its manifest has it
 * @param weightsSha256 of each model, in the order of the rows
 */
public record FinishedRun(Path path, JsonObject configuration, List<String> weightsSha256) {
  private static final String WEIGHTS_SHA256 = "weights_sha256";

  /**
   * What was to be trained.
   *
   * @param configuration of the whole run
   * @param shard which part of its models
   */
  public record Plan(Configuration configuration, Shard shard) {}

  /** Copies the list. */
  public FinishedRun {
    weightsSha256 = List.copyOf(weightsSha256);
  }

  /**
   * Reads a folder.
   *
   * @throws UserError if it has no finished run, or one whose files are damaged
   */
  public static FinishedRun at(Path path) {
    try {
      return read(path);
    } catch (IOException e) {
      throw new UserError(
          "the run in %s cannot be read (%s)".formatted(path, RunFolder.reason(e)), e);
    }
  }

  private static FinishedRun read(Path path) throws IOException {
    Path file = path.resolve(RunFolder.MANIFEST);
    if (!Files.exists(file)) {
      throw new UserError(
          Files.exists(path.resolve(RunFolder.CONFIGURATION))
              ? "the run in %s is not finished; give its command again".formatted(path)
              : "%s is not the folder of a run: it has no %s".formatted(path, RunFolder.MANIFEST));
    }
    JsonObject manifest = ConfigurationFile.read(file).orElseThrow(() -> damaged(file));
    Manifest.damagedFile(path)
        .ifPresent(
            damaged -> {
              throw damaged(damaged);
            });
    if (!(manifest.get("configuration") instanceof JsonObject configuration)) {
      throw damaged(file);
    }
    if (StudyConfiguration.isStudy(configuration)) {
      throw new UserError(
          "%s holds a run of %s, which has no record of its trainings; give its command again in a new folder, and compare results.csv"
              .formatted(path, configuration.get(StudyConfiguration.STUDY).getAsString()));
    }
    return new FinishedRun(path, configuration, weights(path.resolve(ResultFiles.RESULTS)));
  }

  private static List<String> weights(Path results) {
    List<String> weights = new ArrayList<>();
    CsvLine.forEach(results, line -> weights.add(line.text(WEIGHTS_SHA256)));
    return weights;
  }

  /** What was to be trained, by a configuration as JSON; empty if another version wrote it. */
  public static Optional<Plan> plan(JsonObject json) {
    JsonObject whole = json.deepCopy();
    JsonElement shard = whole.remove(ConfigurationFile.SHARD);
    try {
      Shard part = shard == null ? Shard.WHOLE : Shard.parse(shard.getAsString());
      return ConfigurationFile.configuration(whole)
          .map(configuration -> new Plan(configuration, part));
    } catch (UserError | IllegalStateException | UnsupportedOperationException noShard) {
      return Optional.empty();
    }
  }

  private static UserError damaged(Path file) {
    return new UserError("%s is damaged: it is not what its run wrote".formatted(file));
  }
}
