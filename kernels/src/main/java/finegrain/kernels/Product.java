package finegrain.kernels;

/**
 * One matrix product: its operands, the start of its chains, and what follows the product. Its
 * owner reuses one object for all products, so that none is allocated.
 */
final class Product {
  /** Where the chains of fused multiply-adds start. */
  enum Start {
    /** From +0. */
    ZERO,
    /** From the element of the output. */
    OUTPUT,
    /** From the element of the bias. */
    BIAS
  }

  private static final Matrix NONE = Matrix.allocate(0, 0);

  /** The operation that was called. */
  KernelTally.ProductOperation operation = KernelTally.ProductOperation.MATMUL;

  Transposed transposed = Transposed.NONE;
  Start start = Start.ZERO;
  Activation activation = Activation.IDENTITY;
  final View left = new View();
  final View right = new View();

  Matrix bias = NONE;

  /** The matrix that is written: the weights if {@link #steps}. */
  final View output = new View();

  /** Whether the product is a gradient, and weights and velocity take a momentum step by it. */
  boolean steps;

  Matrix velocity = NONE;
  float learningRate;
  float momentum;

  /** A product without bias, activation and step. */
  void set(
      KernelTally.ProductOperation operation,
      Transposed transposed,
      Matrix left,
      Matrix right,
      Matrix output) {
    begin(operation, transposed);
    this.left.set(left);
    this.right.set(right);
    this.output.set(output);
  }

  /** A product without bias, activation and step, whose views are set next. */
  void begin(KernelTally.ProductOperation operation, Transposed transposed) {
    this.operation = operation;
    this.transposed = transposed;
    start = Start.ZERO;
    activation = Activation.IDENTITY;
    steps = false;
  }

  /** Forgets the matrices, so that they can be collected. */
  void clear() {
    begin(operation, Transposed.NONE);
    left.clear();
    right.clear();
    output.clear();
    bias = NONE;
    velocity = NONE;
  }

  int inner() {
    return transposed == Transposed.RIGHT ? right.columns() : right.rows();
  }

  /** Floating-point operations, a fused multiply-add counting as two. */
  double operations() {
    return 2.0 * output.rows() * output.columns() * inner();
  }
}
