package finegrain.onednn;

import finegrain.kernels.Matrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Native memory that is aligned to a cache line and grows on demand. */
final class NativeBuffer implements AutoCloseable {
  private static final long LINE_BYTES = 64;

  private Arena arena = Arena.ofShared();
  private MemorySegment memory = arena.allocate(LINE_BYTES, LINE_BYTES);

  /** Memory for so many floats, of any content; valid until the next call. */
  MemorySegment floats(long count) {
    long bytes = count * Float.BYTES;
    if (memory.byteSize() < bytes) {
      arena.close();
      arena = Arena.ofShared();
      memory = arena.allocate(bytes, LINE_BYTES);
    }
    return memory;
  }

  /** Memory that holds the elements of a matrix, row after row without gaps. */
  MemorySegment holding(Matrix x) {
    MemorySegment to = floats((long) x.rows() * x.columns());
    for (int row = 0; row < x.rows(); row++) {
      MemorySegment.copy(
          x.array(),
          x.rowOffset(row),
          to,
          ValueLayout.JAVA_FLOAT,
          (long) row * x.columns() * Float.BYTES,
          x.columns());
    }
    return to;
  }

  /** Copies elements that stand row after row without gaps back to a matrix. */
  static void copy(MemorySegment from, Matrix y) {
    for (int row = 0; row < y.rows(); row++) {
      MemorySegment.copy(
          from,
          ValueLayout.JAVA_FLOAT,
          (long) row * y.columns() * Float.BYTES,
          y.array(),
          y.rowOffset(row),
          y.columns());
    }
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
