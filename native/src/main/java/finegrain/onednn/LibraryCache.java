package finegrain.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Extracts a platform's files from the class path, once for all runs.
 *
 * <p>Any number of processes may use it at once, without locks, and any of them may be killed: each
 * process writes a file of its own, checks it, and renames it to the final name in one step. A file
 * of the final name is checked by size and SHA-256 before each use, and replaced if it is wrong.
 */
final class LibraryCache {
  /** The process of an unfinished file of this age has ended. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final String UNFINISHED = ".part";
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path root;
  private final ClassLoader resources;

  /**
   * A cache.
   *
   * @param root its folder, which is created if it is missing
   * @param resources where the files come from
   */
  LibraryCache(Path root, ClassLoader resources) {
    this.root = root;
    this.resources = resources;
  }

  /** The folder that holds exactly the platform's files, named after oneDNN's SHA-256. */
  Path folder(Platform platform) throws LibraryException {
    Path folder = root.resolve("onednn").resolve(platform.library().sha256());
    try {
      for (NativeFile file : platform.files()) {
        provide(file, platform, folder);
      }
      removeAbandoned(folder);
      return folder;
    } catch (IOException e) {
      throw new LibraryException(
          "oneDNN cannot be unpacked into %s: %s".formatted(folder, words(e)), e);
    }
  }

  private void provide(NativeFile file, Platform platform, Path folder)
      throws IOException, LibraryException {
    Path path = folder.resolve(file.name());
    if (holds(path, file)) {
      return;
    }
    URL resource = resources.getResource(platform.resource(file));
    if (resource == null) {
      throw new LibraryException(
          "its library is missing: org.bytedeco:dnnl:3.11-1.5.13 for %s is not on the class path"
              .formatted(platform.classifier()));
    }
    Files.createDirectories(folder);
    Path own = folder.resolve(file.name() + "." + UUID.randomUUID() + UNFINISHED);
    try {
      String sha256 = copy(resource, own);
      if (!sha256.equals(file.sha256())) {
        throw new LibraryException(
            "%s in %s is not oneDNN 3.11's: its SHA-256 is %s"
                .formatted(file.name(), resource, sha256));
      }
      replace(own, path, file);
    } finally {
      Files.deleteIfExists(own);
    }
  }

  private static void replace(Path own, Path path, NativeFile file) throws IOException {
    try {
      Files.move(own, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw e;
    } catch (FileSystemException e) {
      // Windows does not replace a library in use. Then another process has installed it.
      if (!holds(path, file)) {
        throw e;
      }
    }
  }

  /** Whether a path is a file of this very content. */
  static boolean holds(Path path, NativeFile file) throws IOException {
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.size(path) != file.bytes()) {
      return false;
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(path)) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest()).equals(file.sha256());
  }

  /** Copies a resource to a new file; its SHA-256. */
  private static String copy(URL from, Path to) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(from.openStream(), digest);
        OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Removes the unfinished files of killed processes. */
  private static void removeAbandoned(Path folder) {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + UNFINISHED)) {
      for (Path file : files) {
        if (Files.getLastModifiedTime(file).toInstant().isBefore(limit)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      // Only space is lost; the library is whole.
    }
  }

  private static String words(IOException e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "no permission for " + denied.getFile();
      case java.nio.file.FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
      case FileSystemException other when other.getReason() != null ->
          other.getFile() + ": " + other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
