package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** An array from a .npy file, in C order; its elements stay in the bytes of the file. */
final class NpyArray {
  /** The largest array that every JVM can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Bytes allocated at first, however many the header claims. */
  private static final int FIRST_BYTES = 1 << 20;

  private final String name;
  private final String shown;
  private final NpyType type;
  private final List<Integer> shape;
  private final ByteBuffer elements;

  private NpyArray(String name, String shown, NpyHeader header, byte[] elements) {
    this.name = name;
    this.shown = shown;
    this.type = header.type();
    this.shape = header.shape();
    this.elements = ByteBuffer.wrap(elements).order(type.order());
  }

  /**
   * Reads an array.
   *
   * @param in a .npy file; what follows the array is left
   * @param name of the array
   * @param shown how messages name it
   * @throws UserError if it is malformed, of another type, or too large
   * @throws IOException if the stream cannot be read
   */
  static NpyArray read(InputStream in, String name, String shown) throws IOException {
    NpyHeader header = NpyHeader.read(in, shown);
    long bytes = header.type().bytes();
    for (int size : header.shape()) {
      // A product of at most MOST_BYTES and an int fits.
      bytes = bytes > MOST_BYTES ? bytes : bytes * size;
    }
    // An empty array with a huge dimension is refused too.
    if (bytes > MOST_BYTES) {
      throw new UserError(
          "%s claims more than the %d bytes that can be read; save it as float32 or uint8, or fewer samples"
              .formatted(shown, MOST_BYTES));
    }
    byte[] elements = new byte[(int) Math.min(bytes, FIRST_BYTES)];
    int filled = in.readNBytes(elements, 0, elements.length);
    while (filled == elements.length && filled < bytes) {
      elements = Arrays.copyOf(elements, (int) Math.min(2L * filled, bytes));
      filled += in.readNBytes(elements, filled, elements.length - filled);
    }
    if (filled < bytes) {
      throw new UserError(
          "%s is truncated: its header claims %d bytes of elements, and there are %d"
              .formatted(shown, bytes, filled));
    }
    return new NpyArray(
        name, shown, header, header.fortran() ? inOrderOfC(elements, header) : elements);
  }

  /** The elements in the order in which the last index varies fastest. */
  private static byte[] inOrderOfC(byte[] stored, NpyHeader header) {
    int bytes = header.type().bytes();
    List<Integer> shape = header.shape();
    int[] steps = new int[shape.size()];
    int step = bytes;
    for (int d = 0; d < steps.length && stored.length > 0; d++) {
      steps[d] = step;
      step *= shape.get(d);
    }
    byte[] ordered = new byte[stored.length];
    int[] index = new int[steps.length];
    int from = 0;
    for (int to = 0; to < ordered.length; to += bytes) {
      System.arraycopy(stored, from, ordered, to, bytes);
      for (int d = steps.length - 1; d >= 0; d--) {
        from += steps[d];
        if (++index[d] < shape.get(d)) {
          break;
        }
        from -= steps[d] * index[d];
        index[d] = 0;
      }
    }
    return ordered;
  }

  /**
   * Checks that nothing follows it.
   *
   * @param in the stream from which it was read
   * @throws UserError if something does
   * @throws IOException if the stream cannot be read
   */
  void checkEnd(InputStream in) throws IOException {
    if (in.read() >= 0) {
      throw new UserError(shown + " is damaged: it has bytes after its last element");
    }
  }

  /** Its name, in its file or that of the file. */
  String name() {
    return name;
  }

  /** How messages name it. */
  String shown() {
    return shown;
  }

  /** The sizes of its dimensions. */
  List<Integer> shape() {
    return shape;
  }

  /** The shape as NumPy writes it. */
  String shapeInWords() {
    return inWords(shape);
  }

  /** A shape as NumPy writes it. */
  static String inWords(List<Integer> shape) {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  NpyType type() {
    return type;
  }

  /** How many elements it has. */
  int size() {
    return elements.capacity() / type.bytes();
  }

  /** An element in C order, as a double; of 64-bit integers the nearest one. */
  double value(int index) {
    return type.value(elements, index * type.bytes());
  }

  /** An element in C order, in words. */
  String text(int index) {
    return type.text(elements, index * type.bytes());
  }
}
