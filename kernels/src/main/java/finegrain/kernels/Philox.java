package finegrain.kernels;

import java.util.Objects;

/**
 * Philox4x32-10, a counter-based random number generator: a block of four words is a function of a
 * 128-bit counter and a 64-bit key alone, so no draw depends on what was drawn before it.
 *
 * <p>Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).
 */
public final class Philox {
  /** Words in a block. */
  public static final int WORDS = 4;

  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;

  private Philox() {}

  /**
   * The block of a counter and a key.
   *
   * @param c0 word 0 of the counter
   * @param c1 word 1 of the counter
   * @param c2 word 2 of the counter
   * @param c3 word 3 of the counter
   * @param key the low word is the generator's key 0, the high word its key 1
   * @param block {@link #WORDS} words, overwritten
   */
  public static void block(int c0, int c1, int c2, int c3, long key, int[] block) {
    Objects.requireNonNull(block, "block");
    int k0 = (int) key;
    int k1 = (int) (key >>> 32);
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * Integer.toUnsignedLong(c0);
      long product1 = MULTIPLIER_1 * Integer.toUnsignedLong(c2);
      c0 = (int) (product1 >>> 32) ^ c1 ^ k0;
      c1 = (int) product1;
      c2 = (int) (product0 >>> 32) ^ c3 ^ k1;
      c3 = (int) product0;
      k0 += WEYL_0;
      k1 += WEYL_1;
    }
    block[0] = c0;
    block[1] = c1;
    block[2] = c2;
    block[3] = c3;
  }
}
