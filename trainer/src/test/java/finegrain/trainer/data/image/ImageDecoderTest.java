package finegrain.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.Sha256;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageDecoderTest {
  private record Reference(String sha256, byte[] file) {}

  private static Map<String, Reference> references() throws IOException {
    Map<String, Reference> references = new TreeMap<>();
    try (InputStream in = ImageDecoderTest.class.getResourceAsStream("pillow-jpeg.txt")) {
      new String(in.readAllBytes(), StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> line.split(" ", -1))
          .forEach(
              parts ->
                  references.put(
                      parts[0], new Reference(parts[1], Base64.getDecoder().decode(parts[2]))));
    }
    return references;
  }

  static byte[] jpeg(String name) throws IOException {
    return references().get(name).file();
  }

  static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** An image of one colour. */
  static byte[] png(int width, int height, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, rgb);
      }
    }
    return png(image);
  }

  private static RgbImage decode(byte[] file) throws BadImageException {
    return ImageDecoder.decode(file, ImageHeader.of(file));
  }

  private static void assertRefused(byte[] file, String reason) {
    assertThatThrownBy(() -> decode(file))
        .isInstanceOf(BadImageException.class)
        .hasMessageStartingWith(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb420", "rgb444", "prog", "grey"})
  void decodesJpegToThePixelsOfPillow(String name) throws Exception {
    RgbImage image = decode(jpeg(name));
    assertThat(image.width()).isEqualTo(24);
    assertThat(image.height()).isEqualTo(16);
    assertThat(Sha256.of(image.pixels())).isEqualTo(references().get(name).sha256());
  }

  @Test
  void takesTheSamplesOfPngAsTheyAre() throws Exception {
    BufferedImage colour = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    colour.setRGB(0, 0, 0x00102030); // All transparent, and its colours stay.
    colour.setRGB(1, 0, 0xfffefdfc);
    assertThat(decode(png(colour)).pixels()).containsExactly(0x10, 0x20, 0x30, 0xfe, 0xfd, 0xfc);
    BufferedImage grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(0, 0, 0, 77);
    grey.getRaster().setSample(1, 0, 0, 200);
    assertThat(decode(png(grey)).pixels()).containsExactly(77, 77, 77, 200, 200, 200);
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0xabcd);
    assertThat(decode(png(deep)).pixels()).containsExactly(0xab, 0xab, 0xab);
    byte[] red = {1, 2, 3};
    byte[] green = {4, 5, 6};
    byte[] blue = {7, 8, 9};
    BufferedImage indexed =
        new BufferedImage(
            3, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 3, red, green, blue));
    for (int x = 0; x < 3; x++) {
      indexed.getRaster().setSample(x, 0, 0, 2 - x);
    }
    assertThat(decode(png(indexed)).pixels()).containsExactly(3, 6, 9, 2, 5, 8, 1, 4, 7);
    BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    binary.getRaster().setSample(1, 0, 0, 1);
    assertThat(decode(png(binary)).pixels()).containsExactly(0, 0, 0, 255, 255, 255);
  }

  @Test
  void refusesWhatIsNoImage() throws Exception {
    assertRefused(new byte[0], "is empty");
    assertRefused("GIF89a and more".getBytes(StandardCharsets.US_ASCII), "is a GIF image, and no");
    assertRefused("BM and more".getBytes(StandardCharsets.US_ASCII), "is a BMP image, and no");
    assertRefused(
        "RIFF1234WEBPVP8 ".getBytes(StandardCharsets.US_ASCII), "is a WebP image, and no");
    assertRefused("hello".getBytes(StandardCharsets.US_ASCII), "is another file, and no JPEG");
    assertRefused(jpeg("cmyk"), "has 4 colour components (CMYK); convert it to RGB");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.1, 0.3, 0.8, 0.97})
  void refusesFilesThatAreCutOff(double share) throws Exception {
    for (byte[] file : new byte[][] {jpeg("rgb420"), jpeg("grey"), png(9, 9, 0x123456)}) {
      byte[] cut = Arrays.copyOf(file, (int) (share * file.length));
      assertThatThrownBy(() -> decode(cut)).isInstanceOf(BadImageException.class);
    }
  }

  @Test
  void takesBytesAfterTheEnd() throws Exception {
    byte[] file = jpeg("rgb444");
    assertThat(decode(Arrays.copyOf(file, file.length + 100)).pixels())
        .isEqualTo(decode(file).pixels());
  }

  /** A small file may claim to be an image of gigabytes. */
  @Test
  void refusesHugeImagesByTheirHeaders() throws Exception {
    byte[] png = png(1, 1, 0);
    Arrays.fill(png, 16, 24, (byte) 0);
    png[17] = 1; // 65536 columns and rows.
    png[21] = 1;
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    for (int i = 0; i < 4; i++) {
      png[29 + i] = (byte) (crc.getValue() >> (24 - 8 * i));
    }
    assertRefused(png, "has 65536 x 65536 pixels by its header; up to 89478485 are decoded");
    png[16] = -1;
    assertRefused(png, "has no pixels by its header");
    byte[] jpeg = jpeg("rgb420");
    int frame = 0;
    while ((jpeg[frame] & 0xff) != 0xff || (jpeg[frame + 1] & 0xff) != 0xc0) {
      frame++;
    }
    Arrays.fill(jpeg, frame + 5, frame + 9, (byte) 0xff);
    assertRefused(jpeg, "has 65535 x 65535 pixels by its header");
  }

  /** Whatever byte is damaged, there is an image or a reason. */
  @Test
  void neverFailsInAnotherWay() throws Exception {
    for (byte[] file : new byte[][] {jpeg("rgb420"), png(8, 8, 0x55aa33)}) {
      for (int at = 0; at < file.length; at++) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) (1 + 37 * at % 255);
        try {
          // A damaged size may be a large one; such images are tested for above.
          ImageHeader header = ImageHeader.of(damaged);
          if ((long) header.width() * header.height() < 1_000_000) {
            assertThat(decode(damaged).pixels()).hasSize(3 * header.width() * header.height());
          }
        } catch (BadImageException reason) {
          assertThat(reason.getMessage()).isNotBlank();
        }
      }
    }
  }
}
