package finegrain.kernels;

import java.util.List;

/**
 * Counts of the floating-point operations of products: one count for each micro-kernel and each
 * product operation that it serves. Elements that a tile computes beyond the edges of the output do
 * not count.
 */
public final class KernelTally {
  /** The operations that are products. */
  public enum ProductOperation {
    /** {@link Kernels#matmul}. */
    MATMUL(0, "matmul"),
    /** {@link Kernels#matmulAdd}. */
    MATMUL_ADD(1, "matmulAdd"),
    /** {@link Kernels#dense}. */
    DENSE(2, "dense"),
    /** {@link Kernels#denseMomentumStep}. */
    DENSE_MOMENTUM_STEP(3, "denseMomentumStep"),
    /** {@link Kernels#sparseDense}. */
    SPARSE_DENSE(4, "sparseDense"),
    /** {@link Kernels#sparseMomentumStep}. */
    SPARSE_MOMENTUM_STEP(5, "sparseMomentumStep"),
    /** {@link Kernels#attention}. */
    ATTENTION(6, "attention"),
    /** {@link Kernels#attentionGradient}. */
    ATTENTION_GRADIENT(7, "attentionGradient"),
    /** {@link Kernels#denseWeightGradient}. */
    DENSE_WEIGHT_GRADIENT(8, "denseWeightGradient"),
    /** {@link Kernels#convolution}. */
    CONVOLUTION(9, "convolution"),
    /** {@link Kernels#convolutionInputGradient}. */
    CONVOLUTION_INPUT_GRADIENT(10, "convolutionInputGradient"),
    /** {@link Kernels#convolutionWeightGradient}. */
    CONVOLUTION_WEIGHT_GRADIENT(11, "convolutionWeightGradient");

    private final int index;
    private final String method;

    ProductOperation(int index, String method) {
      this.index = index;
      this.method = method;
    }

    /** {@return the name of its method in {@link Kernels}} */
    public String method() {
      return method;
    }
  }

  private static final ProductOperation[] OPERATIONS = ProductOperation.values();

  /** The tally of kernels that do not count. */
  static final KernelTally NONE = new KernelTally(List.of());

  private final String[] methods;

  /** For each operation, the counts of its methods. */
  private final long[] flops;

  /**
   * A tally of zeros.
   *
   * @param methods class and name of each micro-kernel, such as {@code MicroKernels.byRow8x3From}
   */
  KernelTally(List<String> methods) {
    this.methods = methods.toArray(String[]::new);
    flops = new long[OPERATIONS.length * this.methods.length];
  }

  /**
   * Counts operations.
   *
   * @param method its index among the methods
   * @param count a fused multiply-add is two
   */
  void add(ProductOperation operation, int method, long count) {
    flops[operation.index * methods.length + method] += count;
  }

  /** Becomes the sum of tallies of the same methods. */
  void setSum(KernelTally[] parts) {
    for (int i = 0; i < flops.length; i++) {
      long sum = 0;
      for (KernelTally part : parts) {
        sum += part.flops[i];
      }
      flops[i] = sum;
    }
  }

  /** {@return how many counts there are: one for each method and operation, also if it is 0} */
  public int size() {
    return flops.length;
  }

  /**
   * {@return class and name of the method of a count}
   *
   * @param i the index of the count, from 0 on
   */
  public String method(int i) {
    return methods[i % methods.length];
  }

  /**
   * {@return the operation of a count}
   *
   * @param i the index of the count, from 0 on
   */
  public ProductOperation operation(int i) {
    return OPERATIONS[i / methods.length];
  }

  /**
   * {@return a count: floating-point operations since the kernels were opened}
   *
   * @param i the index of the count, from 0 on
   */
  public long flops(int i) {
    return flops[i];
  }
}
