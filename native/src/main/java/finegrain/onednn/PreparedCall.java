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
import java.util.Optional;

/**
 * One operation by oneDNN as a C program would call it: on native memory aligned to 64 bytes, by a
 * primitive that is prepared with its arguments. It is for comparisons of speed. Only the thread
 * that opens it may use it.
 */
@SuppressWarnings("exports") // The benchmarks, which use it, are on the class path.
public final class PreparedCall implements AutoCloseable {
  private static final long LINE_BYTES = 64;

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
      MemorySegment[] data =
          operands.matrices().stream().map(this::copy).toArray(MemorySegment[]::new);
      data[data.length - 1] = nativeOutput;
      made.setData(data);
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
    return operation == Operation.MATMUL || function(operation).isPresent();
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
    if (operation.isProduct()) {
      return new Primitive.Key.Dense(shape.rows(), shape.inner(), shape.columns(), function);
    }
    Algorithm algorithm = function.orElseThrow();
    return operation.kind() == Operation.Kind.ROWS
        ? new Primitive.Key.Rows(algorithm, shape.rows(), shape.columns())
        : new Primitive.Key.Elements(algorithm, shape.rows() * shape.columns());
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
