package finegrain.kernels;

import static finegrain.kernels.Fixtures.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One hash for every machine. A tiny workload calls every operation of both backends. Its bits must
 * be these on any processor and JDK, at any vector width, with and without fused multiply-add. The
 * build runs this in JVMs with different options.
 *
 * <p>A change of the hash changes users' results, so it must be intended and noted. The hash also
 * changes with the operations in {@link Problem#every}.
 */
@Tag("contract")
@Tag("no-simd")
class ReferenceBitsTest {
  private static final String EXPECTED =
      "a848c51efcaa94d4456ab020f8b53940951bd06c605fce3a430a7ec9c97a93c2";

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void givesTheReferenceBits(String name) {
    Backend backend = backend(name);
    assumeTrue(backend.availability() instanceof Available, name + " is not available here");
    Map<String, String> byOperation = new TreeMap<>();
    String hash = hash(backend, byOperation);
    assertThat(hash).as("%s: %s", name, byOperation).isEqualTo(EXPECTED);
  }

  private static Backend backend(String name) {
    for (Backend backend : Backends.installed()) {
      if (backend.name().equals(name)) {
        return backend;
      }
    }
    throw new AssertionError("no backend " + name);
  }

  /** The hash over all outputs, and the beginning of one for each, to locate a difference. */
  private static String hash(Backend backend, Map<String, String> byOperation) {
    MessageDigest all = sha256();
    try (Kernels kernels = backend.open()) {
      for (boolean special : new boolean[] {false, true}) {
        List<Problem> problems = Problem.every(5, 19, 7);
        for (int i = 0; i < problems.size(); i++) {
          Operands operands =
              Operands.random(problems.get(i), 2026, i, new Operands.Values(-4, 4, special));
          operands.run(kernels);
          MessageDigest one = sha256();
          for (Matrix output : operands.written()) {
            byte[] bytes = bytes(elements(output));
            all.update(bytes);
            one.update(bytes);
          }
          byOperation.put(
              problems.get(i) + (special ? ", special values" : ""), hex(one).substring(0, 8));
        }
      }
    }
    return hex(all);
  }

  private static byte[] bytes(float[] elements) {
    ByteBuffer buffer =
        ByteBuffer.allocate(elements.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float element : elements) {
      buffer.putInt(Float.floatToIntBits(element));
    }
    return buffer.array();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
