package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The type of the elements of a .npy file.
 *
 * @param bytes of an element
 */
record NpyType(Kind kind, int bytes, ByteOrder order) {
  private static final Pattern DESCR = Pattern.compile("([<>|=])([a-zA-Z])(\\d{1,6})?(.*)");
  private static final int BYTES_OF_A_CHARACTER = 4;

  /** What an element is. */
  enum Kind {
    /** One byte. */
    BOOL,
    /** Signed. */
    INTEGER,
    /** Not negative. */
    UNSIGNED,
    /** IEEE 754. */
    FLOAT,
    /** Code points of four bytes, filled up with zeros. */
    CHARACTERS,
    /** UTF-8, filled up with zeros. */
    BYTES
  }

  /**
   * The type of a header's {@code descr}.
   *
   * @param shown how messages name the array
   * @throws UserError if elements of this type cannot be read
   */
  static NpyType of(String descr, String shown) {
    Matcher matcher = DESCR.matcher(descr);
    if (!matcher.matches()) {
      throw unreadable(descr, shown);
    }
    int size = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    ByteOrder order = matcher.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    String sized = matcher.group(2) + size + matcher.group(4);
    return switch (sized) {
      case "b1" -> new NpyType(Kind.BOOL, size, order);
      case "i1", "i2", "i4", "i8" -> new NpyType(Kind.INTEGER, size, order);
      case "u1", "u2", "u4", "u8" -> new NpyType(Kind.UNSIGNED, size, order);
      case "f2", "f4", "f8" -> new NpyType(Kind.FLOAT, size, order);
      default -> {
        if (sized.equals("U" + size) && size > 0) {
          yield new NpyType(Kind.CHARACTERS, BYTES_OF_A_CHARACTER * size, order);
        }
        if (sized.equals("S" + size) && size > 0) {
          yield new NpyType(Kind.BYTES, size, order);
        }
        throw matcher.group(2).equals("O") ? ofObjects(shown) : unreadable(descr, shown);
      }
    };
  }

  private static UserError ofObjects(String shown) {
    return new UserError(
        "%s has Python objects, which are not read; save samples as x.astype('float32'), lists of one length as numpy.stack(x), words as y.astype(str)"
            .formatted(shown));
  }

  private static UserError unreadable(String descr, String shown) {
    return new UserError(
        "%s has elements of the type %s; float16 to float64, integers, bool and, for labels, text can be read: save x.astype('float32')"
            .formatted(shown, descr.replaceAll("[^ -~]", "?")));
  }

  boolean isText() {
    return kind == Kind.CHARACTERS || kind == Kind.BYTES;
  }

  /** The number at a byte; of 64 bits the nearest one. */
  double value(ByteBuffer elements, int at) {
    return switch (kind) {
      case FLOAT ->
          switch (bytes) {
            case 2 -> Float.float16ToFloat(elements.getShort(at));
            case 4 -> elements.getFloat(at);
            default -> elements.getDouble(at);
          };
      case UNSIGNED -> {
        long bits = integer(elements, at);
        // Halving keeps the lowest bit, so that the sum is rounded once.
        yield bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
      }
      default -> integer(elements, at);
    };
  }

  /** The bits of an integer at a byte, extended by its sign if it has one. */
  private long integer(ByteBuffer elements, int at) {
    boolean signed = kind == Kind.INTEGER;
    return switch (bytes) {
      case 1 -> signed ? elements.get(at) : elements.get(at) & 0xff;
      case 2 -> signed ? elements.getShort(at) : elements.getShort(at) & 0xffff;
      case 4 -> signed ? elements.getInt(at) : elements.getInt(at) & 0xffff_ffffL;
      default -> elements.getLong(at);
    };
  }

  /** The element at a byte in words: the digits of an integer, a text without what fills it up. */
  String text(ByteBuffer elements, int at) {
    return switch (kind) {
      case BOOL -> elements.get(at) == 0 ? "False" : "True";
      case INTEGER -> Long.toString(integer(elements, at));
      case UNSIGNED -> Long.toUnsignedString(integer(elements, at));
      case FLOAT -> Double.toString(value(elements, at));
      case CHARACTERS -> characters(elements, at);
      case BYTES -> ofBytes(elements, at);
    };
  }

  private String characters(ByteBuffer elements, int at) {
    StringBuilder text = new StringBuilder();
    for (int i = at; i < at + bytes; i += BYTES_OF_A_CHARACTER) {
      int point = elements.getInt(i);
      if (point != 0) {
        text.appendCodePoint(Character.isValidCodePoint(point) ? point : '\ufffd');
      }
    }
    return text.toString();
  }

  private String ofBytes(ByteBuffer elements, int at) {
    byte[] text = new byte[bytes];
    elements.get(at, text);
    int end = bytes;
    while (end > 0 && text[end - 1] == 0) {
      end--;
    }
    return new String(text, 0, end, StandardCharsets.UTF_8);
  }

  /** NumPy's name of the type. */
  @Override
  public String toString() {
    return switch (kind) {
      case BOOL -> "bool";
      case INTEGER -> "int" + Byte.SIZE * bytes;
      case UNSIGNED -> "uint" + Byte.SIZE * bytes;
      case FLOAT -> "float" + Byte.SIZE * bytes;
      case CHARACTERS, BYTES -> "text";
    };
  }
}
