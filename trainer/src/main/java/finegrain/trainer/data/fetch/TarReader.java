package finegrain.trainer.data.fetch;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads the regular files of a tar archive (POSIX ustar, and GNU's and pax archives as far as names
 * of at most 255 bytes go), one after another. It writes nothing: where a file goes is for the
 * caller to say.
 */
final class TarReader {
  private static final int BLOCK_BYTES = 512;
  private static final int SIZE_AT = 124;
  private static final int SIZE_BYTES = 12;
  private static final int CHECKSUM_AT = 148;
  private static final int CHECKSUM_BYTES = 8;
  private static final int TYPE_AT = 156;
  private static final int MAGIC_AT = 257;
  private static final int NAME_BYTES = 100;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_BYTES = 155;

  private final InputStream in;
  private final byte[] header = new byte[BLOCK_BYTES];

  /** Bytes of the entry that are still to be read, and the padding after them. */
  private long left;

  private int padding;

  /** Reads an archive that is not compressed, or no longer. */
  TarReader(InputStream in) {
    this.in = in;
  }

  /**
   * A regular file in an archive.
   *
   * @param name with its folders, separated by slashes
   * @param bytes its size
   */
  record Entry(String name, long bytes) {}

  /**
   * Goes to the next regular file; what is left of the one before is skipped.
   *
   * @return the file, or empty at the end of the archive
   * @throws IOException if the archive ends too early, or a header is damaged
   */
  Optional<Entry> next() throws IOException {
    while (true) {
      in.skipNBytes(left + padding);
      left = 0;
      padding = 0;
      if (in.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES) {
        throw new EOFException("the tar archive ends inside a header");
      }
      if (isZero()) {
        return Optional.empty();
      }
      checkSum();
      left = octal(SIZE_AT, SIZE_BYTES);
      padding = (int) (-left & (BLOCK_BYTES - 1));
      char type = (char) header[TYPE_AT];
      if (type == '0' || type == 0) {
        return Optional.of(new Entry(name(), left));
      }
      // Folders, links, and the attributes of pax, which none of the names here needs.
    }
  }

  /** Reads some bytes of the file that {@link #next} went to; -1 at its end. */
  int read(byte[] target) throws IOException {
    if (left == 0) {
      return -1;
    }
    int count = in.read(target, 0, (int) Math.min(target.length, left));
    if (count < 0) {
      throw new EOFException("the tar archive ends inside a file");
    }
    left -= count;
    return count;
  }

  private boolean isZero() {
    for (byte each : header) {
      if (each != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own field counted as spaces. */
  private void checkSum() throws IOException {
    long sum = 0;
    for (int i = 0; i < BLOCK_BYTES; i++) {
      boolean own = i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES;
      sum += own ? ' ' : header[i] & 0xff;
    }
    if (sum != octal(CHECKSUM_AT, CHECKSUM_BYTES)) {
      throw new IOException("a header of the tar archive is damaged");
    }
  }

  private long octal(int from, int bytes) throws IOException {
    String digits = text(from, bytes).strip();
    try {
      long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException notOctal) {
      // Damaged.
    }
    throw new IOException("a header of the tar archive is damaged");
  }

  private String name() {
    String name = text(0, NAME_BYTES);
    boolean ustar = text(MAGIC_AT, 6).equals("ustar");
    String prefix = ustar ? text(PREFIX_AT, PREFIX_BYTES) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  /** A field up to its first zero byte. */
  private String text(int from, int bytes) {
    int end = from;
    while (end < from + bytes && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }
}
