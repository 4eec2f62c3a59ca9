package finegrain.trainer.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Npz files written by hand, after the description of NumPy's format (NEP 1). */
final class NpzFiles {
  private NpzFiles() {}

  /** A .npy file of version 1. */
  static byte[] npy(String descr, String shape, byte[] elements) {
    return npy(
        1,
        "{'descr': '%s', 'fortran_order': False, 'shape': %s, }".formatted(descr, shape),
        elements);
  }

  /** A .npy file with any header. */
  static byte[] npy(int version, String header, byte[] elements) {
    byte[] text = (header + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(12 + text.length + elements.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    file.put(text).put(elements);
    byte[] bytes = new byte[file.position()];
    file.flip().get(bytes);
    return bytes;
  }

  /** The arrays of 12 training and 10 test samples of 3 features and 2 classes, each as .npy. */
  static Map<String, byte[]> arrays() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", npy("<f4", "(12, 3)", floats(36)));
    arrays.put("y_train", npy("|u1", "(12,)", labels(12)));
    arrays.put("x_test", npy("<f4", "(10, 3)", floats(30)));
    arrays.put("y_test", npy("|u1", "(10,)", labels(10)));
    return arrays;
  }

  /** So many elements of some bytes each, which {@code put} writes by their indices. */
  static byte[] filled(int count, int bytes, ByteOrder order, BiConsumer<ByteBuffer, Integer> put) {
    ByteBuffer all = ByteBuffer.allocate(count * bytes).order(order);
    for (int i = 0; i < count; i++) {
      put.accept(all, i);
    }
    return all.array();
  }

  /** What the reader says of something; {@code none} if it says nothing. */
  static String fact(Dataset set, String name) {
    return set.facts().stream()
        .filter(fact -> fact.name().equals(name))
        .map(Fact::text)
        .findFirst()
        .orElse("none");
  }

  static byte[] floats(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(i * .5f);
    }
    return bytes.array();
  }

  static byte[] labels(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (i % 2);
    }
    return bytes;
  }

  static byte[] zip(Map<String, byte[]> arrays, boolean deflated) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        ZipEntry entry = new ZipEntry(array.getKey() + ".npy");
        if (!deflated) {
          CRC32 crc = new CRC32();
          crc.update(array.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(array.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(array.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
