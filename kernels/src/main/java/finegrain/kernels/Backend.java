package finegrain.kernels;

/**
 * A way to carry out the operations of {@link Kernels}: a service, found through {@link
 * java.util.ServiceLoader}, immutable and safe for use by many threads.
 */
public interface Backend {
  /** {@return the name by which a user chooses it, such as {@code vector}} */
  String name();

  /**
   * {@return whether it can run in this JVM, and how or why not} Static facts decide, not timings.
   */
  Availability availability();

  /**
   * {@return whether its results are the reference bits: the same as the scalar backend's, on every
   * machine}
   */
  boolean referenceBits();

  /**
   * New kernels with a workspace of their own, for one thread.
   *
   * @return the kernels, which the caller closes
   * @throws IllegalStateException if the backend is not available
   */
  default Kernels open() {
    return open(1);
  }

  /**
   * New kernels whose large operations use up to {@code threads} threads, the calling one included.
   * {@linkplain #referenceBits Reference bits} do not depend on the number of threads.
   *
   * @param threads at least 1
   * @return the kernels, which the caller closes
   * @throws IllegalArgumentException if {@code threads} is less than 1
   * @throws IllegalStateException if the backend is not available
   */
  Kernels open(int threads);

  /** Whether a backend can run here. */
  sealed interface Availability {
    /**
     * It can.
     *
     * @param description what it uses, such as {@code 512-bit vectors}
     */
    record Available(String description) implements Availability {}

    /**
     * It cannot.
     *
     * @param reason why not, for a sentence
     */
    record Unavailable(String reason) implements Availability {}
  }
}
