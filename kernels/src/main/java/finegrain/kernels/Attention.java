package finegrain.kernels;

/**
 * The shape of a self-attention with several heads.
 *
 * @param tokens of a sample, at least 1
 * @param heads at least 1
 * @param size numbers of a query, a key or a value of one head, at least 1
 */
public record Attention(int tokens, int heads, int size) {
  /** Checks the sizes. */
  public Attention {
    if (tokens < 1 || heads < 1 || size < 1) {
      throw new IllegalArgumentException(
          "an attention has at least 1 token, 1 head and a head size of 1, not %s, %s and %s"
              .formatted(
                  Integer.toString(tokens), Integer.toString(heads), Integer.toString(size)));
    }
    Math.multiplyExact(Math.multiplyExact(heads, tokens), tokens);
    Math.multiplyExact(Math.multiplyExact(3 * heads, size), tokens);
  }

  /** {@return the numbers of a token: heads x size} */
  public int dimension() {
    return heads * size;
  }

  /** {@return the factor of the scores: 1 / sqrt(size), rounded once} */
  public float scale() {
    return (float) (1 / Math.sqrt(size));
  }

  /**
   * {@return floating-point operations of the products of one sample's forward pass; the backward
   * pass has twice as many}
   */
  public long flops() {
    return 4L * heads * tokens * tokens * size;
  }
}
