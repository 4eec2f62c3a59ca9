package finegrain.trainer.repro;

/**
 * How the bits of two results differ.
 *
 * @param differing elements that are not the same
 * @param elements in all
 * @param mostUlps the largest distance of two elements
 */
record BitsDifference(int differing, int elements, long mostUlps) {
  /** The difference of two results of one length. */
  static BitsDifference of(float[] here, float[] reference) {
    int differing = 0;
    long most = 0;
    for (int i = 0; i < here.length; i++) {
      long ulps = FloatBits.ulps(here[i], reference[i]);
      differing += ulps == 0 ? 0 : 1;
      most = Math.max(most, ulps);
    }
    return new BitsDifference(differing, here.length, most);
  }

  /** Whether there is none. */
  boolean isNone() {
    return differing == 0;
  }

  /** For a cell of a table. */
  @Override
  public String toString() {
    return isNone()
        ? "="
        : "%d of %d, %s"
            .formatted(differing, elements, mostUlps == Long.MAX_VALUE ? "NaN" : mostUlps + " ULP");
  }
}
