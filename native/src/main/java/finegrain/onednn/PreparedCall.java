package finegrain.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Shape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One operation by oneDNN as a C program would call it: on native memory aligned to 64 bytes, by a
 * primitive that is prepared with its arguments, in the layouts that oneDNN prefers. It is for
 * comparisons of speed. Only the thread that opens it may use it.
 */
@SuppressWarnings("exports") // The benchmarks, which use it, are on the class path.
public final class PreparedCall implements AutoCloseable {
  private static final long LINE_BYTES = 64;

  /** That of the registry. */
  private static final float EPSILON = 1e-5f;

  private final Arena arena = Arena.ofShared();
  private final Handle engine;
  private final Handle stream;
  private final Matrix output;
  private final MemorySegment nativeOutput;
  private final Optional<Primitive> primitive;
  private final Runnable call;

  private PreparedCall(Operands operands) {
    output = Matrix.allocate(operands.result().rows(), operands.result().columns());
    nativeOutput =
        arena.allocate((long) output.rows() * output.columns() * Float.BYTES, LINE_BYTES);
    engine = Dnnl.engine();
    stream = Dnnl.stream(engine);
    if (operands.problem().operation() == Operation.MATMUL) {
      primitive = Optional.empty();
      call = sgemm(operands);
    } else {
      Primitive made = new Primitive(key(operands), engine);
      List<MemorySegment> data = new ArrayList<>();
      for (Matrix matrix : inputs(operands)) {
        data.add(matrix == operands.result() ? nativeOutput : copy(matrix));
      }
      made.setData(data.toArray(MemorySegment[]::new));
      made.takeInputs(stream);
      primitive = Optional.of(made);
      call = () -> made.execute(stream);
    }
  }

  /**
   * A call on copies of some operands.
   *
   * @param threads of OpenMP, the calling one included
   * @throws IllegalStateException if oneDNN cannot run here, or has no such call
   */
  public static PreparedCall of(Operands operands, int threads) {
    if (!has(operands.problem().operation())) {
      throw new IllegalStateException("it has no " + operands.problem().operation().id());
    }
    if (new OneDnnBackend().availability() instanceof Unavailable(String reason)) {
      throw new IllegalStateException(reason);
    }
    if (threads > 1 && !OpenMp.isPresent()) {
      throw new IllegalStateException("this oneDNN has no OpenMP");
    }
    OpenMp.useThreads(threads);
    return new PreparedCall(operands);
  }

  /** Whether oneDNN has a single call that does an operation. */
  public static boolean has(Operation operation) {
    return operation == Operation.MATMUL || function(operation).isPresent() || isLayer(operation);
  }

  private static boolean isLayer(Operation operation) {
    return switch (operation) {
      case CONVOLUTION,
          CONVOLUTION_INPUT_GRADIENT,
          CONVOLUTION_WEIGHT_GRADIENT,
          BATCH_NORMALISE,
          BATCH_NORMALISE_RELU,
          BATCH_NORMALISE_GRADIENT,
          LAYER_NORMALISE,
          LAYER_NORMALISE_GRADIENT ->
          true;
      default -> false;
    };
  }

  /** The matrices that the primitive takes: the two rows of statistics one by one. */
  private static List<Matrix> inputs(Operands operands) {
    Operation operation = operands.problem().operation();
    List<Matrix> taken = new ArrayList<>();
    for (int i = 0; i < operands.matrices().size(); i++) {
      Matrix matrix = operands.matrix(i);
      if (isLayer(operation) && operation.operands().get(i).name().equals("statistics")) {
        taken.add(row(matrix, 0));
        Matrix second = row(matrix, 1);
        taken.add(operation == Operation.LAYER_NORMALISE_GRADIENT ? variances(second) : second);
      } else {
        taken.add(matrix);
      }
    }
    return taken;
  }

  private static Matrix row(Matrix x, int row) {
    return Matrix.of(x.array(), x.rowOffset(row), 1, x.columns(), x.columns());
  }

  /** The variances whose roots' inverses are given, without an epsilon. */
  private static Matrix variances(Matrix roots) {
    Matrix variances = Matrix.allocate(1, roots.columns());
    for (int i = 0; i < roots.columns(); i++) {
      variances.set(0, i, 1 / (roots.get(0, i) * roots.get(0, i)));
    }
    return variances;
  }

