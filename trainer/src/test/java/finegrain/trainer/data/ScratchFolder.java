package finegrain.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for one try of a property, which has no {@code @TempDir}. */
record ScratchFolder(Path path) implements AutoCloseable {
  ScratchFolder() throws IOException {
    this(Files.createTempDirectory("finegrain"));
  }

  @Override
  public void close() throws IOException {
    List<Path> contents;
    try (Stream<Path> walk = Files.walk(path)) {
      contents = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : contents) {
      Files.delete(each);
    }
  }
}
