package finegrain.trainer.engine;

import finegrain.kernels.Backend;
import finegrain.kernels.SparseMatrix;
import finegrain.trainer.UserError;

/**
 * Whether samples are multiplied without their zeros. The bits are the same with any rule.
 *
 * @param mostShare the largest share of elements that are not 0 with which they are; 0 for never
 */
record SparseRule(double mostShare) {
  /** All samples are multiplied with their zeros. */
  static final SparseRule NEVER = new SparseRule(0);

  /** All samples are multiplied without their zeros. */
  static final SparseRule ALWAYS = new SparseRule(1);

  /**
   * The rule for a backend: where sparse operations are faster on this class of processors, or what
   * the property says; never, if the backend does not promise equal bits.
   *
   * @throws UserError if the property is not a number from 0 to 1
   */
  static SparseRule of(Backend backend) {
    return of(backend, System.getProperty(Sweep.SPARSE_SHARE, ""));
  }

  static SparseRule of(Backend backend, String property) {
    double share = property.isEmpty() ? SparseMatrix.fastShare() : parse(property);
    return backend.referenceBits() ? new SparseRule(share) : NEVER;
  }

  private static double parse(String property) {
    try {
      double share = Double.parseDouble(property);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException notANumber) {
      // The sentence below says so.
    }
    throw new UserError(
        "the system property %s is \"%s\"; it must be a number from 0 to 1"
            .formatted(Sweep.SPARSE_SHARE, property));
  }

  /** Whether it can apply to any samples. */
  boolean isOn() {
    return mostShare > 0;
  }

  /** Whether samples are multiplied without their zeros if such a share of elements is not 0. */
  boolean applies(double share) {
    return isOn() && share <= mostShare;
  }
}
