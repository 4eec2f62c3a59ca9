package finegrain.trainer.repro;

import finegrain.kernels.Matrix;
import finegrain.trainer.Sha256;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;

/** Floats as bits: hashes, hexadecimal, distances. Every NaN counts as one. */
final class FloatBits {
  private FloatBits() {}

  /** Adds the elements of a matrix, row after row, little-endian. */
  static void update(MessageDigest digest, Matrix matrix) {
    ByteBuffer bytes =
        ByteBuffer.allocate(matrix.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int row = 0; row < matrix.rows(); row++) {
      bytes.clear();
      for (int column = 0; column < matrix.columns(); column++) {
        bytes.putInt(Float.floatToIntBits(matrix.get(row, column)));
      }
      digest.update(bytes.array());
    }
  }

  /** The SHA-256 of some matrices. */
  static String sha256(List<Matrix> matrices) {
    MessageDigest digest = Sha256.digest();
    matrices.forEach(matrix -> update(digest, matrix));
    return Sha256.hex(digest);
  }

  /** Whether two floats are the same bits. */
  static boolean same(float a, float b) {
    return Float.floatToIntBits(a) == Float.floatToIntBits(b);
  }

  /**
   * How many steps from float to float lead from one to the other, as in Bruce Dawson, "Comparing
   * Floating Point Numbers" (2012); +0 and -0 are one step apart, so that it is 0 for the same bits
   * alone. Of NaN and anything else, {@link Long#MAX_VALUE}.
   */
  static long ulps(float a, float b) {
    if (same(a, b)) {
      return 0;
    }
    return Float.isNaN(a) || Float.isNaN(b) ? Long.MAX_VALUE : Math.abs(ordered(a) - ordered(b));
  }

  /** A number for each float but NaN, in their order, without gaps. */
  private static long ordered(float x) {
    int bits = Float.floatToIntBits(x);
    return bits >= 0 ? bits : -1L - (bits & Integer.MAX_VALUE);
  }

  /** As {@link #ulps(float, float)}, for doubles; of NaN and anything else, -1. */
  static BigInteger ulps(double a, double b) {
    if (Double.doubleToLongBits(a) == Double.doubleToLongBits(b)) {
      return BigInteger.ZERO;
    }
    if (Double.isNaN(a) || Double.isNaN(b)) {
      return BigInteger.ONE.negate();
    }
    return BigInteger.valueOf(ordered(a)).subtract(BigInteger.valueOf(ordered(b))).abs();
  }

  private static long ordered(double x) {
    long bits = Double.doubleToLongBits(x);
    return bits >= 0 ? bits : -1L - (bits & Long.MAX_VALUE);
  }

  /** Bits and value, such as {@code 3f800000 (1.0)}. */
  static String words(float x) {
    return String.format(Locale.ROOT, "%08x (%s)", Float.floatToIntBits(x), x);
  }

  /** Bits and value of a double. */
  static String words(double x) {
    return String.format(Locale.ROOT, "%016x (%s)", Double.doubleToLongBits(x), x);
  }

  /** A distance for people. */
  static String distance(float a, float b) {
    long ulps = ulps(a, b);
    return ulps == Long.MAX_VALUE ? "one of them is not a number" : ulps + " ULP apart";
  }

  /** A distance for people. */
  static String distance(double a, double b) {
    BigInteger ulps = ulps(a, b);
    return ulps.signum() < 0 ? "one of them is not a number" : ulps + " ULP apart";
  }
}
