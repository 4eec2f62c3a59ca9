package finegrain.trainer.result;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * What is finished while a run goes on, one payload after another in a binary file: the length of
 * the payload, its CRC-32C, its bytes. A run that is killed while it writes leaves a last payload
 * that is short or does not match; the next one takes its place.
 */
final class JournalFile implements AutoCloseable {
  private static final int HEAD_BYTES = 2 * Integer.BYTES;

  private final FileChannel file;
  private long end;

  /** Takes a payload. */
  interface Reader {
    /** A whole payload, with the right checksum. */
    void take(byte[] payload) throws IOException;
  }

  /** Opens a file and reads its whole payloads, or makes an empty one. */
  JournalFile(Path path, Reader reader) throws IOException {
    file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    end = read(path, reader);
  }

  /** Reads the whole payloads; where they end. */
  static long read(Path path, Reader reader) throws IOException {
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
        reader.take(payload);
        whole += HEAD_BYTES + length;
      }
    }
    return whole;
  }

  /** Adds a payload. It is on the disk from then on. */
  void append(byte[] payload) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + payload.length);
    bytes.putInt(payload.length).putInt(checksum(payload)).put(payload).flip();
    // Nothing may come after half a payload.
    file.truncate(end);
    file.position(end);
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
    file.force(false);
    end = file.position();
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
