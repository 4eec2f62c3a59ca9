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

/**
 * The header of a .npy file (NumPy's format, versions 1 to 3).
 *
 * @param fortran whether the first index varies fastest, and not the last one
 */
record NpyHeader(NpyType type, boolean fortran, List<Integer> shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** NumPy itself refuses longer headers. */
  private static final int MOST_HEADER = 10_000;

  private static final Pattern DESCR =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([^'\"]*)['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE =
      Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([0-9L,\\s]*)\\)");

  /** Copies the list. */
  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Reads a header.
   *
   * @param in a .npy file; what follows the header is left
   * @param shown how messages name the array
   * @throws UserError if it is malformed, or of elements that cannot be read
   * @throws IOException if the stream cannot be read
   */
  static NpyHeader read(InputStream in, String shown) throws IOException {
    String text = text(in, shown);
    Matcher descr = DESCR.matcher(text);
    if (!descr.find()) {
      throw new UserError(
          "%s has records of several fields; save numpy.lib.recfunctions.structured_to_unstructured(it)"
              .formatted(shown));
    }
    return new NpyHeader(
        NpyType.of(descr.group(1), shown),
        find(ORDER, text, "fortran_order", shown).equals("True"),
        shape(find(SHAPE, text, "shape", shown), shown));
  }

  private static String text(InputStream in, String shown) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      boolean zip = start.length > 1 && start[0] == 'P' && start[1] == 'K';
      throw new UserError(
          "%s is not an array in NumPy's .npy format%s"
              .formatted(shown, zip ? "; give an npz file as npz:FILE" : ""));
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
}
