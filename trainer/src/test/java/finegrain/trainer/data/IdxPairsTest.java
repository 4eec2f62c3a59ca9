package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.UserError;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IDX files of the user's own, after the description of the format on the page of MNIST. */
final class IdxPairsTest {
  @TempDir Path dir;

  /** A file of the type and the sizes given; its elements count up. */
  private static byte[] idx(int type, int... sizes) {
    int elements = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
    ByteBuffer file = ByteBuffer.allocate(4 + 4 * sizes.length + elements);
    file.putInt(type << 8 | sizes.length);
    Arrays.stream(sizes).forEach(file::putInt);
    for (int i = 0; i < elements; i++) {
      file.put((byte) i);
    }
    return file.array();
  }

  /** Labels first, first + step and first + 2 step, again and again. */
  private static byte[] labels(int count, int first, int step) {
    byte[] file = idx(8, count);
    for (int i = 0; i < count; i++) {
      file[8 + i] = (byte) (first + step * (i % 3));
    }
    return file;
  }

  @BeforeEach
  void writeFiles() {
    SyntheticFiles.write(dir.resolve("images"), SyntheticFiles.gzip(idx(8, 90, 2, 3)));
    SyntheticFiles.write(dir.resolve("labels"), labels(90, 1, 100));
    SyntheticFiles.write(dir.resolve("test-images"), idx(8, 30, 2, 3));
    SyntheticFiles.write(dir.resolve("test-labels"), SyntheticFiles.gzip(labels(30, 1, 100)));
  }

  private Dataset load(String files) {
    String text = files.replaceAll("([^,]+)", dir + "/$1");
    return ((OwnFiles)
            DataSource.of("idx:" + text, Optional.empty(), false, ReadOptions.NONE, Scaling.NONE))
        .open()
        .reader()
        .get();
  }

  /** 201 does not fit a signed byte. */
  @Test
  void fourFiles() {
    Dataset set = load("images,labels,test-images,test-labels");
    assertThat(set.shape()).isEqualTo(new Shape(1, 2, 3));
    assertThat(set.classNames()).containsExactly("1", "101", "201");
    assertThat(set.train().size()).isEqualTo(90);
    assertThat(set.test().size()).isEqualTo(30);
    assertThat(set.train().label(5)).isEqualTo(2);
    float[] features = new float[6];
    set.train().copyFeatures(42, features, 0);
    assertThat(features).containsExactly(252 / 255f, 253 / 255f, 254 / 255f, 1, 0, 1 / 255f);
    assertThat(set.sha256())
        .containsOnlyKeys("images", "labels", "test-images", "test-labels")
        .contains(
            Map.entry("images", SyntheticFiles.sha256(idx(8, 90, 2, 3))),
            Map.entry("test-labels", SyntheticFiles.sha256(labels(30, 1, 100))));
    assertThat(set.facts()).containsExactly(new Fact("images", "1 x 2 x 3, bytes taken as 0 to 1"));
  }

  @Test
  void ofTwoFilesAFifthIsHeldOut() {
    Dataset set = load("images,labels");
    assertThat(set.train().size()).isEqualTo(72);
    assertThat(set.test().size()).isEqualTo(18);
    assertThat(set.facts()).contains(HeldOut.fact());
    float[] features = new float[6];
    set.test().copyFeatures(0, features, 0);
    assertThat(features[0]).isEqualTo((72 * 6) % 256 / 255f);
  }

  @Test
  void otherNumbersOfDimensions() {
    SyntheticFiles.write(dir.resolve("images"), idx(8, 90, 6));
    assertThat(load("images,labels").shape()).isEqualTo(new Shape(1, 1, 6));
    SyntheticFiles.write(dir.resolve("images"), idx(8, 90, 3, 2, 1));
    assertThat(load("images,labels").shape()).isEqualTo(new Shape(3, 2, 1));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        arguments("images", idx(11, 90, 2, 3), "has elements of the type int16; unsigned bytes"),
        arguments("labels", idx(13, 90), "has elements of the type float32; unsigned bytes are"),
        arguments("images", labels(90, 0, 1), "holds labels where images belong; exchange it"),
        arguments("labels", idx(8, 90, 2, 3), "holds images where labels belong; exchange it"),
        arguments(
            "images", idx(7, 90, 2, 3), "is not an IDX file of images: it starts with 0x00000703"),
        arguments(
            "images",
            idx(8, 90, 1, 2, 3, 1),
            "is not an IDX file of images: it starts with 0x00000805"),
        arguments("images", idx(8, 90, 0, 3), "is damaged: its header claims images of 0 x 3"),
        arguments("images", idx(8, 89, 2, 3), "has 89 images but DIR/labels has 90 labels; there"),
        arguments(
            "images",
            new byte[] {0, 0, 8, 3, 0},
            "is truncated: it ends after 5 bytes inside its header of 16"),
        arguments(
            "images",
            ByteBuffer.allocate(16).putInt(0x803).putInt(1).putInt(-1).putInt(-1).array(),
            "is damaged: its header claims images of 4294967295 x 4294967295 pixels"),
        arguments(
            "images",
            ByteBuffer.allocate(16).putInt(0x803).putInt(-1).putInt(1).putInt(1).array(),
            "is damaged: its header claims 4294967295 images, and 2147483623 is the most"),
        arguments(
            "images",
            idx(8, 90, 3, 2),
            "has images of 1 x 3 x 2 and DIR/test-images of 1 x 2 x 3; both"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String file, byte[] bytes, String sentence) {
    SyntheticFiles.write(dir.resolve(file), bytes);
    assertThatThrownBy(() -> load("images,labels,test-images,test-labels"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(dir.resolve(file) + " " + sentence.replace("DIR", dir.toString()));
  }
}
