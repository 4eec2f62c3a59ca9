package finegrain.trainer.data;

import static finegrain.trainer.data.NpzFiles.fact;
import static finegrain.trainer.data.NpzFiles.filled;
import static finegrain.trainer.data.NpzFiles.npy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The forms that labels have in npz files as people save them. */
final class NpzLabelsTest {
  @TempDir Path dir;

  private Dataset load(Map<String, byte[]> arrays) throws Exception {
    Path path = Files.write(dir.resolve("own.npz"), NpzFiles.zip(arrays, true));
    return new OwnFiles(FileFormat.NPZ, path, Scaling.NONE).open().reader().get();
  }

  private static byte[] text(String type, Charset charset, int bytes, String... labels) {
    byte[] all = new byte[labels.length * bytes];
    for (int i = 0; i < labels.length; i++) {
      byte[] label = labels[i].getBytes(charset);
      System.arraycopy(label, 0, all, i * bytes, label.length);
    }
    return npy(type, "(%d,)".formatted(labels.length), all);
  }

  private static String[] alternating(int count, String first, String second) {
    return IntStream.range(0, count)
        .mapToObj(i -> i % 2 == 0 ? first : second)
        .toArray(String[]::new);
  }

  static Stream<Arguments> labels() {
    byte[] floats =
        filled(12, 4, ByteOrder.BIG_ENDIAN, (to, i) -> to.putFloat(i % 2 == 0 ? 10 : 2));
    byte[] unsigned =
        filled(12, 8, ByteOrder.LITTLE_ENDIAN, (to, i) -> to.putLong(i % 2 == 0 ? 10 : 2));
    byte[] oneHot = new byte[36];
    byte[] oneHotFloats = new byte[12 * 3 * 4];
    for (int i = 0; i < 12; i++) {
      oneHot[3 * i + 2 * (1 - i % 2)] = 1;
      ByteBuffer.wrap(oneHotFloats)
          .order(ByteOrder.LITTLE_ENDIAN)
          .putFloat(4 * (3 * i + 2 * (1 - i % 2)), 1);
    }
    Charset utf32 = Charset.forName("UTF-32LE");
    return Stream.of(
        arguments(npy(">f4", "(12,)", floats), "2", "10", "whole numbers stored as float32"),
        arguments(npy("<u8", "(12, 1)", unsigned), "2", "10", "none"),
        arguments(
            npy("|b1", "(12, 3)", oneHot),
            "0",
            "2",
            "one-hot: the label is the column, from 0 to 2"),
        arguments(
            npy("<f4", "(12, 3)", oneHotFloats),
            "0",
            "2",
            "one-hot: the label is the column, from 0 to 2"),
        arguments(text("<U5", utf32, 20, alternating(12, "zoë", "a b")), "a b", "zoë", "none"),
        arguments(
            text("|S4", StandardCharsets.UTF_8, 4, alternating(12, "zoë", "ant")),
            "ant",
            "zoë",
            "none"),
        // Words that are numbers come by value; what a terminal obeys becomes a blank.
        arguments(text("<U2", utf32, 8, alternating(12, "10", "9")), "9", "10", "none"),
        arguments(
            text("|S6", StandardCharsets.UTF_8, 6, alternating(12, "z\u001b[1m", "a")),
            "a",
            "z [1m",
            "none"));
  }

  @ParameterizedTest
  @MethodSource("labels")
  void labelsOfEveryForm(byte[] y, String second, String first, String form) throws Exception {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", npy("<f4", "(12, 3)", NpzFiles.floats(36)));
    arrays.put("y_train", y);
    arrays.put("x_test", arrays.get("x_train"));
    arrays.put("y_test", y);
    Dataset set = load(arrays);
    assertThat(set.classNames()).containsExactly(second, first);
    assertThat(set.train().label(0)).isEqualTo(1);
    assertThat(set.train().label(1)).isZero();
    assertThat(fact(set, "labels")).isEqualTo(form);
  }

  @Test
  void boolsAsLabels() throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    arrays.put("y_train", npy("|b1", "(12,)", NpzFiles.labels(12)));
    arrays.put("y_test", npy("|b1", "(10,)", NpzFiles.labels(10)));
    assertThat(load(arrays).classNames()).containsExactly("False", "True");
  }
}
