package finegrain.kernels.operation;

import finegrain.kernels.Activation;
import finegrain.kernels.Convolution;
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
  ADD_BIAS("addBias", Kind.ROWS, Parameters.BIAS, (k, s, x, m, i) -> k.addBias(m[0], m[1], m[2])),

  /** {@link Kernels#convolution} with the identity. */
  CONVOLUTION(
      "convolution, identity",
      Kind.CONVOLUTION,
      Parameters.CONVOLUTION,
      (k, s, x, m, i) ->
          k.convolution(s.convolution(), m[0], m[1], m[2], Activation.IDENTITY, m[3])),

  /** {@link Kernels#convolution} with ReLU. */
  CONVOLUTION_RELU(
      "convolution, relu",
      Kind.CONVOLUTION,
      Parameters.CONVOLUTION,
      (k, s, x, m, i) -> k.convolution(s.convolution(), m[0], m[1], m[2], Activation.RELU, m[3])),

  /** {@link Kernels#convolution} with tanh. */
  CONVOLUTION_TANH(
      "convolution, tanh",
      Kind.CONVOLUTION,
      Parameters.CONVOLUTION,
      (k, s, x, m, i) -> k.convolution(s.convolution(), m[0], m[1], m[2], Activation.TANH, m[3])),

  /** {@link Kernels#convolutionInputGradient}. */
  CONVOLUTION_INPUT_GRADIENT(
      "convolutionInputGradient",
      Kind.CONVOLUTION,
      Parameters.CONVOLUTION_INPUT,
      (k, s, x, m, i) -> k.convolutionInputGradient(s.convolution(), m[0], m[1], m[2])),

  /** {@link Kernels#convolutionWeightGradient}. */
  CONVOLUTION_WEIGHT_GRADIENT(
      "convolutionWeightGradient",
      Kind.CONVOLUTION,
      Parameters.CONVOLUTION_WEIGHTS,
      (k, s, x, m, i) -> k.convolutionWeightGradient(s.convolution(), m[0], m[1], m[2])),

  /** {@link Kernels#averagePool}. */
  AVERAGE_POOL(
      "averagePool", Kind.IMAGES, Parameters.AVERAGE, (k, s, x, m, i) -> k.averagePool(m[0], m[1])),

  /** {@link Kernels#averagePoolGradient}. */
  AVERAGE_POOL_GRADIENT(
      "averagePoolGradient",
      Kind.IMAGES,
      Parameters.AVERAGE_GRADIENT,
      (k, s, x, m, i) -> k.averagePoolGradient(m[0], m[1])),

  /** {@link Kernels#maxPool}. */
  MAX_POOL(
      "maxPool",
      Kind.IMAGES,
      Parameters.MAXIMUM,
      (k, s, x, m, i) -> k.maxPool(s.image(), m[0], m[1])),

  /** {@link Kernels#maxPoolGradient}. */
  MAX_POOL_GRADIENT(
      "maxPoolGradient",
      Kind.IMAGES,
      Parameters.MAXIMUM_GRADIENT,
      (k, s, x, m, i) -> k.maxPoolGradient(s.image(), m[0], m[1], m[2])),

  /** {@link Kernels#batchStatistics}. */
  BATCH_STATISTICS(
      "batchStatistics",
      Kind.IMAGES,
      Parameters.STATISTICS,
      (k, s, x, m, i) -> k.batchStatistics(m[0], m[1])),

  /** {@link Kernels#batchNormalise} with the identity. */
  BATCH_NORMALISE(
      "batchNormalise, identity",
      Kind.IMAGES,
      Parameters.BATCH,
      (k, s, x, m, i) ->
          k.batchNormalise(m[0], m[1], m[2], m[3], Parameters.EPSILON, Activation.IDENTITY, m[4])),

  /** {@link Kernels#batchNormalise} with ReLU. */
  BATCH_NORMALISE_RELU(
      "batchNormalise, relu",
      Kind.IMAGES,
      Parameters.BATCH,
      (k, s, x, m, i) ->
          k.batchNormalise(m[0], m[1], m[2], m[3], Parameters.EPSILON, Activation.RELU, m[4])),

  /** {@link Kernels#batchNormaliseGradient}. */
  BATCH_NORMALISE_GRADIENT(
      "batchNormaliseGradient",
      Kind.IMAGES,
      Parameters.BATCH_GRADIENT,
      (k, s, x, m, i) ->
          k.batchNormaliseGradient(m[0], m[1], m[2], Parameters.EPSILON, m[3], m[4], m[5], m[6])),

  /** {@link Kernels#layerNormalise}. */
  LAYER_NORMALISE(
      "layerNormalise",
      Kind.IMAGES,
      Parameters.TOKENS,
      (k, s, x, m, i) -> k.layerNormalise(m[0], m[1], m[2], Parameters.EPSILON, m[3], m[4])),

  /** {@link Kernels#layerNormaliseGradient}. */
  LAYER_NORMALISE_GRADIENT(
      "layerNormaliseGradient",
      Kind.IMAGES,
      Parameters.TOKENS_GRADIENT,
      (k, s, x, m, i) -> k.layerNormaliseGradient(m[0], m[1], m[2], m[3], m[4], m[5], m[6])),

  /** {@link Kernels#attention}. */
  ATTENTION(
      "attention",
      Kind.ATTENTION,
      Parameters.ATTENTION,
      (k, s, x, m, i) -> k.attention(s.attention(), m[0], m[1], m[2])),

  /** {@link Kernels#attentionGradient}. */
  ATTENTION_GRADIENT(
      "attentionGradient",
      Kind.ATTENTION,
      Parameters.ATTENTION_GRADIENT,
      (k, s, x, m, i) -> k.attentionGradient(s.attention(), m[0], m[1], m[2], m[3])),

  /** {@link Kernels#gelu}. */
  GELU("gelu", Kind.ELEMENTS, Parameters.FUNCTION, (k, s, x, m, i) -> k.gelu(m[0], m[1])),

  /** {@link Kernels#geluGradient}. */
  GELU_GRADIENT(
      "geluGradient",
      Kind.ELEMENTS,
      Parameters.FUNCTION_GRADIENT,
      (k, s, x, m, i) -> k.geluGradient(m[0], m[1], m[2])),

  /** {@link Kernels#add} with the identity. */
  ADD(
      "add, identity",
      Kind.ELEMENTS,
      Parameters.TWO_INPUTS,
      (k, s, x, m, i) -> k.add(m[0], m[1], Activation.IDENTITY, m[2])),

  /** {@link Kernels#add} with ReLU. */
  ADD_RELU(
      "add, relu",
      Kind.ELEMENTS,
      Parameters.TWO_INPUTS,
      (k, s, x, m, i) -> k.add(m[0], m[1], Activation.RELU, m[2])),

  /** {@link Kernels#multiply}. */
  MULTIPLY(
      "multiply",
      Kind.ELEMENTS,
      Parameters.TWO_INPUTS,
      (k, s, x, m, i) -> k.multiply(m[0], m[1], m[2])),

  /** {@link Kernels#scale}. */
  SCALE(
      "scale",
      Kind.ELEMENTS,
      Parameters.FUNCTION,
      (k, s, x, m, i) -> k.scale(Parameters.SCALE, m[0], m[1])),

  /** {@link Kernels#channelSums}. */
  CHANNEL_SUMS(
      "channelSums",
      Kind.IMAGES,
      Parameters.CHANNEL_SUMS,
      (k, s, x, m, i) -> k.channelSums(m[0], m[1])),

  /** {@link Kernels#denseWeightGradient}. */
  DENSE_WEIGHT_GRADIENT(
      "denseWeightGradient",
      Kind.POINTWISE,
      Parameters.POINTWISE,
      (k, s, x, m, i) -> k.denseWeightGradient(m[0], m[1], m[2])),

  /** {@link Kernels#smoothedCrossEntropyGradient}. */
  SMOOTHED_CROSS_ENTROPY_GRADIENT(
      "smoothedCrossEntropyGradient",
      Kind.ROWS,
      Indices.CLASSES,
      Parameters.LOSS_GRADIENT,
      (k, s, x, m, i) ->
          k.smoothedCrossEntropyGradient(
              m[0], i, Parameters.SMOOTHING, Parameters.SCALE, m[1], m[2])),

  /** {@link Kernels#rowSquares}. */
  ROW_SQUARES(
      "rowSquares", Kind.ROWS, Parameters.ROW_SUMS, (k, s, x, m, i) -> k.rowSquares(m[0], m[1])),

  /** {@link Kernels#sgdStep}. */
  SGD_STEP(
      "sgdStep",
      Kind.WEIGHTS,
      Parameters.STEP,
      (k, s, x, m, i) -> k.sgdStep(m[0], m[1], m[2], Parameters.SGD, Parameters.RATE)),

  /** {@link Kernels#adamwStep}. */
  ADAMW_STEP(
      "adamwStep",
      Kind.WEIGHTS,
      Parameters.TWO_STATES,
      (k, s, x, m, i) ->
          k.adamwStep(
              m[0],
              m[1],
              m[2],
              m[3],
              Parameters.ADAMW,
              Parameters.RATE,
              Parameters.POWER_1,
              Parameters.POWER_2));

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
    WEIGHTS,
    /** Images, or tokens as images of one row: samples x height x width x channels. */
    IMAGES,
    /** Images that are convolved: samples x height x width x channels:kernel s stride:filters. */
    CONVOLUTION,
    /** The same with a kernel and a stride of 1. */
    POINTWISE,
    /** Tokens that attend to each other: samples x tokens x dimension:heads. */
    ATTENTION
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
      case PRODUCT, LAYER, GRADIENT, CONVOLUTION, POINTWISE, ATTENTION -> true;
      case ELEMENTS, ROWS, COLUMN, WEIGHTS, IMAGES -> false;
    };
  }

  /** Whether a shape suits it. */
  public boolean accepts(Shape shape) {
    return shape.isProduct() == isProduct()
        && switch (shape.geometry()) {
          case Geometry.Flat _ ->
              switch (kind) {
                case PRODUCT, ELEMENTS, ROWS, WEIGHTS -> true;
                case LAYER -> shape.transposed() == Transposed.NONE;
                case GRADIENT -> shape.transposed() == Transposed.LEFT;
                case COLUMN -> shape.columns() == 1;
                case IMAGES, CONVOLUTION, POINTWISE, ATTENTION -> false;
              };
          case Geometry.Pixels _ -> kind == Kind.IMAGES;
          case Geometry.Convolved(Convolution convolution) ->
              kind == Kind.CONVOLUTION
                  || (kind == Kind.POINTWISE
                      && convolution.kernel() == 1
                      && convolution.stride() == 1);
          case Geometry.Attended _ -> kind == Kind.ATTENTION;
        };
  }

  /** Whether it takes its first matrix without the zeros. */
  public boolean isSparse() {
    return operands.getFirst().role() == Operand.Role.SPARSE;
  }

  /**
   * The work of a call: the floating-point operations of products, where a fused multiply-add
   * counts as two, and only the share that a sparse one is expected to do; the elements of any
   * other operation.
   */
  public double work(Shape shape) {
    if (this == ATTENTION_GRADIENT) {
      return 2 * shape.flops();
    }
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
