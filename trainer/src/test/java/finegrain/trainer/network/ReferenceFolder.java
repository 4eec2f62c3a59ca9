package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of vectors that PyTorch computed: the system property finegrain.reference, or else
 * shared/reference beside the repository. Its README has a tolerance for each array, and the sizes
 * of the cases whose values follow a formula.
 *
 * @param files in the order of their names
 * @param tolerances by file and array; empty without a README
 * @param headers the line below a file's heading, such as {@code vit; seed=811 n=4}
 */
record ReferenceFolder(
    List<Path> files, Map<String, Map<String, Double>> tolerances, Map<String, String> headers) {
  /** The folder; skips the test if there is none. */
  static ReferenceFolder find() throws IOException {
    Optional<String> given = Optional.ofNullable(System.getProperty("finegrain.reference"));
    Path folder =
        given
            .map(Path::of)
            .orElseGet(
                () ->
                    Path.of(
                        System.getProperty("finegrain.root", ".."), "..", "shared", "reference"));
    if (given.isPresent()) {
      assertThat(folder).isDirectory();
    }
    assumeTrue(
        Files.isDirectory(folder),
        () ->
            "skipped: no folder "
                + folder.toAbsolutePath().normalize()
                + "; set -Dfinegrain.reference to a folder of vectors that PyTorch computed");
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> files = all.filter(file -> file.toString().endsWith(".npz")).sorted().toList();
      assertThat(files).as("npz files in %s", folder).isNotEmpty();
      return read(files, folder.resolve("README.md"));
    }
  }

  private static ReferenceFolder read(List<Path> files, Path readme) throws IOException {
    Map<String, Map<String, Double>> tolerances = new HashMap<>();
    Map<String, String> headers = new HashMap<>();
    String file = "";
    for (String line : Files.exists(readme) ? Files.readAllLines(readme) : List.<String>of()) {
      if (line.startsWith("### ") && line.endsWith(".npz")) {
        file = line.substring(4);
      } else if (!file.isEmpty() && !line.isBlank() && !headers.containsKey(file)) {
        headers.put(file, line);
      } else if (line.startsWith("out ")) {
        // out, name, shape, largest magnitude, error, tolerance
        String[] words = line.strip().split("\\s+", -1);
        tolerances
            .computeIfAbsent(file, _ -> new HashMap<>())
            .put(words[1], Double.parseDouble(words[5]));
      }
    }
    return new ReferenceFolder(files, tolerances, headers);
  }
}
