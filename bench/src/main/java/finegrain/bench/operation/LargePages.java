package finegrain.bench.operation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The JVM's option for large pages, as the launcher gives it to a run: where Linux has them, for
 * elsewhere a JVM does not know it.
 */
public final class LargePages {
  private static final Path SWITCH = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

  private LargePages() {}

  /** The option, or nothing. */
  public static List<String> options() {
    try {
      String text = Files.readString(SWITCH);
      return text.contains("[madvise]") || text.contains("[always]")
          ? List.of("-XX:+UseTransparentHugePages")
          : List.of();
    } catch (IOException notThisSystem) {
      return List.of();
    }
  }
}
