package finegrain.kernels.operation;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.SparseMatrix;
import finegrain.kernels.Transposed;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The registry of the operations of {@link Kernels}. The tests of the kernels, the self-test of
 * oneDNN, the check of the reference bits and the benchmarks go through all its constants. An
 * operation with an {@link Activation} has a constant for each activation. A transposed side of a
 * product is part of the {@link Shape}.
 *
 * <p>The reference bits depend on the order of the constants: add a new one at the end.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // The lists cannot be changed, and the calls hold nothing.
public enum Operation {
  /** {@link Kernels#matmul}. */
  MATMUL(
      "matmul",
      Kind.PRODUCT,
      Parameters.PRODUCT,
      (k, s, x, m, i) -> k.matmul(s.transposed(), m[0], m[1], m[2])),

  /** {@link Kernels#matmulAdd}. */
  MATMUL_ADD(
      "matmulAdd",
      Kind.PRODUCT,
      Parameters.PRODUCT_ADDED,
      (k, s, x, m, i) -> k.matmulAdd(s.transposed(), m[0], m[1], m[2])),

  /** {@link Kernels#gather}. */
  GATHER(
      "gather",
      Kind.ROWS,
      Indices.ROWS,
      Parameters.COPY,
      (k, s, x, m, i) -> k.gather(m[0], i, m[1])),

  /** {@link Kernels#dense} with the identity. */
  DENSE_IDENTITY(
      "dense, identity",
      Kind.LAYER,
      Parameters.LAYER,
      (k, s, x, m, i) -> k.dense(m[0], m[1], m[2], Activation.IDENTITY, m[3])),

  /** {@link Kernels#dense} with ReLU. */
  DENSE_RELU(
      "dense, relu",
      Kind.LAYER,
      Parameters.LAYER,
      (k, s, x, m, i) -> k.dense(m[0], m[1], m[2], Activation.RELU, m[3])),

  /** {@link Kernels#dense} with tanh. */
  DENSE_TANH(
      "dense, tanh",
      Kind.LAYER,
      Parameters.LAYER,
      (k, s, x, m, i) -> k.dense(m[0], m[1], m[2], Activation.TANH, m[3])),

  /** {@link Kernels#denseMomentumStep}. */
  DENSE_MOMENTUM(
      "denseMomentumStep",
      Kind.GRADIENT,
      Parameters.LAYER_STEP,
      (k, s, x, m, i) ->
          k.denseMomentumStep(m[0], m[1], m[2], m[3], Parameters.RATE, Parameters.MOMENTUM)),

  /** {@link Kernels#exp}. */
  EXP("exp", Kind.ELEMENTS, Parameters.FUNCTION, (k, s, x, m, i) -> k.exp(m[0], m[1])),

  /** {@link Kernels#log}. */
  LOG("log", Kind.ELEMENTS, Parameters.FUNCTION, (k, s, x, m, i) -> k.log(m[0], m[1])),

  /** {@link Kernels#sigmoid}. */
  SIGMOID("sigmoid", Kind.ELEMENTS, Parameters.FUNCTION, (k, s, x, m, i) -> k.sigmoid(m[0], m[1])),

  /** {@link Kernels#activate} with the identity. */
  IDENTITY(
      "activate, identity",
      Kind.ELEMENTS,
      Parameters.FUNCTION,
      (k, s, x, m, i) -> k.activate(Activation.IDENTITY, m[0], m[1])),

  /** {@link Kernels#activationGradient} of the identity. */
  IDENTITY_GRADIENT(
      "activationGradient, identity",
      Kind.ELEMENTS,
      Parameters.FUNCTION_GRADIENT,
      (k, s, x, m, i) -> k.activationGradient(Activation.IDENTITY, m[0], m[1], m[2])),

  /** {@link Kernels#activate} with ReLU. */
  RELU(
      "activate, relu",
      Kind.ELEMENTS,
      Parameters.FUNCTION,
      (k, s, x, m, i) -> k.activate(Activation.RELU, m[0], m[1])),

  /** {@link Kernels#activationGradient} of ReLU. */
  RELU_GRADIENT(
      "activationGradient, relu",
      Kind.ELEMENTS,
      Parameters.FUNCTION_GRADIENT,
      (k, s, x, m, i) -> k.activationGradient(Activation.RELU, m[0], m[1], m[2])),

