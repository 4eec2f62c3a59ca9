package finegrain.kernels;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width, chosen once per JVM: the system property {@value #PROPERTY} (64, 128, 256 or
 * 512), or else the widest the processor has, up to 512. Results do not depend on it; speed does.
 */
final class Simd {
  static final String PROPERTY = "finegrain.vector.bits";

  /** A row sum has 16 partial sums: wider vectors would not serve it. */
  private static final int MOST_BITS = 512;

  static final VectorSpecies<Float> FLOATS = floats(System.getProperty(PROPERTY));
  static final VectorSpecies<Integer> INTS = FLOATS.withLanes(int.class);
  static final int LANES = FLOATS.length();
  static final int BITS = FLOATS.vectorBitSize();

  private Simd() {}

  /**
   * The species of so many bits.
   *
   * @param bits the property's value, {@code null} where it is not set
   * @throws IllegalArgumentException if it is set to anything but the four widths
   */
  static VectorSpecies<Float> floats(String bits) {
    return switch (bits) {
      case null ->
          FloatVector.SPECIES_PREFERRED.vectorBitSize() > MOST_BITS
              ? FloatVector.SPECIES_512
              : FloatVector.SPECIES_PREFERRED;
      case "64" -> FloatVector.SPECIES_64;
      case "128" -> FloatVector.SPECIES_128;
      case "256" -> FloatVector.SPECIES_256;
      case "512" -> FloatVector.SPECIES_512;
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " is \"" + bits + "\"; it must be 64, 128, 256 or 512");
    };
  }
}
