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
  sealed interface Key permits Key.Elements, Key.Rows, Key.Dense, LayerKey {
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

  /** Memory objects of the data that are handed over, in the layouts of matrices. */
  private final Handle[] data;

  private final List<Reorder> before = new ArrayList<>();
  private final List<Reorder> after = new ArrayList<>();

  /** A copy from one layout to another. */
  private record Reorder(Handle primitive, MemorySegment arguments) {}

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
          data = memories;
          arguments = arguments(Dnnl.ARG_SRC, Dnnl.ARG_DST);
        }
        case Key.Rows(Algorithm algorithm, int rows, int columns) -> {
          shapes = String.format(Locale.ROOT, "%s of %d x %d", algorithm, rows, columns);
          Handle matrix = own(Dnnl.matrix(rows, columns));
          primitive = own(Dnnl.softmax(engine, algorithm, matrix, shapes));
          memories = memories(engine, matrix, matrix);
          data = memories;
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
          data = memories;
          arguments = arguments(Dnnl.ARG_SRC, Dnnl.ARG_WEIGHTS, Dnnl.ARG_BIAS, Dnnl.ARG_DST);
        }
        case LayerKey layer -> {
          shapes = layer.toString();
          try (LayerKey.Description description = layer.describe(engine)) {
            primitive = own(Dnnl.primitive(description.primitive(), shapes));
            List<LayerKey.Argument> taken = description.arguments();
            data =
                memories(
                    engine, taken.stream().map(LayerKey.Argument::layout).toArray(Handle[]::new));
            memories = data.clone();
            for (int i = 0; i < memories.length; i++) {
              reorder(engine, description.primitive(), taken.get(i), i);
            }
            arguments = arguments(taken.stream().mapToInt(LayerKey.Argument::kind).toArray());
          }
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

  /** Puts memory of the primitive's own layout beside an argument's data if that is another. */
  private void reorder(Handle engine, Handle described, LayerKey.Argument argument, int i) {
    MemorySegment outside = argument.layout().pointer();
    MemorySegment inside = LayerCalls.argument(described, argument.kind());
    if (LayerCalls.equal(outside, inside)) {
      return;
    }
    memories[i] = own(Dnnl.memory(inside, engine, Dnnl.ALLOCATE, shapes));
    if (argument.written()) {
      after.add(
          new Reorder(
              own(LayerCalls.reorder(engine, inside, outside, shapes)),
              arguments(List.of(memories[i], data[i]), Dnnl.ARG_SRC, Dnnl.ARG_DST)));
    } else {
      before.add(
          new Reorder(
              own(LayerCalls.reorder(engine, outside, inside, shapes)),
              arguments(List.of(data[i], memories[i]), Dnnl.ARG_SRC, Dnnl.ARG_DST)));
    }
  }

  private MemorySegment arguments(int... kinds) {
    return arguments(List.of(memories), kinds);
  }

  private MemorySegment arguments(List<Handle> memories, int... kinds) {
    MemorySegment segment = arena.allocate(kinds.length * Dnnl.EXEC_ARG_BYTES, Long.BYTES);
    for (int i = 0; i < kinds.length; i++) {
      long at = i * Dnnl.EXEC_ARG_BYTES;
      segment.set(JAVA_INT, at, kinds[i]);
      segment.set(ADDRESS, at + Dnnl.EXEC_ARG_POINTER, memories.get(i).pointer());
    }
    return segment;
  }

  /** Sets the data in native memory, in the order of the arguments. */
  void setData(MemorySegment... segments) {
    for (int i = 0; i < segments.length; i++) {
      Dnnl.point(data[i], segments[i], shapes);
    }
  }

  /** Sets the data, and runs it on them with all copies between layouts. */
  void execute(Handle stream, MemorySegment... segments) {
    setData(segments);
    takeInputs(stream);
    execute(stream);
    returnOutputs(stream);
  }

  /** Copies the inputs that were set last to layouts that the primitive has chosen. */
  void takeInputs(Handle stream) {
    before.forEach(reorder -> run(reorder, stream));
  }

  /** Runs it on the data that were set last, without copies between layouts. */
  void execute(Handle stream) {
    Dnnl.execute(primitive, stream, memories.length, arguments, shapes);
  }

  /** Copies the outputs from layouts that the primitive has chosen to the data set last. */
  void returnOutputs(Handle stream) {
    after.forEach(reorder -> run(reorder, stream));
  }

  private void run(Reorder reorder, Handle stream) {
    Dnnl.execute(reorder.primitive, stream, 2, reorder.arguments, shapes);
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
