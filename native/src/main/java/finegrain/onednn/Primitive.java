package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A oneDNN primitive for one shape, with the memory objects of its arguments. Its data are matrices
 * without gaps in native memory. One thread at a time may use it.
 */
final class Primitive implements AutoCloseable {
  /** What a primitive computes, on which shapes: the key of the cache. */
  sealed interface Key {
    /** A function by elements. */
    record Elements(Algorithm algorithm, int count) implements Key {}

    /** A function by rows. */
    record Rows(Algorithm algorithm, int rows, int columns) implements Key {}

    /** A fully connected layer, and a function by elements of its results if there is one. */
    record Dense(int batch, int inputs, int units, Optional<Algorithm> function) implements Key {}
  }

  private final String shapes;
  private final Arena arena = Arena.ofShared();
  private final List<Handle> owned = new ArrayList<>();
  private final Handle[] memories;
  private final MemorySegment arguments;
  private final Handle primitive;

  /** Makes the primitive of a key. */
  Primitive(Key key, Handle engine) {
    boolean made = false;
    try {
      switch (key) {
        case Key.Elements(Algorithm algorithm, int count) -> {
          shapes = String.format(Locale.ROOT, "%s of %d elements", algorithm, count);
          Handle matrix = own(Dnnl.matrix(1, count));
          primitive = own(Dnnl.eltwise(engine, algorithm, matrix, shapes));
          memories = memories(engine, matrix, matrix);
          arguments = arguments(Dnnl.ARG_SRC, Dnnl.ARG_DST);
        }
        case Key.Rows(Algorithm algorithm, int rows, int columns) -> {
          shapes = String.format(Locale.ROOT, "%s of %d x %d", algorithm, rows, columns);
          Handle matrix = own(Dnnl.matrix(rows, columns));
          primitive = own(Dnnl.softmax(engine, algorithm, matrix, shapes));
          memories = memories(engine, matrix, matrix);
          arguments = arguments(Dnnl.ARG_SRC, Dnnl.ARG_DST);
        }
        case Key.Dense(int batch, int inputs, int units, Optional<Algorithm> function) -> {
          shapes = String.format(Locale.ROOT, "%d x %d by %d x %d", batch, inputs, inputs, units);
          Handle x = own(Dnnl.matrix(batch, inputs));
          Handle w = own(Dnnl.matrix(inputs, units));
          Handle bias = own(Dnnl.matrix(1, units));
          Handle y = own(Dnnl.matrix(batch, units));
          MemorySegment attributes =
              function
                  .map(each -> own(Dnnl.attributes(each, shapes)).pointer())
                  .orElse(MemorySegment.NULL);
          primitive = own(Dnnl.matmul(engine, x, w, bias, y, attributes, shapes));
          memories = memories(engine, x, w, bias, y);
          arguments = arguments(Dnnl.ARG_SRC, Dnnl.ARG_WEIGHTS, Dnnl.ARG_BIAS, Dnnl.ARG_DST);
        }
      }
      made = true;
    } finally {
      if (!made) {
        close();
      }
    }
  }

  private Handle own(Handle handle) {
    owned.add(handle);
    return handle;
  }

  private Handle[] memories(Handle engine, Handle... descriptions) {
    Handle[] made = new Handle[descriptions.length];
    for (int i = 0; i < made.length; i++) {
      made[i] = own(Dnnl.memory(descriptions[i], engine, shapes));
    }
    return made;
  }

  private MemorySegment arguments(int... kinds) {
    MemorySegment segment = arena.allocate(kinds.length * Dnnl.EXEC_ARG_BYTES, Long.BYTES);
    for (int i = 0; i < kinds.length; i++) {
      long at = i * Dnnl.EXEC_ARG_BYTES;
      segment.set(JAVA_INT, at, kinds[i]);
      segment.set(ADDRESS, at + Dnnl.EXEC_ARG_POINTER, memories[i].pointer());
    }
    return segment;
  }

  /** Sets the data in native memory, in the order of the arguments; the last is written. */
  void setData(MemorySegment... data) {
    for (int i = 0; i < data.length; i++) {
      Dnnl.point(memories[i], data[i], shapes);
    }
  }

  /** Sets the data, and runs it on them. */
  void execute(Handle stream, MemorySegment... data) {
    setData(data);
    execute(stream);
  }

  /** Runs it on the data that were set last. */
  void execute(Handle stream) {
    Dnnl.execute(primitive, stream, memories.length, arguments, shapes);
  }

  @Override
  public void close() {
    // An object may use those that were made before it.
    for (Handle handle : owned.reversed()) {
      handle.close();
    }
    arena.close();
  }
}
