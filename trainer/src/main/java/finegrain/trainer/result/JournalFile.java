package finegrain.trainer.result;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * What is finished while a run goes on, one entry after another in a binary file: the length of its
 * payload, the CRC-32C of it, its bytes. A run that is killed while it writes leaves a last payload
 * that is short or does not match; the next one takes its place.
 *
 * @param <E> an entry
 */
final class JournalFile<E> implements AutoCloseable {
  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  private final Format<E> format;
  private final FileChannel file;
  private final List<E> entries = new ArrayList<>();
  private long end;

  /** The payloads of entries. */
  interface Format<E> {
    /** At least one byte. */
    byte[] encode(E entry) throws IOException;

    /** The entry of a whole payload. */
    E decode(byte[] payload) throws IOException;
  }

  /** Opens a file and reads its whole entries, or makes an empty one. */
  JournalFile(Path path, Format<E> format) throws IOException {
    this.format = format;
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    end = read(path, format, entries);
  }

  /** The whole entries of a file, in the order in which they were added. */
  static <E> List<E> read(Path path, Format<E> format) throws IOException {
    List<E> entries = new ArrayList<>();
    read(path, format, entries);
    return entries;
  }

  /** Reads the whole entries; where they end. */
  private static <E> long read(Path path, Format<E> format, List<E> entries) throws IOException {
    long size = Files.size(path);
    long whole = 0;
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(path)))) {
      while (size - whole >= HEAD_BYTES) {
        int length = in.readInt();
        int checksum = in.readInt();
        // No payload is empty; zeros where a machine lost its power would be such, with a right
        // checksum.
        if (length <= 0 || length > size - whole - HEAD_BYTES) {
          break;
        }
        byte[] payload = in.readNBytes(length);
        if (checksum(payload) != checksum) {
          break;
        }
        entries.add(format.decode(payload));
        whole += HEAD_BYTES + length;
      }
    }
    return whole;
  }

  /** What is finished so far, in the order in which it was. */
  List<E> entries() {
    return List.copyOf(entries);
  }

  /** Adds entries. They are on the disk from then on, after one wait for it. */
  void append(List<E> added) throws IOException {
    // Nothing may come after half a payload.
    file.truncate(end);
    file.position(end);
    for (E entry : added) {
      byte[] payload = format.encode(entry);
      ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + payload.length);
      bytes.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }
    file.force(false);
    end = file.position();
    entries.addAll(added);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private static int checksum(byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(payload);
    return (int) crc.getValue();
  }
}