  private static Optional<Algorithm> function(Operation operation) {
    return switch (operation) {
      case EXP -> Optional.of(Algorithm.EXP);
      case RELU, DENSE_RELU -> Optional.of(Algorithm.RELU);
      case TANH, DENSE_TANH -> Optional.of(Algorithm.TANH);
      case SIGMOID -> Optional.of(Algorithm.LOGISTIC);
      case SOFTMAX -> Optional.of(Algorithm.SOFTMAX);
      case LOG_SOFTMAX -> Optional.of(Algorithm.LOG_SOFTMAX);
      default -> Optional.empty();
    };
  }

  private static Primitive.Key key(Operands operands) {
    Operation operation = operands.problem().operation();
    Shape shape = operands.problem().shape();
    Optional<Algorithm> function = function(operation);
    if (isLayer(operation)) {
      return layerKey(operation, shape);
    }
    if (operation.isProduct()) {
      return new Primitive.Key.Dense(shape.rows(), shape.inner(), shape.columns(), function);
    }
    Algorithm algorithm = function.orElseThrow();
    return operation.kind() == Operation.Kind.ROWS
        ? new Primitive.Key.Rows(algorithm, shape.rows(), shape.columns())
        : new Primitive.Key.Elements(algorithm, shape.rows() * shape.columns());
  }

  /** With layouts of oneDNN's choice. */
  private static Primitive.Key layerKey(Operation operation, Shape shape) {
    int samples = shape.rows();
    return switch (operation) {
      case CONVOLUTION ->
          new LayerKey.Convolved(LayerKey.Pass.FORWARD, shape.convolution(), samples, true);
      case CONVOLUTION_INPUT_GRADIENT ->
          new LayerKey.Convolved(LayerKey.Pass.INPUT_GRADIENT, shape.convolution(), samples, true);
      case CONVOLUTION_WEIGHT_GRADIENT ->
          new LayerKey.Convolved(LayerKey.Pass.WEIGHT_GRADIENT, shape.convolution(), samples, true);
      case LAYER_NORMALISE, LAYER_NORMALISE_GRADIENT -> {
        boolean backward = operation == Operation.LAYER_NORMALISE_GRADIENT;
        yield new LayerKey.Tokens(
            backward,
            samples * shape.image().positions(),
            shape.image().channels(),
            backward ? 0 : EPSILON);
      }
      default ->
          new LayerKey.Batch(
              operation == Operation.BATCH_NORMALISE_GRADIENT,
              samples,
              shape.image().positions(),
              shape.image().channels(),
              EPSILON,
              operation == Operation.BATCH_NORMALISE_RELU);
    };
  }

  private Runnable sgemm(Operands operands) {
    Shape shape = operands.problem().shape();
    boolean left = shape.transposed() == Transposed.LEFT;
    boolean right = shape.transposed() == Transposed.RIGHT;
    MemorySegment a = copy(operands.matrix(0));
    MemorySegment b = copy(operands.matrix(1));
    int strideA = operands.matrix(0).columns();
    int strideB = operands.matrix(1).columns();
    int rows = shape.rows();
    int columns = shape.columns();
    int inner = shape.inner();
    return () ->
        Sgemm.call(
            false,
            left,
            right,
            rows,
            columns,
            inner,
            a,
            strideA,
            b,
            strideB,
            0,
            nativeOutput,
            columns);
  }

  private MemorySegment copy(Matrix x) {
    if (x.stride() != x.columns()) {
      throw new IllegalArgumentException("the operands have no gaps");
    }
    int count = x.rows() * x.columns();
    MemorySegment made = arena.allocate((long) count * Float.BYTES, LINE_BYTES);
    MemorySegment.copy(x.array(), x.offset(), made, JAVA_FLOAT, 0, count);
    return made;
  }

  /** The version of oneDNN and its instruction set. */
  public String description() {
    return switch (new OneDnnBackend().availability()) {
      case Available(String description) -> description;
      case Unavailable(String reason) -> throw new IllegalStateException(reason);
    };
  }

  /** Calls oneDNN once. */
  public void run() {
    call.run();
  }

  /** What the last call computed. */
  public Matrix output() {
    primitive.ifPresent(each -> each.returnOutputs(stream));
    NativeBuffer.copy(nativeOutput, output);
    return output;
  }

  @Override
  public void close() {
    primitive.ifPresent(Primitive::close);
    stream.close();
    engine.close();
    arena.close();
  }
}
