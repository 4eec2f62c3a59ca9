package finegrain.trainer.data.fetch;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;

/**
 * The first bytes of a file that is being fetched, in the file {@code NAME.part}. A second file,
 * {@code NAME.part.from}, holds their origin, so that a later fetch can continue. A lock keeps
 * other processes from fetching the same file.
 *
 * <p>An I/O error becomes a {@link UserError} that names the file.
 */
final class PartFile implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final Path target;
  private final Path path;
  private final Path originPath;
  private final FileChannel channel;
  private Origin origin = Origin.UNKNOWN;

  /**
   * The origin of the bytes.
   *
   * @param uri where they came from
   * @param validator the host's mark of that version of the file, for the header If-Range: a strong
   *     ETag or a date; empty where it gave none
   */
  record Origin(String uri, String validator) {
    static final Origin UNKNOWN = new Origin("", "");
  }

  private PartFile(Path target, Path path, Path originPath, FileChannel channel) {
    this.target = target;
    this.path = path;
    this.originPath = originPath;
    this.channel = channel;
  }

  /**
   * Opens the part of a file that exists, or an empty one.
   *
   * @param target where the file goes when it is complete; its folder is made
   * @throws UserError if another process fetches the same file, or the folder cannot be written
   */
  static PartFile open(Path target) {
    Path path = target.resolveSibling(target.getFileName() + ".part");
    Path originPath = target.resolveSibling(target.getFileName() + ".part.from");
    FileChannel channel;
    try {
      Files.createDirectories(target.toAbsolutePath().getParent());
      channel =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
    PartFile part = new PartFile(target, path, originPath, channel);
    try {
      part.lock();
      part.readOrigin();
      return part;
    } catch (UserError e) {
      // Not part.close(): the file is another's.
      closeQuietly(channel);
      throw e;
    }
  }

  private static void closeQuietly(FileChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written to it.
    }
  }

  private void lock() {
    boolean alone;
    try {
      alone = channel.tryLock() != null;
    } catch (OverlappingFileLockException another) {
      alone = false;
    } catch (IOException unsupported) {
      // Some network file systems have no locks; the checksum finds what two writers made.
      alone = true;
    }
    if (!alone) {
      throw new UserError(
          path + " is being written by another finegrain; wait until it is done, or end it");
    }
  }

  private void readOrigin() {
    try {
      List<String> lines = Files.readAllLines(originPath);
      if (lines.size() == 2) {
        origin = new Origin(lines.get(0), lines.get(1));
      }
    } catch (IOException missingOrDamaged) {
      // The origin of the bytes is unknown, so the fetch starts again.
    }
  }

  /** How many bytes there are. */
  long bytes() {
    try {
      return channel.size();
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** The origin of the bytes. */
  Origin origin() {
    return origin;
  }

  /** Discards the bytes. The next ones come from another origin. */
  void restart(Origin next) {
    try {
      channel.truncate(0);
      origin = next;
      if (next.equals(Origin.UNKNOWN)) {
        Files.deleteIfExists(originPath);
      } else {
        Files.write(originPath, List.of(next.uri, next.validator), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Adds bytes at the end. */
  void append(byte[] bytes, int count) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
      channel.position(channel.size());
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** The SHA-256 of all bytes. */
  String sha256() {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      while (in.read(buffer) >= 0) {
        // Reading updates the digest.
      }
      return Sha256.hex(digest);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** The path of the bytes so far. */
  Path path() {
    return path;
  }

  /** Gives the complete and correct file its final name. */
  void moveIntoPlace() {
    try {
      // The bytes reach the disk before the name does: a power cut leaves no empty file of that
      // name.
      channel.force(true);
      // Windows moves no open file.
      channel.close();
      Files.deleteIfExists(originPath);
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** Deletes the bytes. */
  void delete() {
    try {
      Files.deleteIfExists(originPath);
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw unwritable(path, e);
    }
  }

  /** Keeps the bytes for a later fetch. */
  @Override
  public void close() {
    try {
      if (channel.isOpen() && channel.size() == 0) {
        Files.deleteIfExists(originPath);
        Files.deleteIfExists(path);
      }
      channel.close();
    } catch (IOException e) {
      // Complete files were forced to the disk before; a part is fetched again.
    }
  }

  static UserError unwritable(Path path, IOException e) {
    String why =
        switch (e) {
          case AccessDeniedException _ -> "permission denied";
          case NoSuchFileException _ -> "it is gone";
          case FileAlreadyExistsException exists -> exists.getFile() + " is not a folder";
          default -> String.valueOf(e.getMessage());
        };
    return new UserError(
        "%s cannot be written (%s); choose another folder with --data-dir".formatted(path, why), e);
  }
}
