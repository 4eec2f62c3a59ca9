package finegrain.trainer.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * Pickles as Python 2's cPickle wrote those of CIFAR, by protocol 2: the opcodes are those that
 * {@code pickletools.dis} shows for data_batch_1.
 */
final class CifarPickles {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int memo = 1;

  private CifarPickles() {}

  /** A batch of CIFAR-10 with the samples of {@link SyntheticFiles#batch}. */
  static byte[] batch(int count) {
    CifarPickles pickle = new CifarPickles();
    pickle.begin().text("batch_label").text("training batch 1 of 5");
    pickle.labels("labels", count, i -> i % 10);
    return pickle.data(count).end();
  }

  /** A batch of CIFAR-100 with the samples of {@link SyntheticFiles#batch100}. */
  static byte[] batch100(int count) {
    CifarPickles pickle = new CifarPickles();
    pickle.begin().labels("fine_labels", count, i -> i % 100).data(count);
    return pickle.labels("coarse_labels", count, i -> i % 20).end();
  }

  private CifarPickles put(String latin) {
    out.writeBytes(latin.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  private CifarPickles begin() {
    return put("\u0080\u0002}").remember().put("(");
  }

  private CifarPickles remember() {
    return put("q" + (char) memo++);
  }

  private CifarPickles text(String text) {
    return put("U" + (char) text.length() + text).remember();
  }

  private CifarPickles labels(String name, int count, IntUnaryOperator label) {
    text(name).put("]").remember().put("(");
    for (int i = 0; i < count; i++) {
      put("K" + (char) label.applyAsInt(i));
    }
    return put("e");
  }

  private CifarPickles data(int count) {
    text("data").put("cnumpy.core.multiarray\n_reconstruct\n").remember();
    put("cnumpy\nndarray\n").remember().put("K\0\u0085").remember().put("U\u0001b").remember();
    put("\u0087").remember().put("R").remember();
    put("(K\u0001");
    put("M" + (char) (count & 0xff) + (char) (count >> 8)).put("M\0\u000c\u0086").remember();
    put("cnumpy\ndtype\n").remember().text("u1").put("K\0K\u0001\u0087").remember();
    put("R").remember().put("(K\u0003U\u0001|").remember();
    put("NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0t").remember().put("b\u0089T");
    byte[] pixels = new byte[3072 * count];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (7 * (i / 3072) + i % 3072);
    }
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(pixels.length).array());
    out.writeBytes(pixels);
    return remember().put("t").remember().put("b");
  }

  private byte[] end() {
    text("filenames").put("]").remember().put("(");
    text("leptodactylus_pentadactylus_s_000004.png").put("eu.");
    return out.toByteArray();
  }
}
