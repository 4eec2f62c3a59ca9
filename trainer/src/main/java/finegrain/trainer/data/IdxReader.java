package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads IDX files, the format of MNIST: a big-endian header (magic number, count, and for images
 * rows and columns), then the bytes.
 */
final class IdxReader {
  /** The largest array that every JVM can hold. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  /** Bytes allocated at first, however many the header claims. */
  private static final int FIRST_BYTES = 1 << 20;

  private static final int SIDE = 28;
  private static final int CLASSES = 10;

  private IdxReader() {}

  /** The two kinds of IDX file that are read here. */
  private enum Kind {
    IMAGES("images", 0x00000803, 16, SIDE * SIDE),
    LABELS("labels", 0x00000801, 8, 1);

    final String plural;
    final int magic;
    final int headerBytes;
    final int itemBytes;

    Kind(String plural, int magic, int headerBytes, int itemBytes) {
      this.plural = plural;
      this.magic = magic;
      this.headerBytes = headerBytes;
      this.itemBytes = itemBytes;
    }

    Kind other() {
      return this == IMAGES ? LABELS : IMAGES;
    }
  }

  /** A whole file, header included, of {@code count} images or labels. */
  private record Idx(DataFile file, byte[] bytes, int count, FileHash hash) {}

  /**
   * Reads a file of images and the file of their labels.
   *
   * @throws UserError if one is missing or malformed, if their counts differ, or if one is not the
   *     official file and {@code verification} minds
   */
  static SampleSet read(
      KnownDataset known,
      OfficialFile imageFile,
      OfficialFile labelFile,
      Optional<Path> folder,
      Verification verification) {
    DataFile imagesAt = DataFile.idx(known, imageFile, folder);
    DataFile labelsAt = DataFile.idx(known, labelFile, folder);
    Idx labels = read(labelsAt, Kind.LABELS);
    checkRange(labels);
    Idx images = read(imagesAt, Kind.IMAGES);
    if (images.count != labels.count) {
      throw new UserError(
          "%s has %d images but %s has %d labels; take both from the same data set, %s"
              .formatted(
                  imagesAt.shown(), images.count, labelsAt.shown(), labels.count, known.name()));
    }
    verification.check(imagesAt, imageFile, images.count, images.hash);
    verification.check(labelsAt, labelFile, labels.count, labels.hash);
    DoubleSamples samples =
        new PixelSamples(
            images.count,
            Kind.IMAGES.itemBytes,
            new PixelSamples.Column(images.bytes, Kind.IMAGES.headerBytes, Kind.IMAGES.itemBytes),
            new PixelSamples.Column(labels.bytes, Kind.LABELS.headerBytes, Kind.LABELS.itemBytes));
    SortedMap<String, String> sha256 = new TreeMap<>();
    sha256.put(imageFile.name(), images.hash.content());
    sha256.put(labelFile.name(), labels.hash.content());
    return new SampleSet(samples, sha256);
  }

  /**
   * Reads and checks one file.
   *
   * @param images whether it should hold images; otherwise labels
   * @throws UserError if it is malformed or {@code verification} rejects it
   */
  static void check(
      DataFile file, OfficialFile official, boolean images, Verification verification) {
    Idx idx = read(file, images ? Kind.IMAGES : Kind.LABELS);
    if (!images) {
      checkRange(idx);
    }
    verification.check(file, official, idx.count, idx.hash);
  }

  private static Idx read(DataFile file, Kind kind) {
    try (DataStream in = DataStream.open(file)) {
      byte[] bytes = new byte[kind.headerBytes];
      int filled = fill(in, bytes, 0, bytes.length);
      int count = checkHeader(file, kind, bytes, filled);
      int end = kind.headerBytes + count * kind.itemBytes;
      while (filled == bytes.length && filled < end) {
        bytes = Arrays.copyOf(bytes, Math.clamp(2L * filled, Math.min(FIRST_BYTES, end), end));
        filled = fill(in, bytes, filled, bytes.length);
      }
      if (filled < end) {
        throw truncated(
            file, filled, "of the %d that its %d %s take".formatted(end, count, kind.plural));
      }
      long extra = in.drain();
      if (extra > 0) {
        throw new UserError(
            "%s has %d bytes after the %d %s that its header claims; copy or download it again"
                .formatted(file.shown(), extra, count, kind.plural));
      }
      return new Idx(file, bytes, count, in.hash());
    }
  }

  /** Reads up to byte {@code end} or the end of the file. Returns the position reached. */
  private static int fill(DataStream in, byte[] bytes, int from, int end) {
    int filled = from;
    while (filled < end) {
      int count = in.read(bytes, filled, end - filled);
      if (count < 0) {
        break;
      }
      filled += count;
    }
    return filled;
  }

  /** Checks all of the header, and returns the count. */
  private static int checkHeader(DataFile file, Kind kind, byte[] bytes, int filled) {
    if (filled == 0) {
      throw new UserError(file.shown() + " is empty; copy or download it again");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    // Before the length, because a file of no labels is shorter than the header of one of images.
    if (filled >= Integer.BYTES) {
      checkMagic(file, kind, header.getInt(0));
    }
    if (filled < kind.headerBytes) {
      throw truncated(file, filled, "inside its header of " + kind.headerBytes);
    }
    long count = Integer.toUnsignedLong(header.getInt(4));
    if (count == 0) {
      throw new UserError(
          "%s has no %s; one at least is needed".formatted(file.shown(), kind.plural));
    }
    if (kind == Kind.IMAGES && (header.getInt(8) != SIDE || header.getInt(12) != SIDE)) {
      throw new UserError(
          "%s has images of %d x %d pixels; 28 x 28 are right"
              .formatted(
                  file.shown(),
                  Integer.toUnsignedLong(header.getInt(8)),
                  Integer.toUnsignedLong(header.getInt(12))));
    }
    int most = (MOST_BYTES - kind.headerBytes) / kind.itemBytes;
    if (count > most) {
      throw new UserError(
          "%s is damaged: its header claims %d %s, and %d is the most that can be read"
              .formatted(file.shown(), count, kind.plural, most));
    }
    return (int) count;
  }

  private static void checkMagic(DataFile file, Kind kind, int magic) {
    if (magic == kind.other().magic) {
      throw new UserError(
          "%s holds %s where %s belong; exchange it with the file that holds the %s"
              .formatted(file.shown(), kind.other().plural, kind.plural, kind.plural));
    }
    if (magic != kind.magic) {
      HexFormat hex = HexFormat.of();
      throw new UserError(
          "%s is not an IDX file of %s: it starts with 0x%s, and 0x%s is right"
              .formatted(
                  file.shown(), kind.plural, hex.toHexDigits(magic), hex.toHexDigits(kind.magic)));
    }
  }

  private static void checkRange(Idx labels) {
    for (int i = 0; i < labels.count; i++) {
      int label = labels.bytes[Kind.LABELS.headerBytes + i] & 0xff;
      if (label >= CLASSES) {
        throw new UserError(
            "%s is damaged: label %d (from 0) is %d, and 0 to 9 are right"
                .formatted(labels.file.shown(), i, label));
      }
    }
  }

  private static UserError truncated(DataFile file, long bytes, String where) {
    return new UserError(
        "%s is truncated: it ends after %d bytes %s; copy or download it again"
            .formatted(file.shown(), bytes, where));
  }
}
