package finegrain.trainer.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
  /** Two tensors of 6 and 1 numbers: 28 bytes of data. */
  private static final String HEADER =
      "{\"__metadata__\":{\"format\":\"pt\"},"
          + "\"w\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
          + "\"b\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[24,28]}}";

  private static final List<NamedTensor> TENSORS =
      List.of(
          new NamedTensor(
              "w", new int[] {2, 3}, new float[] {1, -2, 0.5f, 0, -0f, Float.MIN_VALUE}),
          new NamedTensor("b", new int[0], new float[] {Float.POSITIVE_INFINITY}));

  /** The numbers of {@link #TENSORS} by IEEE 754, in little-endian order. */
  private static final byte[] DATA =
      HexFormat.of().parseHex("0000803f000000c00000003f0000000000000080010000000000807f");

  @TempDir Path dir;

  private static byte[] file(String header, byte[] data) throws IOException {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length).array());
    file.write(text);
    file.write(data);
    return file.toByteArray();
  }

  private SafetensorsFile read(byte[] bytes) throws IOException {
    Path path = dir.resolve("some.safetensors");
    Files.write(path, bytes);
    return SafetensorsFile.read(path);
  }

  private static void assertSame(List<NamedTensor> read, List<NamedTensor> expected) {
    assertThat(read).extracting(NamedTensor::name).isEqualTo(names(expected));
    for (int i = 0; i < expected.size(); i++) {
      assertThat(read.get(i).shape()).isEqualTo(expected.get(i).shape());
      assertThat(bits(read.get(i))).isEqualTo(bits(expected.get(i)));
    }
  }

  private static List<String> names(List<NamedTensor> tensors) {
    return tensors.stream().map(NamedTensor::name).toList();
  }

  private static List<Integer> bits(NamedTensor tensor) {
    return Stream.iterate(0, i -> i + 1)
        .limit(tensor.values().length)
        .map(i -> Float.floatToRawIntBits(tensor.values()[i]))
        .toList();
  }

  @Test
  void aFileIsWrittenByteForByteAsTheFormatSays() throws IOException {
    Path path = dir.resolve("written.safetensors");
    SafetensorsFile.write(path, Map.of("format", "pt"), TENSORS);
    String padded = HEADER + " ".repeat((8 - HEADER.length() % 8) % 8);
    assertThat(padded.length() % 8).isZero();
    assertThat(Files.readAllBytes(path)).isEqualTo(file(padded, DATA));
    try (Stream<Path> files = Files.list(dir)) {
      assertThat(files).as("no temporary file is left").containsExactly(path);
    }
  }

  @Test
  void aFileMadeByHandIsRead() throws IOException {
    SafetensorsFile file = read(file(HEADER, DATA));
    assertThat(file.metadata()).containsExactly(Map.entry("format", "pt"));
    assertSame(file.tensors(), TENSORS);
  }

  @Test
  void blanksFieldsInAnyOrderAndTensorsInAnyOrderAreRead() throws IOException {
    String header =
        " { \"b\" : {\"data_offsets\":[ 24 , 28 ],\"shape\":[],\"dtype\":\"F32\"},\n"
            + "\"w\":{\"shape\":[2,3],\"dtype\":\"F32\",\"data_offsets\":[0,24]} }  ";
    SafetensorsFile file = read(file(header.strip() + "   ", DATA));
    assertThat(file.metadata()).isEmpty();
    assertSame(file.tensors(), TENSORS.reversed());
  }

  @Test
  void anythingIsReadBackAsItWasWritten() throws IOException {
    Random random = new Random(3);
    float[] many = new float[100_003];
    for (int i = 0; i < many.length; i++) {
      many[i] = random.nextFloat() - 0.5f;
    }
    List<NamedTensor> tensors =
        List.of(
            new NamedTensor(
                "block 1 \"q\" \\ \u00e9 \ud83d\ude00 \n", new int[] {many.length}, many),
            new NamedTensor("", new int[] {4, 0, 7}, new float[0]),
            new NamedTensor("one", new int[] {1, 1, 1, 1}, new float[] {Float.MIN_VALUE}));
    Path path = dir.resolve("some.safetensors");
    Map<String, String> metadata = Map.of("b", "<&'=\u2028>", "a", "", "model", "resnet20(16)");
    SafetensorsFile.write(path, metadata, tensors);
    SafetensorsFile file = SafetensorsFile.read(path);
    assertThat(file.metadata()).isEqualTo(metadata);
    assertSame(file.tensors(), tensors);
    byte[] bytes = Files.readAllBytes(path);
    SafetensorsFile.write(path, file.metadata(), file.tensors());
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
  }

  @Test
  void everyNanIsWrittenAsOne() throws IOException {
    Path path = dir.resolve("some.safetensors");
    float[] nan = {Float.intBitsToFloat(0xffc12345)};
    SafetensorsFile.write(path, Map.of(), List.of(new NamedTensor("n", new int[] {1}, nan)));
    byte[] bytes = Files.readAllBytes(path);
    assertThat(Arrays.copyOfRange(bytes, bytes.length - 4, bytes.length))
        .isEqualTo(HexFormat.of().parseHex("0000c07f"));
  }

  @Test
  void noTensorsAreAFileToo() throws IOException {
    Path path = dir.resolve("empty.safetensors");
    SafetensorsFile.write(path, Map.of(), List.of());
    assertThat(Files.readAllBytes(path)).isEqualTo(file("{}      ", new byte[0]));
    assertThat(SafetensorsFile.read(path).tensors()).isEmpty();
  }

  /** 1, -2 and the greatest number of each type. */
  @ParameterizedTest
  @MethodSource
  void otherTypesAreConverted(String type, String data, float greatest) throws IOException {
    byte[] bytes = HexFormat.of().parseHex(data);
    String header =
        "{\"a\":{\"dtype\":\"%s\",\"shape\":[3],\"data_offsets\":[0,%s]}}"
            .formatted(type, String.valueOf(bytes.length));
    assertThat(read(file(header, bytes)).tensors().getFirst().values())
        .containsExactly(1, -2, greatest);
  }

  static Stream<Arguments> otherTypesAreConverted() {
    return Stream.of(
        Arguments.of("F16", "003c00c0ff7b", 65504f),
        Arguments.of("BF16", "803f00c07f7f", 0x1.fep127f),
        Arguments.of("F64", "000000000000f03f00000000000000c0000000e0ffffef47", Float.MAX_VALUE));
  }

  @Test
  void aNumberThatSinglePrecisionCannotHoldIsRefused() {
    String header = "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
    byte[] data = HexFormat.of().parseHex("000000000000f047"); // 2^128
    assertThatThrownBy(() -> read(file(header, data)))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("3.402823669209385E38");
  }

  @ParameterizedTest
  @MethodSource
  void aWrongHeaderIsRefused(String find, String replacement, String sentence) {
    String header = HEADER.replace(find, replacement);
    assertThat(header).isNotEqualTo(HEADER);
    assertThatThrownBy(() -> read(file(header, DATA)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith(dir.resolve("some.safetensors").toString())
        .hasMessageContaining(sentence);
  }

  static Stream<Arguments> aWrongHeaderIsRefused() {
    return Stream.of(
        Arguments.of("{\"__", "[\"__", "must begin with {"),
        Arguments.of("{\"__", "\ufeff{\"__", "must begin with {"),
        Arguments.of("}}", "}", "not valid JSON"),
        Arguments.of("}}", "}}}", "not valid JSON"),
        Arguments.of("}}", "}} x", "not valid JSON"),
        Arguments.of("\"w\"", "w", "not valid JSON"),
        Arguments.of("\"b\"", "\"w\"", "has the name \"w\" twice"),
        Arguments.of("\"shape\":[2,3]", "\"dtype\":\"F32\"", "has the name \"dtype\" twice"),
        Arguments.of("\"pt\"", "\"pt\",\"format\":\"pt\"", "has the name \"format\" twice"),
        Arguments.of("\"pt\"", "1", "must be a text, not a number"),
        Arguments.of("\"pt\"", "null", "must be a text, not null"),
        Arguments.of("{\"format\":\"pt\"}", "[]", "must be an object, not an array"),
        Arguments.of("\"shape\":[2,3],", "", "tensor \"w\" has no shape"),
        Arguments.of("\"dtype\":\"F32\",\"shape\":[2", "\"shape\":[2", "has no dtype"),
        Arguments.of(",\"data_offsets\":[24,28]", "", "has no data_offsets"),
        Arguments.of("\"shape\":[2", "\"x\":1,\"shape\":[2", "has the field \"x\""),
        Arguments.of("F32", "I32", "save them as one of F32, F64, F16, BF16"),
        Arguments.of("\"F32\"", "32", "must be a text, not a number"),
        Arguments.of("[2,3]", "6", "must be an array, not a number"),
        Arguments.of("[2,3]", "[2,\"3\"]", "must be a number, not a text"),
        Arguments.of("[2,3]", "[2,4]", "has 24 bytes; its shape needs 32"),
        Arguments.of("[2,3]", "[-2,-3]", "must be whole numbers from 0 on, not -2"),
        Arguments.of("[2,3]", "[2,3.0]", "must be whole numbers from 0 on, not 3.0"),
        Arguments.of("[2,3]", "[6e0]", "must be whole numbers from 0 on, not 6e0"),
        Arguments.of("[2,3]", "[4294967298,3]", "has a side of 4294967298"),
        Arguments.of("[2,3]", "[65536,65536]", "has more than 2147483639 numbers"),
        // The product is 6 modulo 2^32, and 0 modulo 2^64.
        Arguments.of("[2,3]", "[1073741825,6]", "has more than 2147483639 numbers"),
        Arguments.of("[2,3]", "[1073741824,1073741824,16]", "has more than 2147483639 numbers"),
        Arguments.of("[0,24]", "[0]", "has 1 offsets"),
        Arguments.of("[0,24]", "[24,0]", "must lie in the file's 28 bytes"),
        Arguments.of("[24,28]", "[28,32]", "must lie in the file's 28 bytes"),
        Arguments.of("[24,28]", "[24,999999999999999999]", "must lie in the file's 28 bytes"),
        Arguments.of("[24,28]", "[24,9223372036854775836]", "whole numbers from 0 on"),
        Arguments.of("[24,28]", "[-4,0]", "whole numbers from 0 on, not -4"),
        Arguments.of("[24,28]", "[20,24]", "tensor \"b\" begins at byte 20"),
        Arguments.of("[0,24]", "[4,28]", "begins at byte 4 of the data; it must begin at 0"),
        Arguments.of("[]", "[0]", "has 4 bytes; its shape needs 0"));
  }

  @Test
  void bytesThatNoTensorHasAreRefused() {
    assertThatThrownBy(() -> read(file(HEADER, Arrays.copyOf(DATA, 29))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its tensors have 28 bytes, and 29 follow its header");
    assertThatThrownBy(() -> read(file(HEADER, Arrays.copyOf(DATA, 27))))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("must lie in the file's 27 bytes");
  }

  @ParameterizedTest
  @MethodSource
  void aWrongLengthIsRefusedBeforeItIsAllocated(long length, String sentence) throws IOException {
    byte[] bytes = file(HEADER, DATA);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  static Stream<Arguments> aWrongLengthIsRefusedBeforeItIsAllocated() {
    return Stream.of(
        Arguments.of(0L, "must begin with {"),
        Arguments.of(1L << 20, "claims a header of 1048576 bytes"),
        Arguments.of(Long.MAX_VALUE, "claims a header of 9223372036854775807 bytes"),
        Arguments.of(-1L, "claims a header of 18446744073709551615 bytes"));
  }

  @Test
  void textThatIsNoUnicodeIsRefused() throws IOException {
    byte[] bytes = file(HEADER, DATA);
    bytes[8 + HEADER.indexOf("pt")] = (byte) 0xff;
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("not valid UTF-8");
    assertThatThrownBy(
            () -> SafetensorsFile.write(dir.resolve("x"), Map.of("a", "\ud800"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void missingFilesAndFoldersAreRefused() {
    assertThatThrownBy(() -> SafetensorsFile.read(dir.resolve("absent")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("absent cannot be read (no such file or folder)");
    assertThatThrownBy(() -> SafetensorsFile.read(dir))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("is no file");
    assertThatThrownBy(() -> SafetensorsFile.write(dir.resolve("no/x"), Map.of(), List.of()))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("cannot be written (no such file or folder)");
  }

  @Test
  void theFormatsOwnNameAndTwoEqualNamesAreRefused() {
    NamedTensor own = new NamedTensor("__metadata__", new int[0], new float[1]);
    NamedTensor a = new NamedTensor("a", new int[0], new float[1]);
    assertThatThrownBy(() -> SafetensorsFile.write(dir.resolve("x"), Map.of(), List.of(own)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SafetensorsFile.write(dir.resolve("x"), Map.of(), List.of(a, a)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new NamedTensor("a", new int[] {65536, 65536}, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /**
   * Whatever happens to a byte before the numbers, the numbers are right or a sentence says why.
   */
  @Test
  void everyMutationIsReadRightlyOrRefused() throws IOException {
    byte[] whole = file(HEADER, DATA);
    Random random = new Random(1);
    int refused = 0;
    int tried = 0;
    for (int i = 0; i < whole.length - DATA.length; i++) {
      for (int flip = 0; flip < 20; flip++) {
        byte[] mutant = whole.clone();
        // Each bit, then whatever JSON is made of, then any byte.
        mutant[i] =
            flip < 8
                ? (byte) (mutant[i] ^ (1 << flip))
                : flip < 18 ? (byte) "\"\\{}[],:09".charAt(flip - 8) : (byte) random.nextInt(256);
        refused += isRefused(mutant) ? 1 : 0;
        tried++;
      }
      byte[] shorter = new byte[whole.length - 1];
      System.arraycopy(whole, 0, shorter, 0, i);
      System.arraycopy(whole, i + 1, shorter, i, shorter.length - i);
      isRefused(shorter);
    }
    for (int length = 0; length < whole.length; length++) {
      assertThat(isRefused(Arrays.copyOf(whole, length))).as("%s bytes", length).isTrue();
    }
    // Only the names, the keys and values of the metadata and equal bytes remain.
    assertThat(refused).isBetween(tried / 2, tried - 1);
  }

  private boolean isRefused(byte[] mutant) throws IOException {
    try {
      SafetensorsFile file = read(mutant);
      assertThat(file.tensors()).hasSize(2);
      assertThat(bits(file.tensors().get(0))).isEqualTo(bits(TENSORS.get(0)));
      assertThat(bits(file.tensors().get(1))).isEqualTo(bits(TENSORS.get(1)));
      return false;
    } catch (UserError e) {
      assertThat(e.getMessage())
          .startsWith(dir.resolve("some.safetensors").toString())
          .doesNotContain("\n");
      return true;
    }
  }
}
