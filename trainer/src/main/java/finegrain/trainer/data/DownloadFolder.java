package finegrain.trainer.data;

import finegrain.kernels.host.CacheFolder;
import finegrain.trainer.UserError;
import java.nio.file.Path;

/** The folder where fetched data sets are kept, unless the user chooses another one. */
public final class DownloadFolder {
  private DownloadFolder() {}

  /**
   * The folder of this user and system. It need not exist.
   *
   * @throws UserError if the cache folder that the user set is not a path
   */
  public static Path usual() {
    try {
      return CacheFolder.locate().resolve("data");
    } catch (IllegalArgumentException e) {
      throw new UserError(e.getMessage(), e);
    }
  }
}
