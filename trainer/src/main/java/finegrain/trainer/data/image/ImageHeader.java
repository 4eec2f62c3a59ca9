package finegrain.trainer.data.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What the first bytes of an image file say, read before anything is decoded: a few bytes can
 * promise an image that no memory holds.
 *
 * @param width columns of pixels
 * @param height rows of pixels
 */
record ImageHeader(Format format, int width, int height) {
  /** The most pixels that are decoded: Pillow's limit, a quarter of 2^30 bytes of three. */
  static final int MOST_PIXELS = (1 << 30) / 4 / 3;

  /** The formats that are read. */
  enum Format {
    JPEG("jpeg", "jpe?g|jpe|jfif"),
    PNG("png", "png");

    private final String readerName;
    private final String endings;

    Format(String readerName, String endings) {
      this.readerName = readerName;
      this.endings = endings;
    }

    /** The name of the JDK's reader. */
    String readerName() {
      return readerName;
    }

    /** Whether a file's name ends as such files do. */
    boolean fits(String fileName) {
      return fileName.matches("(?is).*\\.(" + endings + ")");
    }
  }

  private static final int MARKER = 0xff;
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int PNG_WIDTH_AT = 16;
  private static final int PNG_HEIGHT_AT = 20;
  private static final String CUT_OFF = "is cut off";

  /**
   * Reads the header of a file.
   *
   * @throws BadImageException if the file is no JPEG or PNG image, or one that is not decoded
   */
  static ImageHeader of(byte[] file) throws BadImageException {
    if (file.length == 0) {
      throw new BadImageException("is empty");
    }
    ImageHeader header;
    if (startsWith(file, PNG_SIGNATURE)) {
      if (file.length < PNG_HEIGHT_AT + Integer.BYTES) {
        throw new BadImageException(CUT_OFF);
      }
      header = new ImageHeader(Format.PNG, int32(file, PNG_WIDTH_AT), int32(file, PNG_HEIGHT_AT));
    } else if (file.length >= 3 && u8(file, 0) == MARKER && u8(file, 1) == 0xd8) {
      header = jpeg(file);
    } else {
      throw new BadImageException("is %s, and no JPEG or PNG image".formatted(kind(file)));
    }
    header.check();
    return header;
  }

  private void check() throws BadImageException {
    if (width < 1 || height < 1) {
      throw new BadImageException("has no pixels by its header (%d x %d)".formatted(width, height));
    }
    if ((long) width * height > MOST_PIXELS) {
      throw new BadImageException(
          "has %d x %d pixels by its header; up to %d are decoded"
              .formatted(width, height, MOST_PIXELS));
    }
  }

  /** Walks over the segments to the frame header (ITU-T T.81, B.2.2). */
  private static ImageHeader jpeg(byte[] file) throws BadImageException {
    int at = 2;
    while (at + 4 <= file.length) {
      if (u8(file, at) != MARKER) {
        throw new BadImageException("is no whole JPEG image: a marker is missing in its header");
      }
      int code = u8(file, at + 1);
      if (code == MARKER) {
        at++; // A marker may have any number of fill bytes before it.
      } else if (code == 0x01 || (code >= 0xd0 && code <= 0xd8)) {
        at += 2; // Stands alone.
      } else if (isFrame(code)) {
        return frame(file, at + 4);
      } else if (code == 0xd9 || code == 0xda) {
        throw new BadImageException("is no whole JPEG image: its header lacks the size");
      } else {
        at += 2 + u16(file, at + 2);
      }
    }
    throw new BadImageException(CUT_OFF);
  }

  private static boolean isFrame(int code) {
    return code >= 0xc0 && code <= 0xcf && code != 0xc4 && code != 0xc8 && code != 0xcc;
  }

  private static ImageHeader frame(byte[] file, int at) throws BadImageException {
    if (at + 6 > file.length) {
      throw new BadImageException(CUT_OFF);
    }
    int components = u8(file, at + 5);
    if (components != 1 && components != 3) {
      throw new BadImageException(
          "has %d colour components%s; convert it to RGB"
              .formatted(components, components == 4 ? " (CMYK)" : ""));
    }
    return new ImageHeader(Format.JPEG, u16(file, at + 3), u16(file, at + 1));
  }

  /** What another file is, by the first bytes of usual formats. */
  private static String kind(byte[] file) {
    String start = new String(file, 0, Math.min(file.length, 12), StandardCharsets.ISO_8859_1);
    if (start.startsWith("GIF8")) {
      return "a GIF image";
    }
    if (start.startsWith("BM")) {
      return "a BMP image";
    }
    if (start.startsWith("RIFF") && start.endsWith("WEBP")) {
      return "a WebP image";
    }
    if (start.startsWith("II*\0") || start.startsWith("MM\0*")) {
      return "a TIFF image";
    }
    return "another file";
  }

  private static boolean startsWith(byte[] file, byte[] start) {
    return file.length >= start.length
        && Arrays.equals(file, 0, start.length, start, 0, start.length);
  }

  private static int u8(byte[] file, int at) {
    return file[at] & 0xff;
  }

  private static int u16(byte[] file, int at) {
    return u8(file, at) << 8 | u8(file, at + 1);
  }

  private static int int32(byte[] file, int at) {
    return u16(file, at) << 16 | u16(file, at + 2);
  }
}
