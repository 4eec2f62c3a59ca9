package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * oneDNN as a C program would call it: on native memory aligned to 64 bytes, with primitives that
 * are made and given their arguments beforehand. It stands in this package to reach the bindings,
 * which the module does not export. For one thread, the one that opens it.
 */
public final class OneDnnRival implements AutoCloseable {
  private static final long LINE_BYTES = 64;

  private final Arena arena = Arena.ofShared();
  private final List<Handle> owned = new ArrayList<>();
  private final Matrix output;
  private final MemorySegment nativeOutput;
  private final Runnable call;

  private OneDnnRival(int threads, int rows, int columns, Body body) {
    if (new OneDnnBackend().availability() instanceof Unavailable(String reason)) {
      throw new IllegalStateException(reason);
    }
    if (threads > 1 && !OpenMp.isPresent()) {
      throw new IllegalStateException("this oneDNN has no OpenMP");
    }
    OpenMp.useThreads(threads);
    output = Matrix.allocate(rows, columns);
    nativeOutput = arena.allocate((long) rows * columns * Float.BYTES, LINE_BYTES);
    call = body.prepare(this);
  }

  private interface Body {
    Runnable prepare(OneDnnRival rival);
  }

  /**
   * {@code dnnl_sgemm}.
   *
   * @throws IllegalStateException if oneDNN cannot run here
   */
  public static OneDnnRival matmul(Transposed transposed, Matrix a, Matrix b, int threads) {
    boolean left = transposed == Transposed.LEFT;
    boolean right = transposed == Transposed.RIGHT;
    int rows = left ? a.columns() : a.rows();
    int inner = left ? a.rows() : a.columns();
    int columns = right ? b.rows() : b.columns();
    return new OneDnnRival(
        threads,
        rows,
        columns,
        rival -> {
          MemorySegment x = rival.copy(a);
          MemorySegment w = rival.copy(b);
          MemorySegment y = rival.nativeOutput;
          int strideA = a.columns();
          int strideB = b.columns();
          return () ->
              Dnnl.sgemm(
                  false, left, right, rows, columns, inner, x, strideA, w, strideB, 0, y, columns);
        });
  }

  /**
   * The matmul primitive with a bias, and ReLU or tanh as a post-operation.
   *
   * @throws IllegalStateException if oneDNN cannot run here
   */
  public static OneDnnRival dense(Matrix x, Matrix w, Matrix bias, boolean relu, int threads) {
    return new OneDnnRival(
        threads,
        x.rows(),
        w.columns(),
        rival -> {
          String shapes = x + " by " + w;
          Handle engine = rival.own(Dnnl.engine());
          Handle source = rival.own(Dnnl.matrix(x.rows(), x.columns()));
          Handle weights = rival.own(Dnnl.matrix(w.rows(), w.columns()));
          Handle added = rival.own(Dnnl.matrix(1, w.columns()));
          Handle target = rival.own(Dnnl.matrix(x.rows(), w.columns()));
          Handle attributes =
              rival.own(Dnnl.attributes(relu ? Algorithm.RELU : Algorithm.TANH, shapes));
          Handle primitive =
              rival.own(
                  Dnnl.matmul(
                      engine, source, weights, added, target, attributes.pointer(), shapes));
          return rival.execution(
              engine,
              primitive,
              shapes,
              new int[] {Dnnl.ARG_SRC, Dnnl.ARG_WEIGHTS, Dnnl.ARG_BIAS, Dnnl.ARG_DST},
              new Handle[] {source, weights, added, target},
              new MemorySegment[] {
                rival.copy(x), rival.copy(w), rival.copy(bias), rival.nativeOutput
              });
        });
  }

  /**
   * The eltwise primitive, or the softmax primitive.
   *
   * @param function exp, relu, tanh, logistic, softmax or log_softmax
   * @throws IllegalStateException if oneDNN cannot run here
   */
  public static OneDnnRival function(String function, Matrix x, int threads) {
    Algorithm algorithm = Algorithm.valueOf(function.toUpperCase(java.util.Locale.ROOT));
    return new OneDnnRival(
        threads,
        x.rows(),
        x.columns(),
        rival -> {
          String shapes = function + " of " + x;
          Handle engine = rival.own(Dnnl.engine());
          Handle matrix = rival.own(Dnnl.matrix(x.rows(), x.columns()));
          boolean byRows = algorithm == Algorithm.SOFTMAX || algorithm == Algorithm.LOG_SOFTMAX;
          Handle primitive =
              rival.own(
                  byRows
                      ? Dnnl.softmax(engine, algorithm, matrix, shapes)
                      : Dnnl.eltwise(engine, algorithm, matrix, shapes));
          return rival.execution(
              engine,
              primitive,
              shapes,
              new int[] {Dnnl.ARG_SRC, Dnnl.ARG_DST},
              new Handle[] {matrix, matrix},
              new MemorySegment[] {rival.copy(x), rival.nativeOutput});
        });
  }

  private Runnable execution(
      Handle engine,
      Handle primitive,
      String shapes,
      int[] kinds,
      Handle[] descriptions,
      MemorySegment[] data) {
    Handle stream = own(Dnnl.stream(engine));
    int count = kinds.length;
    MemorySegment arguments = arena.allocate(count * Dnnl.EXEC_ARG_BYTES, Long.BYTES);
    for (int i = 0; i < count; i++) {
      Handle memory = own(Dnnl.memory(descriptions[i], engine, shapes));
      Dnnl.point(memory, data[i], shapes);
      arguments.set(JAVA_INT, i * Dnnl.EXEC_ARG_BYTES, kinds[i]);
      arguments.set(ADDRESS, i * Dnnl.EXEC_ARG_BYTES + Dnnl.EXEC_ARG_POINTER, memory.pointer());
    }
    return () -> Dnnl.execute(primitive, stream, count, arguments, shapes);
  }

  private Handle own(Handle handle) {
    owned.add(handle);
    return handle;
  }

  private MemorySegment copy(Matrix x) {
    if (x.stride() != x.columns()) {
      throw new IllegalArgumentException("the operands have no gaps");
    }
    long count = (long) x.rows() * x.columns();
    MemorySegment made = arena.allocate(count * Float.BYTES, LINE_BYTES);
    MemorySegment.copy(x.array(), x.offset(), made, JAVA_FLOAT, 0, (int) count);
    return made;
  }

  /** Its version and instruction set. */
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
    // What was made last may use what was made before.
    for (Handle handle : owned.reversed()) {
      handle.close();
    }
    arena.close();
  }
}
