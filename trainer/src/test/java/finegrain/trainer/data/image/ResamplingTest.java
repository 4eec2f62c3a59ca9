package finegrain.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pixels that Pillow 12.3.0 computes, by resize(BILINEAR) and crop with torchvision's sizes. */
final class ResamplingTest {
  /** Colour c of the pixel (x, y) is (7 x + 13 y + 29 c + x y) mod 256. */
  static RgbImage made(int width, int height) {
    RgbImage image = RgbImage.allocate(width, height);
    int at = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < 3; c++) {
          image.pixels()[at++] = (byte) (x * 7 + y * 13 + c * 29 + x * y);
        }
      }
    }
    return image;
  }

  @ParameterizedTest
  @CsvSource({
    "50, 37, 16, c2a6d766109ccce907ba0da92ab9507011141d100b81a29535f38e02e0467d31",
    "37, 50, 16, 36cb19c375e03cc323952295de87cf2b4925a35b97b65af852982f1898977f50",
    "5, 9, 12, aefefede18bde1980500a8d671cd3dffbcd47402d87ad5f26244a7c38d7571f2",
    "64, 64, 32, c6f5694083aeb8278f1bd72e8640c5d83c564a0467b8ad0db83ad07b4dd2cf55",
    "300, 200, 7, 9c91235161f459e067cfc1c70c475076721c3a71e8cefae630e37dd7016437fe",
    "13, 13, 13, a754b250f31aa6f225afb1eed378f9e80c54b07a59ed1ebe2533226c1d1a7165",
    "1, 40, 3, 001cfb41b61c41e15fe38afe401194addfc564b31be644833294b042dd73b4eb",
    "101, 30, 30, bb07a7c4cdd6781a1d604981d1d1d892b78b441d52efe6fd49ac216d7042445f"
  })
  void givesThePixelsOfPillow(int width, int height, int side, String sha256) {
    RgbImage square = Resampling.square(made(width, height), side);
    assertThat(square.width()).isEqualTo(side);
    assertThat(square.height()).isEqualTo(side);
    assertThat(Sha256.of(square.pixels())).isEqualTo(sha256);
  }

  @Test
  void leavesASquareOfTheSizeAsItIs() {
    RgbImage image = made(21, 21);
    assertThat(Resampling.square(image, 21).pixels()).isEqualTo(image.pixels());
  }

  /** The whole result of such an image would have more columns than an integer counts. */
  @Test
  void takesALineOfPixels() {
    RgbImage line = RgbImage.allocate(20_000_000, 1);
    RgbImage square = Resampling.square(line, 224);
    assertThat(square.pixels()).hasSize(3 * 224 * 224).containsOnly(0);
  }

  @Test
  void separatesTheColours() {
    RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
    assertThat(image.planes()).containsExactly(1, 4, 2, 5, 3, 6);
  }
}
