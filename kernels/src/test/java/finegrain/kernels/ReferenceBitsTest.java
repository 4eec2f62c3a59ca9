package finegrain.kernels;

import static finegrain.kernels.Fixtures.elements;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Operation.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One hash for every machine: a tiny workload goes through every operation of both backends, and
 * the bits must be these whatever the processor, the JDK, the vector width, and whether there is a
 * fused multiply-add at all. The build runs this in JVMs that differ in all that can be switched.
 *
 * <p>A change of the hash is a change of results that people have: it must be meant, and noted. It
 * also changes with the catalogue in {@link Operation}.
 */
@Tag("contract")
@Tag("no-simd")
class ReferenceBitsTest {
  private static final String EXPECTED =
      "e941825fdf8e9709e5424f8064bbecdd2c75ee87288d7f27fcd4799968132536";

  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -1e-39f,
    Float.MAX_VALUE,
    88.5f,
    -103.5f,
    1e4f,
    -1e4f,
    0x1p-13f,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

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

  /** The hash over all outputs; also, to find a difference by, the beginning of one for each. */
  private static String hash(Backend backend, Map<String, String> byOperation) {
    MessageDigest all = sha256();
    try (Kernels kernels = backend.open()) {
      for (boolean special : new boolean[] {false, true}) {
        List<Operation> operations = Operation.all(5, 7, 19);
        for (int i = 0; i < operations.size(); i++) {
          Operation operation = operations.get(i);
          List<Matrix> matrices = inputs(operation, i, special);
          operation.run(kernels, matrices);
          MessageDigest one = sha256();
          for (int output : operation.outputs()) {
            byte[] bytes = bytes(elements(matrices.get(output)));
            all.update(bytes);
            one.update(bytes);
          }
          byOperation.put(
              operation + (special ? ", special values" : ""), hex(one).substring(0, 8));
        }
      }
    }
    return hex(all);
  }

  /** Numbers from -4 to 4; where asked, one in four is a special one. */
  private static List<Matrix> inputs(Operation operation, int purpose, boolean special) {
    List<Matrix> matrices = new ArrayList<>();
    for (Shape shape : operation.shapes()) {
      RandomStream stream = new RandomStream(2026, matrices.size(), purpose, special ? 1 : 0);
      float[] elements = new float[shape.rows() * shape.columns()];
      stream.uniform(0, elements);
      for (int i = 0; i < elements.length; i++) {
        int bits = stream.bits(elements.length + i);
        elements[i] =
            special && bits % 4 == 0
                ? SPECIAL[Math.floorMod(bits >> 4, SPECIAL.length)]
                : 8 * elements[i] - 4;
      }
      matrices.add(Matrix.of(shape.rows(), shape.columns(), elements));
    }
    return matrices;
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
