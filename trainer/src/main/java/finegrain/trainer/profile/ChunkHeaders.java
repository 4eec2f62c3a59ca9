package finegrain.trainer.profile;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * The headers of a recording's chunks, which follow each other in the file. The JDK's reader trusts
 * them: it waits for ever at a chunk of size 0, which is one that the recorder has not finished.
 *
 * <p>The layout is that of the JDK's {@code jdk.jfr.internal.consumer.ChunkHeader}: numbers in big
 * endian order, positions from the start of the chunk.
 */
final class ChunkHeaders {
  private static final int MAGIC = 'F' << 24 | 'L' << 16 | 'R' << 8;
  private static final int SIZE = 8;
  private static final int CONSTANTS = 16;
  private static final int METADATA = 24;
  private static final int STATE = 64;
  private static final int BYTES = 68;

  /** The state of a header that the recorder is writing. */
  private static final byte UNFINISHED = (byte) 255;

  private ChunkHeaders() {}

  /** Whether a file is a row of whole chunks. */
  static boolean areWhole(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long end = channel.size();
      long position = 0;
      while (position < end) {
        ByteBuffer header = ByteBuffer.allocate(BYTES);
        channel.read(header, position);
        if (header.hasRemaining() || !isSound(header, end - position)) {
          return false;
        }
        position += header.getLong(SIZE);
      }
      return true;
    }
  }

  private static boolean isSound(ByteBuffer header, long most) {
    long size = header.getLong(SIZE);
    return header.getInt(0) == MAGIC
        && size >= BYTES
        && size <= most
        && isInside(header.getLong(CONSTANTS), size)
        && isInside(header.getLong(METADATA), size)
        && header.get(STATE) != UNFINISHED;
  }

  private static boolean isInside(long position, long size) {
    return position >= BYTES && position < size;
  }
}
