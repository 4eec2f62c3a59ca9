package finegrain.trainer.data;

import static finegrain.trainer.data.NpzFiles.npy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that NumPy 2.4 wrote, and files that are wrong. */
final class NpzReaderTest {
  @TempDir Path dir;

  private Path file(byte[] bytes) throws Exception {
    return Files.write(dir.resolve("own.npz"), bytes);
  }

  private static Dataset load(Path path) {
    return new OwnFiles(FileFormat.NPZ, path, Scaling.NONE).open().reader().get();
  }

  private Dataset numpy(String name) throws Exception {
    return load(file(SyntheticFiles.resource(name)));
  }

  private static float[] features(Samples samples, int i) {
    float[] features = new float[samples.features()];
    samples.copyFeatures(i, features, 0);
    return features;
  }

  /** numpy.savez: float64 of 12 x 3, feature j of sample i is i + j / 4; labels -3 and 4, int64. */
  @Test
  void whatNumpyStores() throws Exception {
    Dataset set = numpy("numpy-stored.npz");
    assertThat(set.name()).isEqualTo("npz-own");
    assertThat(set.shape()).isEqualTo(new Shape(1, 1, 3));
    assertThat(set.classNames()).containsExactly("-3", "4");
    assertThat(set.train().size()).isEqualTo(12);
    assertThat(set.test().size()).isEqualTo(10);
    assertThat(features(set.train(), 11)).containsExactly(11, 11.25f, 11.5f);
    assertThat(features(set.test(), 0)).containsExactly(0, .25f, .5f);
    assertThat(set.train().label(6)).isZero();
    assertThat(set.test().label(9)).isEqualTo(1);
    assertThat(set.sha256())
        .containsExactly(
            Map.entry(
                "own.npz", SyntheticFiles.sha256(SyntheticFiles.resource("numpy-stored.npz"))));
  }

