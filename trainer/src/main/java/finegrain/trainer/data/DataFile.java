package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of a data set that exists and has not been read yet.
 *
 * @param shown how messages name it
 * @param opener opens its stored bytes, compressed or not
 */
record DataFile(String shown, Opener opener) {
  /** Opens a file. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * Finds an IDX file. In a folder, the name of the published file comes before others.
   *
   * @param folder of the data set; empty for the built-in copy
   * @throws UserError if the folder has neither
   */
  static DataFile idx(KnownDataset known, OfficialFile file, Optional<Path> folder) {
    String gzip = file.name() + ".gz";
    if (folder.isEmpty()) {
      return builtIn(known.folder() + "/" + gzip);
    }
    return of(Inspection.find(known, file, folder.get()).orElse(folder.get().resolve(gzip)), known);
  }

  private static DataFile builtIn(String resource) {
    return new DataFile(
        "the built-in " + resource,
        () -> {
          InputStream in = DataFile.class.getResourceAsStream(resource);
          if (in == null) {
            throw new IllegalStateException("the build left out the resource " + resource);
          }
          return in;
        });
  }

  /**
   * A file of the user's own.
   *
   * @throws UserError if there is no file
   */
  static DataFile own(Path path) {
    if (!exists(path)) {
      throw new UserError(path + " does not exist; give the path of a data file");
    }
    if (Files.isDirectory(path)) {
      throw new UserError(path + " is a folder; give the path of a data file");
    }
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /**
   * The file at a path.
   *
   * @throws UserError if there is no file
   */
  static DataFile of(Path path, KnownDataset known) {
    if (!exists(path)) {
      throw new UserError(path + " is missing; " + remedy(path, known));
    }
    if (!Files.isRegularFile(path)) {
      throw new UserError(
          "%s is %s; replace it by the file of that name from %s"
              .formatted(
                  path,
                  Files.isDirectory(path) ? "a folder" : "not a regular file",
                  known.origin()));
    }
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** How the user gets a missing file, as the end of a sentence. */
  static String remedy(Path path, KnownDataset known) {
    return path.startsWith(DownloadFolder.usual())
        ? "fetch it with 'finegrain data fetch %s'".formatted(known.name())
        : "download it from " + known.origin();
  }

  /** Whether the path exists, even as a dangling link. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The error for a file that the system cannot read. */
  UserError unreadable(IOException cause) {
    String why =
        cause instanceof AccessDeniedException
            ? "permission denied"
            : String.valueOf(cause.getMessage());
    return new UserError("%s cannot be read (%s); make it readable".formatted(shown, why), cause);
  }
}
