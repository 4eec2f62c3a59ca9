package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of numbers from a .npy file (NumPy's format, versions 1 to 3), in C order; its elements
 * stay in the bytes of the file.
 */
final class NpyArray {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy itself refuses longer headers. */
  private static final int MOST_HEADER = 10_000;

  /** The largest array that every JVM can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Bytes allocated at first, however many the header claims. */
  private static final int FIRST_BYTES = 1 << 20;

  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");

  private final String shown;
  private final Type type;
  private final List<Integer> shape;
  private final ByteBuffer elements;

  private NpyArray(String shown, Type type, List<Integer> shape, ByteBuffer elements) {
    this.shown = shown;
    this.type = type;
    this.shape = shape;
    this.elements = elements;
  }

  /** The types of elements that are read, little-endian. */
  private enum Type {
    F4("<f4", "float32", 4),
    F8("<f8", "float64", 8),
    U1("|u1", "uint8", 1),
    I1("|i1", "int8", 1),
    I2("<i2", "int16", 2),
    I4("<i4", "int32", 4),
    I8("<i8", "int64", 8);

    final String descr;
    final String numpyName;
    final int bytes;

    Type(String descr, String numpyName, int bytes) {
      this.descr = descr;
      this.numpyName = numpyName;
      this.bytes = bytes;
    }

    boolean isInteger() {
      return this != F4 && this != F8;
    }

    static String names() {
      return Arrays.stream(values()).map(type -> type.numpyName).collect(Collectors.joining(", "));
    }
  }

  /**
   * Reads an array.
   *
   * @param in a .npy file; what follows the array is left
   * @param shown how messages name the array
   * @throws UserError if it is malformed, of another type or order, or too large
   * @throws IOException if the stream cannot be read
   */
  static NpyArray read(InputStream in, String shown) throws IOException {
    String header = header(in, shown);
    Type type = type(header, shown);
    if (find(ORDER, header, "fortran_order", shown).equals("True")) {
      throw new UserError(
          shown + " is in Fortran order, and C order is needed; save numpy.ascontiguousarray(it)");
    }
    List<Integer> shape = shape(find(SHAPE, header, "shape", shown), shown);
    long bytes = type.bytes;
    for (int size : shape) {
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
        shown, type, shape, ByteBuffer.wrap(elements).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static String header(InputStream in, String shown) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new UserError(shown + " is not an array in NumPy's .npy format");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new UserError(
          "%s is in version %d of the .npy format, and 1 to 3 can be read"
              .formatted(shown, version & 0xff));
    }
    byte[] lengthBytes = in.readNBytes(version == 1 ? Short.BYTES : Integer.BYTES);
    byte[] padded = Arrays.copyOf(lengthBytes, Integer.BYTES);
    long length =
        Integer.toUnsignedLong(ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN).getInt());
    if (length > MOST_HEADER) {
      throw new UserError(
          "%s is damaged: its header claims %d bytes, and %d is the most"
              .formatted(shown, length, MOST_HEADER));
    }
    byte[] header = in.readNBytes((int) length);
    if (header.length < length) {
      throw new UserError(shown + " is truncated: it ends inside its header");
    }
    return new String(header, StandardCharsets.UTF_8);
  }

  private static String find(Pattern pattern, String header, String key, String shown) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new UserError("%s is damaged: its header has no usable %s".formatted(shown, key));
    }
    return matcher.group(1);
  }

  private static Type type(String header, String shown) {
    Matcher descr = DESCR.matcher(header);
    String found = descr.find() ? descr.group(1) : "structured";
    for (Type type : Type.values()) {
      if (type.descr.equals(found)) {
        return type;
      }
    }
    throw new UserError(
        "%s has elements of the type %s; little-endian %s can be read"
            .formatted(shown, found.replaceAll("[^ -~]", "?"), Type.names()));
  }

  private static List<Integer> shape(String text, String shown) {
    List<Integer> shape = new ArrayList<>();
    for (String size : text.split(",", -1)) {
      String digits = size.strip().replaceFirst("L$", "");
      if (digits.isEmpty()) {
        continue;
      }
      try {
        shape.add(Integer.parseInt(digits));
      } catch (NumberFormatException e) {
        throw new UserError(
            "%s has a dimension of %s, and %d is the most"
                .formatted(shown, digits.replaceAll("\\s+", " "), Integer.MAX_VALUE),
            e);
      }
    }
    return shape;
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
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /** Whether its elements are integers. */
  boolean isInteger() {
    return type.isInteger();
  }

  /** Its type in NumPy's words. */
  String typeName() {
    return type.numpyName;
  }

  /** How many elements it has. */
  int size() {
    return elements.capacity() / type.bytes;
  }

  /** An element in C order, as a double; of int64 the nearest one. */
  double value(int index) {
    int at = index * type.bytes;
    return switch (type) {
      case F4 -> elements.getFloat(at);
      case F8 -> elements.getDouble(at);
      default -> integer(index);
    };
  }

  /** An element of an array of integers. */
  long integer(int index) {
    int at = index * type.bytes;
    return switch (type) {
      case U1 -> elements.get(at) & 0xff;
      case I1 -> elements.get(at);
      case I2 -> elements.getShort(at);
      case I4 -> elements.getInt(at);
      case I8 -> elements.getLong(at);
      case F4, F8 -> throw new IllegalStateException(shown + " is not of integers");
    };
  }
}