  /** {@link Kernels#activate} with tanh. */
  TANH(
      "activate, tanh",
      Kind.ELEMENTS,
      Parameters.FUNCTION,
      (k, s, x, m, i) -> k.activate(Activation.TANH, m[0], m[1])),

  /** {@link Kernels#activationGradient} of tanh. */
  TANH_GRADIENT(
      "activationGradient, tanh",
      Kind.ELEMENTS,
      Parameters.FUNCTION_GRADIENT,
      (k, s, x, m, i) -> k.activationGradient(Activation.TANH, m[0], m[1], m[2])),

  /** {@link Kernels#softmax}. */
  SOFTMAX("softmax", Kind.ROWS, Parameters.FUNCTION, (k, s, x, m, i) -> k.softmax(m[0], m[1])),

  /** {@link Kernels#logSoftmax}. */
  LOG_SOFTMAX(
      "logSoftmax", Kind.ROWS, Parameters.FUNCTION, (k, s, x, m, i) -> k.logSoftmax(m[0], m[1])),

  /** {@link Kernels#crossEntropy}. */
  CROSS_ENTROPY(
      "crossEntropy",
      Kind.ROWS,
      Indices.CLASSES,
      Parameters.LOSS,
      (k, s, x, m, i) -> k.crossEntropy(m[0], i, m[1])),

  /** {@link Kernels#crossEntropyGradient}. */
  CROSS_ENTROPY_GRADIENT(
      "crossEntropyGradient",
      Kind.ROWS,
      Indices.CLASSES,
      Parameters.LOSS_GRADIENT,
      (k, s, x, m, i) -> k.crossEntropyGradient(m[0], i, Parameters.SCALE, m[1], m[2])),

  /** {@link Kernels#binaryCrossEntropy}. */
  BINARY_CROSS_ENTROPY(
      "binaryCrossEntropy",
      Kind.COLUMN,
      Indices.BINARY,
      Parameters.BINARY_LOSS,
      (k, s, x, m, i) -> k.binaryCrossEntropy(m[0], i, m[1])),

  /** {@link Kernels#binaryCrossEntropyGradient}. */
  BINARY_CROSS_ENTROPY_GRADIENT(
      "binaryCrossEntropyGradient",
      Kind.COLUMN,
      Indices.BINARY,
      Parameters.BINARY_LOSS_GRADIENT,
      (k, s, x, m, i) -> k.binaryCrossEntropyGradient(m[0], i, Parameters.SCALE, m[1], m[2])),

  /** {@link Kernels#rowSums}. */
  ROW_SUMS("rowSums", Kind.ROWS, Parameters.ROW_SUMS, (k, s, x, m, i) -> k.rowSums(m[0], m[1])),

  /** {@link Kernels#columnSums}. */
  COLUMN_SUMS(
      "columnSums", Kind.ROWS, Parameters.COLUMN_SUMS, (k, s, x, m, i) -> k.columnSums(m[0], m[1])),

  /** {@link Kernels#momentumStep}. */
  MOMENTUM_STEP(
      "momentumStep",
      Kind.WEIGHTS,
      Parameters.STEP,
      (k, s, x, m, i) -> k.momentumStep(m[0], m[1], m[2], Parameters.RATE, Parameters.MOMENTUM)),

  /** {@link Kernels#sparseDense} with the identity. */
  SPARSE_DENSE_IDENTITY(
      "sparseDense, identity",
      Kind.LAYER,
      Indices.ROWS,
      Parameters.SPARSE_LAYER,
      (k, s, x, m, i) -> k.sparseDense(x, i, m[1], m[2], Activation.IDENTITY, m[3])),

  /** {@link Kernels#sparseDense} with ReLU. */
  SPARSE_DENSE_RELU(
      "sparseDense, relu",
      Kind.LAYER,
      Indices.ROWS,
      Parameters.SPARSE_LAYER,
      (k, s, x, m, i) -> k.sparseDense(x, i, m[1], m[2], Activation.RELU, m[3])),

  /** {@link Kernels#sparseDense} with tanh. */
  SPARSE_DENSE_TANH(
      "sparseDense, tanh",
      Kind.LAYER,
      Indices.ROWS,
      Parameters.SPARSE_LAYER,
      (k, s, x, m, i) -> k.sparseDense(x, i, m[1], m[2], Activation.TANH, m[3])),

  /** {@link Kernels#sparseMomentumStep}. */
  SPARSE_MOMENTUM(
      "sparseMomentumStep",
      Kind.GRADIENT,
      Indices.INNER,
      Parameters.SPARSE_LAYER_STEP,
      (k, s, x, m, i) ->
          k.sparseMomentumStep(x, i, m[1], m[2], m[3], Parameters.RATE, Parameters.MOMENTUM)),

