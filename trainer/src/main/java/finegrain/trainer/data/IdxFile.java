package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A whole IDX file of bytes, header included. The header is big-endian: two zero bytes, the type of
 * the elements, the number of dimensions, and their sizes.
 *
 * @param count of images or labels
 * @param sides of an image; none of a label
 */
record IdxFile(
    DataFile file, Kind kind, int count, List<Integer> sides, byte[] bytes, FileHash hash) {
  /** The largest array that every JVM can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Bytes allocated at first, however many the header claims. */
  private static final int FIRST_BYTES = 1 << 20;

  private static final int UNSIGNED_BYTE = 8;
  private static final int MOST_DIMENSIONS = 4;
  private static final Map<Integer, String> TYPES =
      Map.of(9, "int8", 11, "int16", 12, "int32", 13, "float32", 14, "float64");

  /** What a file should hold. */
  enum Kind {
    IMAGES(3),
    LABELS(1);

    private final int dimensions;

    Kind(int dimensions) {
      this.dimensions = dimensions;
    }

    /** Whether a file with so many dimensions is of this kind. */
    private boolean has(int given) {
      return this == LABELS ? given == 1 : given >= 2 && given <= MOST_DIMENSIONS;
    }

    private Kind other() {
      return this == IMAGES ? LABELS : IMAGES;
    }

    @Override
    public String toString() {
      return this == IMAGES ? "images" : "labels";
    }
  }

  /** Copies the list. */
  IdxFile {
    sides = List.copyOf(sides);
  }

  /**
   * Reads a file.
   *
   * @param expected the sides of an image where they are known
   * @throws UserError if it is malformed, or holds something else
   */
  static IdxFile read(DataFile file, Kind kind, Optional<List<Integer>> expected) {
    try (DataStream in = DataStream.open(file)) {
      Header header = new Header(file, kind, expected);
      byte[] bytes = header.read(in);
      int filled = bytes.length;
      int count = header.count();
      int end = filled + count * header.itemBytes();
      while (filled == bytes.length && filled < end) {
        bytes = Arrays.copyOf(bytes, Math.clamp(2L * filled, Math.min(FIRST_BYTES, end), end));
        filled = fill(in, bytes, filled);
      }
      if (filled < end) {
        throw truncated(file, filled, "of the %d that its %d %s take".formatted(end, count, kind));
      }
      long extra = in.drain();
      if (extra > 0) {
        throw new UserError(
            "%s has %d bytes after the %d %s that its header claims; copy or download it again"
                .formatted(file.shown(), extra, count, kind));
      }
      return new IdxFile(file, kind, count, header.sides(), bytes, in.hash());
    }
  }

  /** Where the images or labels lie. */
  PixelSamples.Column column() {
    int itemBytes = (int) Header.product(sides);
    return new PixelSamples.Column(bytes, bytes.length - count * itemBytes, itemBytes);
  }

  /** The labels that a file of labels has. */
  BitSet labels() {
    BitSet labels = new BitSet();
    for (int i = bytes.length - count; i < bytes.length; i++) {
      labels.set(bytes[i] & 0xff);
    }
    return labels;
  }

  /** Reads up to the end of the array or of the file. Returns the position reached. */
  private static int fill(DataStream in, byte[] bytes, int from) {
    int filled = from;
    while (filled < bytes.length) {
      int read = in.read(bytes, filled, bytes.length - filled);
      if (read < 0) {
        break;
      }
      filled += read;
    }
    return filled;
  }

  private static UserError truncated(DataFile file, long bytes, String where) {
    return new UserError(
        "%s is truncated: it ends after %d bytes %s; copy or download it again"
            .formatted(file.shown(), bytes, where));
  }

  /** A header as it is read and checked. */
  private static final class Header {
    private final DataFile file;
    private final Kind kind;
    private final Optional<List<Integer>> expected;
    private final List<Long> sizes = new ArrayList<>();

    Header(DataFile file, Kind kind, Optional<List<Integer>> expected) {
      this.file = file;
      this.kind = kind;
      this.expected = expected;
    }

    /** Reads all of it, and checks it. */
    byte[] read(DataStream in) {
      byte[] magic = new byte[Integer.BYTES];
      int filled = fill(in, magic, 0);
      if (filled == 0) {
        throw new UserError(file.shown() + " is empty; copy or download it again");
      }
      int dimensions = filled < magic.length ? kind.dimensions : checkedDimensions(magic);
      byte[] header = Arrays.copyOf(magic, Integer.BYTES * (1 + dimensions));
      filled = filled < magic.length ? filled : fill(in, header, filled);
      if (filled < header.length) {
        throw truncated(file, filled, "inside its header of " + header.length);
      }
      ByteBuffer numbers = ByteBuffer.wrap(header).position(Integer.BYTES);
      while (numbers.hasRemaining()) {
        sizes.add(Integer.toUnsignedLong(numbers.getInt()));
      }
      checkSizes();
      return header;
    }

    private int checkedDimensions(byte[] magic) {
      int type = magic[2] & 0xff;
      int dimensions = magic[3] & 0xff;
      boolean idx = magic[0] == 0 && magic[1] == 0 && dimensions >= 1;
      if (idx && TYPES.containsKey(type)) {
        throw new UserError(
            "%s has elements of the type %s; unsigned bytes are needed"
                .formatted(file.shown(), TYPES.get(type)));
      }
      idx &= type == UNSIGNED_BYTE;
      if (idx && kind.other().has(dimensions)) {
        throw new UserError(
            "%s holds %s where %s belong; exchange it with the file that holds the %s"
                .formatted(file.shown(), kind.other(), kind, kind));
      }
      boolean right = expected.isPresent() ? dimensions == kind.dimensions : kind.has(dimensions);
      if (!idx || !right) {
        throw new UserError(
            "%s is not an IDX file of %s: it starts with 0x%s, and 0x0000080%d is right"
                .formatted(file.shown(), kind, HexFormat.of().formatHex(magic), kind.dimensions));
      }
      return dimensions;
    }

    private void checkSizes() {
      if (sizes.getFirst() == 0) {
        throw new UserError("%s has no %s; one at least is needed".formatted(file.shown(), kind));
      }
      List<Long> sides = sizes.subList(1, sizes.size());
      if (expected.isPresent()
          && !sides.equals(expected.get().stream().map(Long::valueOf).toList())) {
        throw new UserError(
            "%s has images of %s pixels; %s are right"
                .formatted(file.shown(), inWords(sides), inWords(expected.get())));
      }
      long itemBytes = product(sides);
      if (itemBytes == 0 || itemBytes > MOST_BYTES) {
        throw new UserError(
            "%s is damaged: its header claims images of %s pixels"
                .formatted(file.shown(), inWords(sides)));
      }
      long most = (MOST_BYTES - Integer.BYTES * (1 + sizes.size())) / itemBytes;
      if (sizes.getFirst() > most) {
        throw new UserError(
            "%s is damaged: its header claims %d %s, and %d is the most that can be read"
                .formatted(file.shown(), sizes.getFirst(), kind, most));
      }
    }

    private static String inWords(List<? extends Number> sides) {
      return sides.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }

    /** The product of some sizes, or of the first of them, where that is more than can be read. */
    static long product(List<? extends Number> sizes) {
      long product = 1;
      for (Number size : sizes) {
        product = product > MOST_BYTES ? product : product * size.longValue();
      }
      return product;
    }

    int count() {
      return sizes.getFirst().intValue();
    }

    List<Integer> sides() {
      return sizes.stream().skip(1).map(Long::intValue).toList();
    }

    int itemBytes() {
      return (int) product(sizes.subList(1, sizes.size()));
    }
  }
}
