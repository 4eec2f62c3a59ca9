package finegrain.bench.operation;

import finegrain.kernels.Transposed;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What can be measured, and on which shapes it is measured where none are named. */
public enum Operation {
  /** c = a b, with one side transposed or none. */
  MATMUL("matmul", "MatmulBenchmark", Domain.PRODUCTS),
  /** Product, bias and ReLU in one call. */
  DENSE_RELU("dense-relu", "DenseBenchmark", Domain.LAYERS),
  /** Product, bias and tanh in one call. */
  DENSE_TANH("dense-tanh", "DenseBenchmark", Domain.LAYERS),
  /** A gradient's product and the momentum step of weights and velocity by it, in one pass. */
  DENSE_MOMENTUM("dense-momentum", "DenseMomentumBenchmark", Domain.GRADIENTS),
  /** A product whose left side is rows by index. */
  GATHER_MATMUL("gather-matmul", "GatherBenchmark", Domain.LAYERS),
  /** Product, bias and ReLU in one call, the left side rows by index. */
  GATHER_DENSE_RELU("gather-dense-relu", "GatherBenchmark", Domain.LAYERS),
  /** {@link #DENSE_MOMENTUM}, the left side rows by index. */
  GATHER_DENSE_MOMENTUM("gather-dense-momentum", "GatherBenchmark", Domain.GRADIENTS),
  /** The exponential function. */
  EXP("exp", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The natural logarithm. */
  LOG("log", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The positive part. */
  RELU("relu", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The hyperbolic tangent. */
  TANH("tanh", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The logistic function. */
  SIGMOID("sigmoid", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The gradient of ReLU. */
  RELU_GRADIENT("relu-gradient", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** The gradient of tanh. */
  TANH_GRADIENT("tanh-gradient", "ElementwiseBenchmark", Domain.ELEMENTS),
  /** Softmax by rows. */
  SOFTMAX("softmax", "SoftmaxBenchmark", Domain.ROWS),
  /** The logarithm of softmax by rows. */
  LOG_SOFTMAX("log-softmax", "SoftmaxBenchmark", Domain.ROWS),
  /** Cross-entropy of softmax. */
  CROSS_ENTROPY("cross-entropy", "LossBenchmark", Domain.ROWS),
  /** Cross-entropy of softmax and its gradient. */
  CROSS_ENTROPY_GRADIENT("cross-entropy-gradient", "LossBenchmark", Domain.ROWS),
  /** Cross-entropy of sigmoid units. */
  BINARY_CROSS_ENTROPY("binary-cross-entropy", "BinaryLossBenchmark", Domain.COLUMNS),
  /** Cross-entropy of sigmoid units and its gradient. */
  BINARY_CROSS_ENTROPY_GRADIENT(
      "binary-cross-entropy-gradient", "BinaryLossBenchmark", Domain.COLUMNS),
  /** The sum of each row. */
  ROW_SUMS("row-sums", "ReductionBenchmark", Domain.ROWS),
  /** The sum of each column. */
  COLUMN_SUMS("column-sums", "ReductionBenchmark", Domain.ROWS),
  /** Stochastic gradient descent with momentum. */
  MOMENTUM_STEP("momentum-step", "MomentumBenchmark", Domain.WEIGHTS);

  private final String id;
  private final String benchmark;
  private final Domain domain;

  Operation(String id, String benchmark, Domain domain) {
    this.id = id;
    this.benchmark = benchmark;
    this.domain = domain;
  }

  /** Its name on the command line and in files. */
  public String id() {
    return id;
  }

  /** The regular expression by which JMH finds its benchmark. */
  public String benchmark() {
    return "\\Q" + Operation.class.getPackageName() + "." + benchmark + ".\\E.*";
  }

  /** The shapes that are measured where none are named. */
  public List<Shape> shapes() {
    return domain.shapes().map(Shape::parse).toList();
  }

  /** Whether it multiplies matrices: its rate is in floating-point operations, not in elements. */
  public boolean isProduct() {
    return switch (domain) {
      case PRODUCTS, LAYERS, GRADIENTS -> true;
      case ELEMENTS, ROWS, COLUMNS, WEIGHTS -> false;
    };
  }

  /** Whether it does in one call what others do in several, and is compared with them. */
  public boolean isFused() {
    return switch (this) {
      case DENSE_RELU, DENSE_TANH, DENSE_MOMENTUM -> true;
      default -> gathers();
    };
  }

  /** Whether the left side of its product is rows by index. */
  boolean gathers() {
    return switch (this) {
      case GATHER_MATMUL, GATHER_DENSE_RELU, GATHER_DENSE_MOMENTUM -> true;
      default -> false;
    };
  }

  /** Whether it can be measured on a shape. */
  public boolean accepts(Shape shape) {
    return switch (domain) {
      case PRODUCTS -> shape.isProduct();
      case LAYERS -> shape.isProduct() && shape.transposed() == Transposed.NONE;
      case GRADIENTS -> shape.isProduct() && shape.transposed() == Transposed.LEFT;
      case COLUMNS -> !shape.isProduct() && shape.columns() == 1;
      case ELEMENTS, ROWS, WEIGHTS -> !shape.isProduct();
    };
  }

  /** Floating-point operations of a product, elements of the others: what a call gets done. */
  public double work(Shape shape) {
    return isProduct() ? shape.flops() : shape.elements();
  }

  /** The operation of a name. */
  public static Optional<Operation> named(String id) {
    return Arrays.stream(values()).filter(operation -> operation.id.equals(id)).findFirst();
  }

  /** What an operation works on. */
  private enum Domain {
    PRODUCTS,
    LAYERS,
    GRADIENTS,
    ELEMENTS,
    ROWS,
    COLUMNS,
    WEIGHTS;

    Stream<String> shapes() {
      return switch (this) {
        case PRODUCTS ->
            Stream.of(
                "256x256x256",
                "512x512x512",
                "1024x1024x1024",
                "2048x2048x2048",
                "8x200x784",
                "16x200x784",
                "32x100x784",
                "32x560x784",
                "128x100x784",
                "1024x100x784",
                "10000x100x784",
                "32x10x784",
                "784x200x8:left",
                "784x200x16:left",
                "784x560x32:left",
                "784x100x128:left",
                "97x89x101");
        case LAYERS -> Stream.of("8x200x784", "32x100x784", "32x560x784", "1024x100x784");
        case GRADIENTS ->
            Stream.of("784x200x8:left", "784x100x32:left", "784x560x32:left", "784x100x128:left");
        case ELEMENTS -> Stream.of("4096", "1048576");
        case ROWS -> Stream.of("32x8", "32x100", "32x1000", "1024x8", "1024x100", "1024x1000");
        case COLUMNS -> Stream.of("32x1", "1024x1");
        case WEIGHTS -> Stream.of("784x100", "784x560");
      };
    }
  }
}
