package finegrain.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/** Small data files, written by hand, and the files of the built-in MNIST. */
public final class SyntheticFiles {
  private SyntheticFiles() {}

  /** An IDX file of images; pixel j of image i is (31 i + j) mod 256. */
  public static byte[] images(int count) {
    ByteBuffer file = ByteBuffer.allocate(16 + 784 * count);
    file.putInt(0x803).putInt(count).putInt(28).putInt(28);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 784; j++) {
        file.put((byte) (31 * i + j));
      }
    }
    return file.array();
  }

  /** An IDX file of labels; label i is i mod 10. */
  public static byte[] labels(int count) {
    ByteBuffer file = ByteBuffer.allocate(8 + count);
    file.putInt(0x801).putInt(count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 10));
    }
    return file.array();
  }

  /** A CIFAR batch; the label of record i is i mod 10, its pixel j (7 i + j) mod 256. */
  public static byte[] batch(int count) {
    ByteBuffer file = ByteBuffer.allocate(3073 * count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 10));
      for (int j = 0; j < 3072; j++) {
        file.put((byte) (7 * i + j));
      }
    }
    return file.array();
  }

  /**
   * A CIFAR-100 batch; the coarse label of record i is i mod 20, its fine label i mod 100, its
   * pixel j (7 i + j) mod 256.
   */
  public static byte[] batch100(int count) {
    ByteBuffer file = ByteBuffer.allocate(3074 * count);
    for (int i = 0; i < count; i++) {
      file.put((byte) (i % 20)).put((byte) (i % 100));
      for (int j = 0; j < 3072; j++) {
        file.put((byte) (7 * i + j));
      }
    }
    return file.array();
  }

  /** The header of a regular file in a tar archive, by the table of POSIX's pax (ustar). */
  public static byte[] tarHeader(String name, int bytes) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format(Locale.ROOT, "%011o", bytes));
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format(Locale.ROOT, "%06o", sum));
    header[154] = 0;
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** A file beside the tests. */
  public static byte[] resource(String name) {
    try (InputStream in = SyntheticFiles.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static byte[] flipBit(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << (bit % 8));
    return flipped;
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** Writes the data set of 3 training and 2 test images to {@code dir/mnist}, uncompressed. */
  public static Path writeMnist(Path dir) {
    Path folder = dir.resolve("mnist");
    write(folder.resolve("train-images-idx3-ubyte"), images(3));
    write(folder.resolve("train-labels-idx1-ubyte"), labels(3));
    write(folder.resolve("t10k-images-idx3-ubyte"), images(2));
    write(folder.resolve("t10k-labels-idx1-ubyte"), labels(2));
    return folder;
  }

  public static void write(Path path, byte[] bytes) {
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a file of the built-in MNIST, compressed. */
  public static byte[] officialMnist(String name) {
    try (InputStream in = DatasetLoader.class.getResourceAsStream("mnist/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