  /** {@link Kernels#addBias}. */
  ADD_BIAS("addBias", Kind.ROWS, Parameters.BIAS, (k, s, x, m, i) -> k.addBias(m[0], m[1], m[2]));

  /** What an operation works on. This determines the {@link Shape} that it needs. */
  public enum Kind {
    /** A product, of which one side may be transposed: rows x columns x inner. */
    PRODUCT,
    /** A fully connected layer: batch x units x inputs. */
    LAYER,
    /** The gradient of a layer's weights: inputs x units x batch, left side transposed. */
    GRADIENT,
    /** Elements: rows x columns. */
    ELEMENTS,
    /** Rows: rows x columns. */
    ROWS,
    /** A single column: rows x 1. */
    COLUMN,
    /** The weights of a layer: inputs x units. */
    WEIGHTS
  }

  /** A call of the operation. */
  private interface Call {
    void run(Kernels kernels, Shape shape, SparseMatrix sparse, Matrix[] matrices, int[] indices);
  }

  private final String title;
  private final Kind kind;
  private final Indices indices;
  private final List<Operand> operands;
  private final Call call;

  Operation(String title, Kind kind, List<Operand> operands, Call call) {
    this(title, kind, Indices.NONE, operands, call);
  }

  Operation(String title, Kind kind, Indices indices, List<Operand> operands, Call call) {
    this.title = title;
    this.kind = kind;
    this.indices = indices;
    this.operands = operands;
    this.call = call;
  }

  /** The constant's name on the command line and in files, such as {@code dense-relu}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The name of its method, and its activation if it has one, such as {@code dense, relu}. */
  public String title() {
    return title;
  }

  /** The name of its method in {@link Kernels}. */
  public String method() {
    int end = title.indexOf(',');
    return end < 0 ? title : title.substring(0, end);
  }

  /** What it works on. */
  public Kind kind() {
    return kind;
  }

  /** The matrices that it takes, in the order of its parameters. */
  public List<Operand> operands() {
    return operands;
  }

  /**
   * The index of the operand that is its result. This is the last operand that the operation
   * overwrites, such as a gradient beside losses. If it overwrites none, it is the first that it
   * updates, such as weights beside velocities.
   */
  public int result() {
    return IntStream.range(0, operands.size())
        .filter(i -> operands.get(i).role() == Operand.Role.OUTPUT)
        .max()
        .orElseGet(
            () ->
                IntStream.range(0, operands.size())
                    .filter(i -> operands.get(i).isWritten())
                    .findFirst()
                    .orElseThrow());
  }

  /** Whether it multiplies matrices. */
  public boolean isProduct() {
    return switch (kind) {
      case PRODUCT, LAYER, GRADIENT -> true;
      case ELEMENTS, ROWS, COLUMN, WEIGHTS -> false;
    };
  }

  /** Whether a shape suits it. */
  public boolean accepts(Shape shape) {
    return shape.isProduct() == isProduct()
        && switch (kind) {
          case PRODUCT, ELEMENTS, ROWS, WEIGHTS -> true;
          case LAYER -> shape.transposed() == Transposed.NONE;
          case GRADIENT -> shape.transposed() == Transposed.LEFT;
          case COLUMN -> shape.columns() == 1;
        };
  }

  /** Whether it takes its first matrix without the zeros. */
  public boolean isSparse() {
    return operands.getFirst().role() == Operand.Role.SPARSE;
  }

  /**
   * The work of a call: the floating-point operations of a product, where a fused multiply-add
   * counts as two, and only the share that a sparse one is expected to do; the elements of any
   * other operation.
   */
  public double work(Shape shape) {
    return isProduct() ? shape.flops() * (isSparse() ? Operands.NON_ZERO : 1) : shape.elements();
  }

  /** The integers that it takes beside its matrices. */
  Indices indices() {
    return indices;
  }

  /** Calls it. */
  void run(Kernels kernels, Shape shape, SparseMatrix sparse, Matrix[] matrices, int[] integers) {
    call.run(kernels, shape, sparse, matrices, integers);
  }

  /** The operation of an {@link #id}. */
  public static Optional<Operation> named(String id) {
    return Arrays.stream(values()).filter(operation -> operation.id().equals(id)).findFirst();
  }
}
