package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * One file of a data set, found but not yet read.
 *
 * @param shown how messages name it
 * @param opener opens its bytes as they are stored, compressed or not
 */
record DataFile(String shown, Opener opener) {
  /** Opens a file. */
  interface Opener {
    InputStream open() throws IOException;
  }

  /**
   * Finds an IDX file: in a folder the gzip file, as it is published, before the plain one.
   *
   * @throws UserError if the folder has neither
   */
  static DataFile idx(KnownDataset known, OfficialFile file, Dataset.Place.OfPublished place) {
    String gzip = file.name() + ".gz";
    return switch (place) {
      case Dataset.Place.BuiltIn _ -> builtIn(known.folder() + "/" + gzip);
      case Dataset.Place.Folder(Path folder) -> {
        Path plain = folder.resolve(file.name());
        boolean usePlain = exists(plain) && !exists(folder.resolve(gzip));
        yield of(usePlain ? plain : folder.resolve(gzip), known);
      }
    };
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
          path
              + (Files.isDirectory(path) ? " is a folder" : " is not a regular file")
              + "; put the file of that name from "
              + known.origin()
              + " in its place");
    }
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** What brings a file that is missing, as the end of a sentence. */
  static String remedy(Path path, KnownDataset known) {
    return path.startsWith(DownloadFolder.usual())
        ? "fetch it with 'finegrain data fetch %s'".formatted(known.name())
        : "download it from " + known.origin();
  }

  /** Whether there is anything of that name, be it a dangling link. */
  static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  /** The error for a file that the system cannot read. */
  UserError unreadable(IOException cause) {
    String why =
        cause instanceof AccessDeniedException
            ? "permission denied"
            : String.valueOf(cause.getMessage());
    return new UserError(shown + " cannot be read (" + why + "); make it readable", cause);
  }
}