  /** numpy.savez_compressed: uint8 of 30 x 2 x 3 x 2, element k is k mod 256; labels uint8. */
  @Test
  void whatNumpyCompresses() throws Exception {
    Dataset set = numpy("numpy-compressed.npz");
    assertThat(set.shape()).isEqualTo(new Shape(2, 3, 2));
    assertThat(set.classNames()).containsExactly("0", "1", "2");
    assertThat(features(set.train(), 21)).startsWith(252, 253, 254, 255, 0, 1).endsWith(7);
    assertThat(set.test().label(14)).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'6', 1, 1, 6",
    "'3, 2', 1, 3, 2",
    "'3, 1, 2', 3, 1, 2",
    "'1, 3, 2, 1', 1, 1, 6",
  })
  void samplesHaveAShape(String dimensions, int channels, int height, int width) throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put(
        "x_train", NpzFiles.npy("<f4", "(12, %s)".formatted(dimensions), NpzFiles.floats(72)));
    arrays.put(
        "x_test", NpzFiles.npy("<f4", "(10, %s)".formatted(dimensions), NpzFiles.floats(60)));
    Path path = Files.write(dir.resolve("own.npz"), NpzFiles.zip(arrays, true));
    assertThat(load(path).shape()).isEqualTo(new Shape(channels, height, width));
  }

  /** Version 2 float32, version 3 int16, version 1 int32 and int8. */
  @Test
  void otherVersionsAndTypes() throws Exception {
    Dataset set = numpy("numpy-versions.npz");
    assertThat(features(set.train(), 3)).containsExactly(3, 3.25f);
    assertThat(features(set.test(), 3)).containsExactly(12, 13);
    assertThat(set.train().label(11)).isEqualTo(1);
    assertThat(set.test().label(8)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesByHandAreRead(boolean deflated) throws Exception {
    Dataset set = load(file(NpzFiles.zip(NpzFiles.arrays(), deflated)));
    assertThat(features(set.train(), 2)).containsExactly(3, 3.5f, 4);
  }

  static Stream<Arguments> mistakes() {
    byte[] x = NpzFiles.floats(36);
    return Stream.of(
        wrong("x_train", new byte[0], "x_train in FILE is not an array in NumPy's .npy format"),
        wrong(
            "x_train",
            "PK not an array".getBytes(java.nio.charset.StandardCharsets.UTF_8),
            "x_train in FILE is not an array in NumPy's .npy format"),
        wrong(
            "x_train",
            npy(9, "", x),
            "x_train in FILE is in version 9 of the .npy format, and 1 to 3 can be read"),
        wrong(
            "x_train",
            npy("<c8", "(12, 3)", x),
            "x_train in FILE has elements of the type <c8; float16 to float64, integers, bool and,"
                + " for labels, text can be read: save x.astype('float32')"),
        wrong(
            "x_train",
            npy("<f\u001b16", "(12, 3)", x),
            "x_train in FILE has elements of the type <f?16; "),
        wrong("x_train", npy("<U0", "(12, 3)", x), "x_train in FILE has elements of the type <U0;"),
        wrong(
            "x_train",
            npy("|O", "(12, 3)", x),
            "x_train in FILE has Python objects, which are not read; save samples as"
                + " x.astype('float32'), lists of one length as numpy.stack(x), words as"
                + " y.astype(str)"),
        wrong("x_train", npy("|S4", "(36, 1)", x), "x_train in FILE has text, and numbers are"),
        wrong(
            "x_train",
            npy(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (12, 3)}", x),
            "x_train in FILE has records of several fields; save"
                + " numpy.lib.recfunctions.structured_to_unstructured(it)"),
        wrong(
            "x_train",
            npy(1, "{'descr': '<f4', 'shape': (12, 3)}", x),
            "x_train in FILE is damaged: its header has no usable fortran_order"),
        wrong(
            "x_train",
            npy("<f4", "(12, -3)", x),
            "x_train in FILE is damaged: its header has no usable shape"),
        wrong(
            "x_train",
            npy("<f4", "(12, 99999999999)", x),
            "x_train in FILE has a dimension of 99999999999, and 2147483647 is the most"),
        wrong(
            "x_train",
            npy("<f4", "(1000000, 1000000)", x),
            "x_train in FILE claims more than the 2147483639 bytes that can be read"),
        wrong(
            "x_train",
            npy("<f4", "(500000000, 1)", x),
            "x_train in FILE is truncated: its header claims 2000000000 bytes of elements, and"
                + " there are 144"),
        wrong(
            "x_train",
            npy("<f4", "(11, 3)", x),
            "x_train in FILE is damaged: it has bytes after its last element"),
        wrong(
            "x_train",
            npy("<f4", "(36,)", x),
            "x_train in FILE has the shape (36); two dimensions at least are needed, samples and"
                + " features"),
        wrong(
            "x_train",
            npy("<f4", "(12, 0)", new byte[0]),
            "x_train in FILE is empty: it has the shape (12, 0)"),
        wrong(
            "x_train",
            npy("<f4", "(9, 4)", x),
            "x_train in FILE has 9 samples and y_train in FILE has 12 labels; there must be as"
                + " many"),
        wrong(
            "x_train",
            npy("<f4", "(12, 1, 2)", NpzFiles.floats(24)),
            "FILE: a sample has the shape (1, 2) in x_train and (3) in x_test; both must have the"
                + " same"),
        wrong(
            "x_train",
            npy("<f4", "(12, 3, 1)", x),
            "FILE: a sample has the shape (3, 1) in x_train and (3) in x_test; both must have the"
                + " same"),
        wrong(
            "x_train",
            npy("<f4", "(12, 3)", withNan()),
            "feature 1 of sample 2 (both from 0) of x_train in FILE is NaN; a number that single"
                + " precision can hold is needed"),
        wrong(
            "y_train",
            npy("|u1", "()", new byte[1]),
            "y_train in FILE has the shape (); a label for each sample is needed"),
        wrong(
            "y_train",
            npy("|u1", "(12, 2, 3)", new byte[72]),
            "y_train in FILE has the shape (12, 2, 3); a label for each sample is needed, the shape"
                + " (12)"),
        wrong(
            "y_train",
            npy("<f4", "(12, 3)", x),
            "y_train in FILE has the shape (12, 3), and row 0 (from 0) is not a single 1 among"
                + " zeros; a sample has one label: of scores of the classes save y.argmax(1)"),
        wrong(
            "y_train",
            npy("|u1", "(6, 2)", new byte[] {1, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0}),
            "y_train in FILE has the shape (6, 2), and row 2 (from 0) is not a single 1"),
        wrong(
            "y_train",
            npy("<f4", "(12,)", NpzFiles.floats(12)),
            "y_train in FILE has the label 0.5 for sample 1 (from 0); whole numbers or words are"
                + " needed"),
        wrong(
            "y_train",
            npy("|S2", "(12,)", new byte[24]),
            "y_train in FILE has no label for sample 0 (from 0)"),
        wrong(
            "y_train",
            npy("|u1", "(12,)", new byte[12]),
            "FILE has no training sample of the class 1; each class needs one at least"));
  }

  private static byte[] withNan() {
    byte[] x = NpzFiles.floats(36);
    java.nio.ByteBuffer.wrap(x).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(28, Float.NaN);
    return x;
  }

  private static Arguments wrong(String array, byte[] npy, String sentence) {
    return arguments(array, npy, sentence);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String array, byte[] npy, String sentence) throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put(array, npy);
    Path path = file(NpzFiles.zip(arrays, true));
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(sentence.replace("FILE", path.toString()));
  }

  @Test
  void aMissingArray() throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("x_\u001btest", arrays.remove("x_test"));
    Path path = file(NpzFiles.zip(arrays, true));
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessage(
            path
                + " has no array x_test; it needs x_train, y_train, x_test, y_test, or x and y, and"
                + " has x_?test, x_train, y_test, y_train");
  }

  @Test
  void whatIsNoZip() throws Exception {
    Path path = file(NpzFiles.arrays().get("x_train"));
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(path + " is damaged or not an npz file (");
  }

  /** Only the zip's checksum can tell. */
  @Test
  void aFlippedBitInAStoredArray() throws Exception {
    byte[] bytes = NpzFiles.zip(NpzFiles.arrays(), false);
    int at = 30 + "x_train.npy".length() + NpzFiles.arrays().get("x_train").length - 20;
    Path path = file(SyntheticFiles.flipBit(bytes, 8 * at));
    assertThatThrownBy(() -> load(path))
        .isInstanceOf(UserError.class)
        .hasMessage("x_train in " + path + " is damaged: its checksum is wrong; save it again");
  }
}
