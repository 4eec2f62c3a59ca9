package finegrain.trainer.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder of published data sets for tests: the environment variable FINEGRAIN_DATA, or else
 * shared/data beside the repository.
 */
final class RealData {
  private RealData() {}

  /** The data directory; skips the test if it has no folder of that name. */
  static Path withFolder(String folder) {
    Path dir =
        Optional.ofNullable(System.getenv("FINEGRAIN_DATA"))
            .map(Path::of)
            .orElseGet(
                () -> Path.of(System.getProperty("finegrain.root", ".."), "..", "shared", "data"));
    assumeTrue(
        Files.isDirectory(dir.resolve(folder)),
        () ->
            "skipped: no folder "
                + dir.resolve(folder).toAbsolutePath().normalize()
                + "; set FINEGRAIN_DATA to the folder that holds "
                + folder);
    return dir;
  }
}
