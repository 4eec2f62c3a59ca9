package finegrain.trainer.data;

import static finegrain.trainer.data.NpzFiles.fact;
import static finegrain.trainer.data.NpzFiles.filled;
import static finegrain.trainer.data.NpzFiles.npy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.UserError;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types, orders, names and forms of labels that npz files have as people save them. */
final class NpzFormsTest {
  @TempDir Path dir;

  private Dataset load(Map<String, byte[]> arrays) throws Exception {
    Path path = Files.write(dir.resolve("own.npz"), NpzFiles.zip(arrays, true));
    return new OwnFiles(FileFormat.NPZ, path, Scaling.NONE).open().reader().get();
  }

  private void assertRefused(Map<String, byte[]> arrays, String sentence) {
    assertThatThrownBy(() -> load(arrays))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("own.npz")
        .hasMessageContaining(sentence);
  }

  static Stream<Arguments> types() {
    BiConsumer<ByteBuffer, Integer> bytes = (to, i) -> to.put((byte) (int) i);
    BiConsumer<ByteBuffer, Integer> shorts = (to, i) -> to.putShort((short) (int) i);
    BiConsumer<ByteBuffer, Integer> ints = ByteBuffer::putInt;
    BiConsumer<ByteBuffer, Integer> longs = (to, i) -> to.putLong(i);
    return Stream.of(
        arguments(
            "f2",
            2,
            (BiConsumer<ByteBuffer, Integer>) (to, i) -> to.putShort(Float.floatToFloat16(i))),
        arguments("f4", 4, (BiConsumer<ByteBuffer, Integer>) (to, i) -> to.putFloat(i)),
        arguments("f8", 8, (BiConsumer<ByteBuffer, Integer>) (to, i) -> to.putDouble(i)),
        arguments("u1", 1, bytes),
        arguments("i1", 1, bytes),
        arguments("u2", 2, shorts),
        arguments("i2", 2, shorts),
        arguments("u4", 4, ints),
        arguments("i4", 4, ints),
        arguments("u8", 8, longs),
        arguments("i8", 8, longs));
  }

