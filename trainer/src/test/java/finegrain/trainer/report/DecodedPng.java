package finegrain.trainer.report;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads a PNG file of true colours as its specification says, and trusts nothing. */
record DecodedPng(int width, int height, List<String> chunks, byte[] rows) {

  static DecodedPng of(byte[] png) throws DataFormatException {
    ByteBuffer in = ByteBuffer.wrap(png);
    require(in.getLong() == 0x89504e470d0a1a0aL, "signature");
    List<String> chunks = new ArrayList<>();
    int width = 0;
    int height = 0;
    byte[] rows = {};
    while (in.hasRemaining()) {
      int length = in.getInt();
      byte[] named = new byte[4 + length];
      in.get(named);
      require(in.getInt() == crc(named), "CRC");
      String type = new String(named, 0, 4, StandardCharsets.US_ASCII);
      chunks.add(type);
      ByteBuffer data = ByteBuffer.wrap(named, 4, length);
      if (type.equals("IHDR")) {
        width = data.getInt();
        height = data.getInt();
        require(data.get() == 8 && data.get() == 2, "eight bits of three colours");
        byte[] methods = new byte[3];
        data.get(methods);
        require(Arrays.equals(methods, new byte[3]), "methods");
      } else if (type.equals("IDAT")) {
        rows = inflate(named, height * (1 + 3 * width));
      }
    }
    return new DecodedPng(width, height, chunks, rows);
  }

  /** Red, green and blue; the rows are not filtered. */
  int pixel(int x, int y) {
    int row = y * (1 + 3 * width);
    require(rows[row] == 0, "no filter");
    int at = row + 1 + 3 * x;
    return ((rows[at] & 0xff) << 16) | ((rows[at + 1] & 0xff) << 8) | (rows[at + 2] & 0xff);
  }

  private static byte[] inflate(byte[] named, int size) throws DataFormatException {
    Inflater inflater = new Inflater();
    inflater.setInput(named, 4, named.length - 4);
    byte[] rows = new byte[size];
    require(inflater.inflate(rows) == size, "as many bytes as pixels");
    require(inflater.inflate(new byte[1]) == 0 && inflater.finished(), "the end of the pixels");
    inflater.end();
    return rows;
  }

  /** Annex D of the specification, bit by bit. */
  private static int crc(byte[] bytes) {
    int crc = -1;
    for (byte one : bytes) {
      crc ^= one & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : 0xedb88320 ^ (crc >>> 1);
      }
    }
    return ~crc;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("not a PNG file as expected: " + what);
    }
  }
}
