package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.result.ConfigurationFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where a run is kept. */
final class OutputFolder {
  private static final String RUNS = "runs";

  private OutputFolder() {}

  /** What the user names, or else a folder of the configuration's own. */
  static Path of(Optional<Path> out, Configuration configuration, Shard shard) {
    return of(out, ConfigurationFile.folderName(configuration, shard));
  }

  /** What the user names, or else a folder of a name among the other runs. */
  static Path of(Optional<Path> out, String name) {
    if (out.isPresent() && out.get().toString().isEmpty()) {
      throw new UserError("--out must name a folder, and its value is empty");
    }
    return out.orElseGet(() -> Path.of(RUNS, name));
  }
}
