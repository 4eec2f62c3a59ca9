package finegrain.kernels;

import java.util.OptionalInt;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, chosen once per JVM: that of {@link VectorWidth}, or else the widest the
 * processor has, up to 512. Results do not depend on it; speed does.
 */
final class Simd {
  /** A row sum has 16 partial sums: wider vectors would not serve it. */
  private static final int MOST_BITS = 512;

  static final VectorSpecies<Float> FLOATS = floats(VectorWidth.asked());
  static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  static final int LANES = FLOATS.length();
  static final int BITS = FLOATS.vectorBitSize();

  private Simd() {}

  /** The species of so many bits; the widest if none are asked for. */
  static VectorSpecies<Float> floats(OptionalInt bits) {
    int widest = Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), MOST_BITS);
    return VectorSpecies.of(float.class, VectorShape.forBitSize(bits.orElse(widest)));
  }
}