  @ParameterizedTest
  @MethodSource("types")
  void numbersOfEveryTypeAndByteOrder(String type, int bytes, BiConsumer<ByteBuffer, Integer> put)
      throws Exception {
    for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
      String sign = order == ByteOrder.BIG_ENDIAN ? ">" : "<";
      Map<String, byte[]> arrays = NpzFiles.arrays();
      arrays.put("x_train", npy(sign + type, "(12, 3)", filled(36, bytes, order, put)));
      float[] features = new float[3];
      load(arrays).train().copyFeatures(11, features, 0);
      assertThat(features).containsExactly(33, 34, 35);
    }
  }

  /** The bits of the largest and the smallest numbers, after IEEE 754 and two's complement. */
  @ParameterizedTest
  @CsvSource({
    "<f2, ff7b, 65504",
    ">f2, 8001, -5.9604644775390625E-8",
    "<i2, 0080, -32768",
    "<u2, 0080, 32768",
    ">u4, ffffffff, 4294967295",
    ">i4, ffffffff, -1",
    "<u8, ffffffffffffffff, 1.8446744073709552E19",
    ">u8, 8000000000000401, 9.2233720368547779E18",
    "<i8, ffffffffffffffff, -1",
    "|b1, 01, 1",
    "|b1, 00, 0",
  })
  void theEndsOfTheRanges(String type, String hex, double expected) throws Exception {
    byte[] element = HexFormat.of().parseHex(hex);
    ByteBuffer all = ByteBuffer.allocate(12 * element.length);
    for (int i = 0; i < 12; i++) {
      all.put(element);
    }
    NpyArray array =
        NpyArray.read(new ByteArrayInputStream(npy(type, "(12, 1)", all.array())), "x", "x");
    assertThat(array.value(11)).isEqualTo(expected);
  }

  /** Element (i, c, h, w) of 12 x 2 x 3 x 4 is 24 i + 12 c + 4 h + w, stored with i fastest. */
  @Test
  void fortranOrder() throws Exception {
    byte[] stored = new byte[4 * 288];
    ByteBuffer to = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    for (int w = 0; w < 4; w++) {
      for (int h = 0; h < 3; h++) {
        for (int c = 0; c < 2; c++) {
          for (int i = 0; i < 12; i++) {
            to.putFloat(24 * i + 12 * c + 4 * h + w);
          }
        }
      }
    }
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put(
        "x_train",
        npy(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (12, 2, 3, 4), }", stored));
    arrays.put("x_test", npy("<f4", "(10, 2, 3, 4)", NpzFiles.floats(240)));
    Dataset set = load(arrays);
    assertThat(set.shape()).isEqualTo(new Shape(2, 3, 4));
    float[] features = new float[24];
    set.train().copyFeatures(7, features, 0);
    for (int j = 0; j < 24; j++) {
      assertThat(features[j]).isEqualTo(24 * 7 + j);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X_train y_train X_test y_test",
        "train_images train_labels test_images test_labels",
        "trainX trainY testX testY",
        "xtr ytr xte yte",
        "x y x_test y_test",
        "data_train target_train data_test target_test",
        "arr_0 arr_1 arr_2 arr_3"
      })
  void namesOfEveryHabit(String names) throws Exception {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    List<byte[]> files = List.copyOf(NpzFiles.arrays().values());
    List<String> named = List.of(names.split(" ", -1));
    for (int i = 0; i < 4; i++) {
      arrays.put(named.get(i), files.get(i));
    }
    Dataset set = load(arrays);
    assertThat(set.train().size()).isEqualTo(12);
    assertThat(set.test().size()).isEqualTo(10);
    assertThat(fact(set, "arrays"))
        .isEqualTo(
            "%s float32 (12, 3), %s uint8 (12), %s float32 (10, 3), %s uint8 (10)"
                .formatted(named.toArray()));
  }

  /** scikit-learn's train_test_split returns x_train, x_test, y_train, y_test. */
  @Test
  void arraysWithoutNamesAreToldApartByTheirShapes() throws Exception {
    List<byte[]> files = List.copyOf(NpzFiles.arrays().values());
    Dataset set =
        load(
            Map.of(
                "arr_0",
                files.get(0),
                "arr_1",
                files.get(2),
                "arr_2",
                files.get(1),
                "arr_3",
                files.get(3)));
    assertThat(set.train().size()).isEqualTo(12);
    assertThat(set.test().size()).isEqualTo(10);
    assertRefused(
        Map.of("arr_0", files.get(0), "arr_1", files.get(1), "arr_2", files.get(2)),
        "has 3 arrays without names; two (x, y) or four (x_train, y_train, x_test, y_test) are");
    byte[] square = npy("<f4", "(12, 3)", NpzFiles.floats(36));
    assertRefused(
        Map.of("arr_0", square, "arr_1", square, "arr_2", square, "arr_3", square),
        "has four arrays whose shapes do not tell samples from labels; give them names");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x y", "X Y", "data target", "images labels", "arr_0 arr_1", "arr_1 arr_0"})
  void withoutATestSetAFifthIsHeldOut(String names) throws Exception {
    List<String> named = List.of(names.split(" ", -1));
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put(named.get(0), npy("<f4", "(60, 2)", NpzFiles.floats(120)));
    arrays.put(named.get(1), npy("|u1", "(60,)", NpzFiles.labels(60)));
    Dataset set = load(arrays);
    assertThat(set.train().size()).isEqualTo(48);
    assertThat(set.test().size()).isEqualTo(12);
    float[] features = new float[2];
    set.test().copyFeatures(0, features, 0);
    assertThat(features).containsExactly(48, 48.5f);
    set.train().copyFeatures(47, features, 0);
    assertThat(features).containsExactly(47, 47.5f);
    assertThat(fact(set, "test set")).isEqualTo("the last fifth of each class, in file order");
  }

  @Test
  void theValidationPartIsLeftOutOrTheTestSet() throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("val_images", npy("<f4", "(11, 3)", NpzFiles.floats(33)));
    arrays.put("val_labels", npy("|u1", "(11,)", NpzFiles.labels(11)));
    arrays.put("names", npy("|O", "(1,)", new byte[9]));
    Dataset set = load(arrays);
    assertThat(set.test().size()).isEqualTo(10);
    assertThat(fact(set, "validation"))
        .isEqualTo(
            "val_images, val_labels are left out: each repeat draws its validation samples from"
                + " the test set");
    assertThat(fact(set, "left out")).isEqualTo("names");
    arrays.remove("x_test");
    arrays.remove("y_test");
    set = load(arrays);
    assertThat(set.test().size()).isEqualTo(11);
    assertThat(fact(set, "validation"))
        .isEqualTo("val_images, val_labels are the test set, as there is no other");
  }

  @Test
  void aNameThatIsAskedForComesBeforeOthers() throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    byte[] other = npy("<f4", "(5, 3)", NpzFiles.floats(15));
    arrays.put("train_images", other);
    assertThat(load(arrays).train().size()).isEqualTo(12);
    arrays.put("X_train", arrays.remove("x_train"));
    assertRefused(
        arrays, "has the arrays X_train, train_images, which could each be x_train; give one of");
    arrays.remove("train_images");
    arrays.remove("y_train");
    assertRefused(arrays, "has no array y_train; it needs x_train, y_train, x_test, y_test, or x");
  }

  @ParameterizedTest
  @CsvSource({
    "'28, 28, 1', 1, 28, 28, none",
    "'3, 28, 28', 3, 28, 28, none",
    "'16, 4, 4', 16, 4, 4, none",
    "'28, 30, 3', 28, 30, 3, 'the shape (28, 30, 3) is read as channels, rows, columns; for a"
        + " convolution save x.transpose(0, 3, 1, 2)'",
  })
  void channelsMayComeLast(String sample, int channels, int height, int width, String layout)
      throws Exception {
    int features =
        Arrays.stream(sample.split(", ", -1))
            .mapToInt(Integer::parseInt)
            .reduce(1, Math::multiplyExact);
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("x_train", npy("<f4", "(12, %s)".formatted(sample), NpzFiles.floats(12 * features)));
    arrays.put("x_test", npy("<f4", "(10, %s)".formatted(sample), NpzFiles.floats(10 * features)));
    Dataset set = load(arrays);
    assertThat(set.shape()).isEqualTo(new Shape(channels, height, width));
    assertThat(fact(set, "layout")).isEqualTo(layout);
    float[] first = new float[features];
    set.train().copyFeatures(0, first, 0);
    assertThat(first[features - 1]).isEqualTo((features - 1) * .5f);
  }

  /** 51 / 255f and 102 / 255f in single precision. */
  @Test
  void pixelsBecomeZeroToOneUnlessTheUserScalesThem() throws Exception {
    byte[] pixels = new byte[12 * 16];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (51 * (i % 6));
    }
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("x_train", npy("|u1", "(12, 4, 4)", pixels));
    arrays.put("x_test", npy("|u1", "(10, 4, 4)", Arrays.copyOf(pixels, 160)));
    float[] features = new float[16];
    Dataset set = load(arrays);
    set.train().copyFeatures(0, features, 0);
    assertThat(features).startsWith(0, 0.2f, 0.4f);
    assertThat(fact(set, "pixels")).startsWith("0 to 255 in the file, taken as 0 to 1");
    set = new OwnFiles(FileFormat.NPZ, dir.resolve("own.npz"), Scaling.RAW).open().reader().get();
    set.train().copyFeatures(0, features, 0);
    assertThat(features).startsWith(0, 51, 102);
    assertThat(fact(set, "pixels")).isEqualTo("none");
    arrays.put("x_test", npy("<i2", "(10, 4, 4)", new byte[320]));
    arrays.put("x_train", npy("<i4", "(12, 4, 4)", NpzFiles.floats(192)));
    assertThat(fact(load(arrays), "hint")).contains("--scale standard");
  }
}
