package finegrain.trainer.profile;

import java.util.Comparator;

/**
 * A method of the kernels and the operation that it works for.
 *
 * @param method such as {@code MicroKernels.byRow8x3From}
 * @param operation the method by which the trainer has called it, such as {@code dense}
 */
record Kernel(String method, String operation) implements Comparable<Kernel> {
  private static final Comparator<Kernel> ORDER =
      Comparator.comparing(Kernel::method).thenComparing(Kernel::operation);

  @Override
  public int compareTo(Kernel other) {
    return ORDER.compare(this, other);
  }
}
