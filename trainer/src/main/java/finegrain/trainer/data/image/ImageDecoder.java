package finegrain.trainer.data.image;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes JPEG and PNG by the JDK's readers. The samples are taken as the file has them: colour
 * profiles, gamma, transparency and the orientation of a camera are left out, as Pillow's {@code
 * convert("RGB")} leaves them out. Grey becomes three equal colours; of 16 bits the upper 8 stay.
 */
final class ImageDecoder {
  private static final int PNG_CHUNKS_AT = 8;
  private static final int CHUNK_BYTES = 12;
  private static final int PNG_END = 0x49454e44; // IEND

  private ImageDecoder() {}

  /**
   * Decodes the bytes of a file.
   *
   * @param header of the file
   * @throws BadImageException if they are damaged
   */
  static RgbImage decode(byte[] file, ImageHeader header) throws BadImageException {
    if (header.format() == ImageHeader.Format.PNG) {
      checkChunks(file);
    }
    ImageReader reader = reader(header.format());
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((_, warning) -> warnings.add(warning));
    BufferedImage image;
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in, true, true);
      image = reader.read(0);
    } catch (IOException | RuntimeException damaged) {
      // The readers throw unchecked exceptions too where a file is damaged.
      throw new BadImageException("is damaged or cut off", damaged);
    } finally {
      reader.dispose();
    }
    for (String warning : warnings) {
      if (isDamage(warning)) {
        throw new BadImageException("is damaged or cut off (%s)".formatted(warning));
      }
    }
    return rgb(image);
  }

  /**
   * Whether pixels are made up. The JDK's decoder of JPEG fills in what is missing, and says so in
   * one of these words; other warnings are of metadata, or of bytes that were passed over.
   */
  private static boolean isDamage(String warning) {
    String words = warning.toLowerCase(Locale.ROOT);
    return words.contains("premature")
        || words.contains("truncated")
        || words.contains("inconsistent")
        || (words.contains("corrupt") && !words.contains("extraneous"));
  }

  /** The JDK's decoder of PNG ignores the checksums of chunks, and a missing end. */
  private static void checkChunks(byte[] file) throws BadImageException {
    ByteBuffer bytes = ByteBuffer.wrap(file).position(PNG_CHUNKS_AT);
    CRC32 crc = new CRC32();
    int type;
    do {
      if (bytes.remaining() < CHUNK_BYTES) {
        throw new BadImageException("is cut off");
      }
      int length = bytes.getInt();
      if (length < 0 || length > bytes.remaining() - 2 * Integer.BYTES) {
        throw new BadImageException("is cut off");
      }
      crc.reset();
      crc.update(file, bytes.position(), Integer.BYTES + length);
      type = bytes.getInt();
      bytes.position(bytes.position() + length);
      if (bytes.getInt() != (int) crc.getValue()) {
        throw new BadImageException("is damaged: a checksum in it is wrong");
      }
    } while (type != PNG_END);
  }

  private static ImageReader reader(ImageHeader.Format format) {
    Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.readerName());
    return readers.next(); // Each JDK has both.
  }

  private static RgbImage rgb(BufferedImage image) {
    RgbImage rgb = RgbImage.allocate(image.getWidth(), image.getHeight());
    Raster raster = image.getRaster();
    byte[][] palette =
        image.getColorModel() instanceof IndexColorModel colours ? palette(colours) : new byte[0][];
    int bands = raster.getNumBands();
    int shift = raster.getSampleModel().getSampleSize(0) == Short.SIZE ? Byte.SIZE : 0;
    int[] row = new int[rgb.width() * bands];
    byte[] pixels = rgb.pixels();
    int to = 0;
    for (int y = 0; y < rgb.height(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, rgb.width(), 1, row);
      for (int x = 0; x < rgb.width(); x++) {
        for (int c = 0; c < RgbImage.CHANNELS; c++) {
          int sample = row[x * bands + (bands >= RgbImage.CHANNELS ? c : 0)];
          pixels[to++] = palette.length > 0 ? palette[c][sample] : (byte) (sample >> shift);
        }
      }
    }
    return rgb;
  }

  private static byte[][] palette(IndexColorModel colours) {
    byte[][] palette = new byte[RgbImage.CHANNELS][colours.getMapSize()];
    colours.getReds(palette[0]);
    colours.getGreens(palette[1]);
    colours.getBlues(palette[2]);
    return palette;
  }
}
