package finegrain.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What lies in a folder, so that a test can tell that nothing of it was changed. */
public final class FolderContents {
  private FolderContents() {}

  /** The SHA-256 of each file below a folder, by its path; other things by what they are. */
  public static SortedMap<String, String> of(Path folder) {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> below = walk.filter(path -> !path.equals(folder)).toList();
      for (Path path : below) {
        contents.put(folder.relativize(path).toString(), describe(path));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }

  private static String describe(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return "link to " + Files.readSymbolicLink(path);
    }
    if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      return Sha256.of(Files.readAllBytes(path));
    }
    return "folder";
  }
}
