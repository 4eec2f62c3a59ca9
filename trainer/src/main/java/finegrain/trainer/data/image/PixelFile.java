package finegrain.trainer.data.image;

import com.google.gson.JsonParseException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;

/**
 * A file of decoded images, mapped into memory. Its numbers are little-endian:
 *
 * <pre>
 *   byte 0     FGIMAGES
 *        8     int version, int length of the description
 *       16     long images, int height, int width
 *       32     int CRC-32C of table and description, int CRC-32C of bytes 0 to 35
 *     4096     the pixels of each image, 3 x height x width bytes
 *              the table: int CRC-32C of each image
 *              the description, as JSON in UTF-8
 * </pre>
 *
 * @param description what the file holds
 * @param pixels of all images, one after the other
 */
record PixelFile(PixelDescription description, MemorySegment pixels) {
  static final int PIXELS_AT = 4096;

  private static final byte[] MAGIC = "FGIMAGES".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int HEADER_BYTES = 40;
  private static final long MOST_BUFFER = 1 << 30;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** A file is not whole; the message says how, as the end of a sentence about it. */
  static final class BrokenException extends Exception {
    private static final long serialVersionUID = 1;

    BrokenException(String message) {
      super(message);
    }
  }

  /**
   * Maps a file, and checks all of it.
   *
   * @throws IOException if it cannot be read
   * @throws BrokenException if it is not as {@link Writer} wrote it
   */
  static PixelFile open(Path path) throws IOException, BrokenException {
    MemorySegment all;
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (channel.size() < PIXELS_AT) {
        throw new BrokenException("is too short");
      }
      // The mapping ends when nobody has the samples any more.
      all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    }
    return checked(all);
  }

  private static PixelFile checked(MemorySegment all) throws BrokenException {
    check(
        all.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) == -1
            && crc(all, 0, HEADER_BYTES - Integer.BYTES)
                == all.get(INT, HEADER_BYTES - Integer.BYTES),
        "has a damaged header");
    check(all.get(INT, 8) == VERSION, "is of another version");
    int length = all.get(INT, 12);
    long images = all.get(LONG, 16);
    long imageBytes = (long) RgbImage.CHANNELS * all.get(INT, 24) * all.get(INT, 28);
    long tableAt = PIXELS_AT + images * imageBytes;
    long descriptionAt = tableAt + images * Integer.BYTES;
    check(descriptionAt + length == all.byteSize(), "has another length than its header says");
    check(
        crc(all, tableAt, descriptionAt + length - tableAt) == all.get(INT, 32),
        "has a damaged description");
    PixelDescription description = description(all.asSlice(descriptionAt, length));
    check(
        description.images() == images && description.imageBytes() == imageBytes,
        "contradicts itself");
    // In parallel, as the disk is faster than one processor's checksums.
    boolean whole =
        LongStream.range(0, images)
            .parallel()
            .allMatch(
                i ->
                    crc(all, PIXELS_AT + i * imageBytes, imageBytes)
                        == all.get(INT, tableAt + i * Integer.BYTES));
    check(whole, "has damaged pixels");
    return new PixelFile(description, all.asSlice(PIXELS_AT, images * imageBytes));
  }

  private static PixelDescription description(MemorySegment text) throws BrokenException {
    try {
      return PixelDescription.parse(
          new String(text.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
    } catch (JsonParseException e) {
      throw new BrokenException("has a damaged description");
    }
  }

  private static void check(boolean right, String fault) throws BrokenException {
    if (!right) {
      throw new BrokenException(fault);
    }
  }

  private static int crc(MemorySegment all, long from, long bytes) {
    CRC32C crc = new CRC32C();
    for (long at = 0; at < bytes; at += MOST_BUFFER) {
      crc.update(all.asSlice(from + at, Math.min(MOST_BUFFER, bytes - at)).asByteBuffer());
    }
    return (int) crc.getValue();
  }

  /** Writes a file; it is whole after {@link #finish}. For one thread. */
  static final class Writer implements AutoCloseable {
    private final FileChannel channel;
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();

    /**
     * Opens a file, empty.
     *
     * @throws IOException if it cannot be written
     */
    Writer(Path path) throws IOException {
      channel =
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      channel.position(PIXELS_AT);
    }

    void add(byte[] planes, int crc) throws IOException {
      write(ByteBuffer.wrap(planes));
      table.writeBytes(numbers(Integer.BYTES).putInt(crc).array());
    }

    /** Writes what comes after the images, and at last the header. */
    void finish(PixelDescription description) throws IOException {
      byte[] text = description.text().getBytes(StandardCharsets.UTF_8);
      CRC32C crc = new CRC32C();
      byte[] sums = table.toByteArray();
      crc.update(sums);
      crc.update(text);
      write(ByteBuffer.wrap(sums));
      write(ByteBuffer.wrap(text));
      channel.force(true);
      ByteBuffer header =
          numbers(HEADER_BYTES)
              .put(MAGIC)
              .putInt(VERSION)
              .putInt(text.length)
              .putLong(description.images())
              .putInt(description.height())
              .putInt(description.width())
              .putInt((int) crc.getValue());
      crc.reset();
      crc.update(header.flip());
      header.limit(HEADER_BYTES).putInt((int) crc.getValue());
      channel.position(0);
      write(header.flip());
      channel.force(true);
    }

    private void write(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    private static ByteBuffer numbers(int bytes) {
      return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
