package finegrain.trainer.report;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Pixels as a PNG file ("Portable Network Graphics", W3C Recommendation, third edition, 2025): true
 * colour, 8 bits each, without interlace.
 */
final class Png {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final byte TRUE_COLOUR = 2;

  /** Of 96 x {@link Raster#SCALE} pixels an inch, so that it is shown as large as the SVG. */
  private static final int PIXELS_A_METRE = 7559;

  private Png() {}

  static byte[] of(Raster raster) {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    png.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(SIGNATURE).array());
    chunk(
        png,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(raster.width())
            .putInt(raster.height())
            .put((byte) 8)
            .put(TRUE_COLOUR)
            .array());
    chunk(
        png,
        "pHYs",
        ByteBuffer.allocate(9).putInt(PIXELS_A_METRE).putInt(PIXELS_A_METRE).put((byte) 1).array());
    chunk(png, "IDAT", deflated(rows(raster)));
    chunk(png, "IEND", new byte[0]);
    return png.toByteArray();
  }

  /** Each row after a 0, which says that it is not filtered: these pictures are flat. */
  private static byte[] rows(Raster raster) {
    ByteBuffer rows = ByteBuffer.allocate(raster.height() * (1 + 3 * raster.width()));
    for (int y = 0; y < raster.height(); y++) {
      rows.put((byte) 0);
      for (int x = 0; x < raster.width(); x++) {
        int pixel = raster.pixel(x, y);
        rows.put((byte) (pixel >> 16)).put((byte) (pixel >> 8)).put((byte) pixel);
      }
    }
    return rows.array();
  }

  private static byte[] deflated(byte[] data) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(data);
      deflater.finish();
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream png, String type, byte[] data) {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    png.writeBytes(named);
    png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
