package finegrain.kernels;

import java.util.OptionalInt;

/**
 * The vector width that the system property {@value #PROPERTY} asks for: 64, 128, 256 or 512 bits.
 * This class needs no Vector API, so it can refuse a wrong value before {@link Simd} is loaded.
 */
final class VectorWidth {
  static final String PROPERTY = "finegrain.vector.bits";

  private VectorWidth() {}

  /**
   * The bits that are asked for; empty if the property is not set.
   *
   * @throws IllegalArgumentException if it is set to anything but the four widths
   */
  static OptionalInt asked() {
    return asked(System.getProperty(PROPERTY));
  }

  /** The bits of the property's value, which is {@code null} where it is not set. */
  static OptionalInt asked(String value) {
    return switch (value) {
      case null -> OptionalInt.empty();
      case "64", "128", "256", "512" -> OptionalInt.of(Integer.parseInt(value));
      default ->
          throw new IllegalArgumentException(
              PROPERTY + " is \"" + value + "\"; it must be 64, 128, 256 or 512");
    };
  }
}
