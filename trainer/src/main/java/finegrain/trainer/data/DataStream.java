package finegrain.trainer.data;

import finegrain.trainer.Sha256;
import finegrain.trainer.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The decompressed bytes of a file, which may be a gzip file. They are hashed as they are read. An
 * I/O error becomes a {@link UserError} that names the file.
 */
final class DataStream implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private final DataFile file;
  private final InputStream stored;
  private final InputStream content;
  private final MessageDigest storedDigest;
  private final MessageDigest contentDigest = Sha256.digest();

  private DataStream(
      DataFile file, InputStream stored, InputStream content, MessageDigest storedDigest) {
    this.file = file;
    this.stored = stored;
    this.content = content;
    this.storedDigest = storedDigest;
  }

  /**
   * Opens a file. Its first bytes tell whether it is a gzip file: browsers and unpackers may drop
   * {@code .gz} from its name.
   */
  static DataStream open(DataFile file) {
    MessageDigest digest = Sha256.digest();
    InputStream stored = new BufferedInputStream(opened(file, digest), BUFFER_BYTES);
    try {
      stored.mark(2);
      boolean gzip = stored.read() == 0x1f && stored.read() == 0x8b;
      stored.reset();
      InputStream content = gzip ? new GZIPInputStream(stored, BUFFER_BYTES) : stored;
      return new DataStream(file, stored, content, digest);
    } catch (IOException e) {
      closeQuietly(stored);
      throw failed(file, e);
    }
  }

  private static InputStream opened(DataFile file, MessageDigest digest) {
    try {
      return new DigestInputStream(file.opener().open(), digest);
    } catch (IOException e) {
      throw file.unreadable(e);
    }
  }

  /**
   * Reads some bytes, at least one unless the stream has ended.
   *
   * @return how many, or -1 at the end
   */
  int read(byte[] target, int offset, int length) {
    try {
      int count = content.read(target, offset, length);
      if (count > 0) {
        contentDigest.update(target, offset, count);
      }
      return count;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** These bytes as a stream of the JDK, which throws what {@link #read} throws. */
  InputStream asInput() {
    return new InputStream() {
      @Override
      public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int length) {
        return length == 0 ? 0 : DataStream.this.read(target, offset, length);
      }
    };
  }

  /** Reads all bytes for their hash alone. */
  void hashAll() {
    byte[] buffer = new byte[BUFFER_BYTES];
    while (read(buffer, 0, buffer.length) >= 0) {
      // Reading updates the digest.
    }
  }

  /** Reads the rest, which checks the gzip file's own checksum. Returns the number of bytes. */
  long drain() {
    try {
      long count = content.transferTo(OutputStream.nullOutputStream());
      stored.transferTo(OutputStream.nullOutputStream());
      return count;
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /** The checksums, once everything is read. */
  @SuppressWarnings("ReferenceEquality") // Without compression both are the same stream.
  FileHash hash() {
    return new FileHash(
        Sha256.hex(contentDigest),
        content == stored ? Optional.empty() : Optional.of(Sha256.hex(storedDigest)));
  }

  @Override
  public void close() {
    closeQuietly(content);
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // All that is used of the file has been read by now.
    }
  }

  private static UserError failed(DataFile file, IOException e) {
    return switch (e) {
      case EOFException _ ->
          new UserError(
              file.shown()
                  + " is truncated: its gzip data end too early; copy or download it again",
              e);
      case ZipException _ ->
          new UserError(
              file.shown() + " is damaged: its gzip data are corrupt; copy or download it again",
              e);
      default -> file.unreadable(e);
    };
  }
}
