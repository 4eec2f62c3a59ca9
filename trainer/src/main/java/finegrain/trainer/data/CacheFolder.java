package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** Where fetched data sets are kept: the cache folder that the oneDNN module uses too. */
public final class CacheFolder {
  private CacheFolder() {}

  /**
   * The folder of this user and system, which need not exist.
   *
   * @throws UserError if what the user set is no path
   */
  public static Path data() {
    return locate(System.getProperties(), System.getenv()).resolve("data");
  }

  /**
   * The property {@code finegrain.cache}, the variable {@code FINEGRAIN_CACHE}, or the folder that
   * the operating system keeps for caches.
   */
  static Path locate(Properties properties, Map<String, String> environment) {
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
      throw new UserError(
          "the cache folder \"%s\" is not a path; set FINEGRAIN_CACHE to one".formatted(text), e);
    }
  }
}
