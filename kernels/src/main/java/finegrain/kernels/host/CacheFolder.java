package finegrain.kernels.host;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The folder for files that are kept between runs: fetched data and unpacked libraries. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder of this user and system, as an absolute path. It need not exist.
   *
   * @throws IllegalArgumentException if what the user set is not a path; the message is a sentence
   */
  public static Path locate() {
    return locate(System.getProperties(), System.getenv());
  }

  /**
   * The property {@code finegrain.cache}, the variable {@code FINEGRAIN_CACHE}, or the folder that
   * the operating system keeps for caches.
   *
   * @throws IllegalArgumentException if what is set is not a path; the message is a sentence
   */
  public static Path locate(Properties properties, Map<String, String> environment) {
    String asked =
        properties.getProperty("finegrain.cache", environment.getOrDefault("FINEGRAIN_CACHE", ""));
    if (!asked.isEmpty()) {
      return path(asked);
    }
    String system = properties.getProperty("os.name", "");
    Path home = path(properties.getProperty("user.home", "."));
    if (system.startsWith("Windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return (local.isEmpty() ? home.resolve("AppData").resolve("Local") : path(local))
          .resolve("finegrain")
          .resolve("cache");
    }
    if (system.startsWith("Mac")) {
      return home.resolve("Library").resolve("Caches").resolve("finegrain");
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG base directory specification: a relative path is invalid, to be ignored.
    return (xdg.startsWith("/") ? path(xdg) : home.resolve(".cache")).resolve("finegrain");
  }

  private static Path path(String text) {
    try {
      return Path.of(text).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "the cache folder \"%s\" is not a path; set FINEGRAIN_CACHE to one".formatted(text), e);
    }
  }
}
