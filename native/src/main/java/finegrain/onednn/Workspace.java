package finegrain.onednn;

import java.lang.foreign.MemorySegment;

/** The objects of oneDNN that the operations of some kernels share. They are freed together. */
final class Workspace implements AutoCloseable {
  /** More than a network has shapes. */
  private static final int PRIMITIVES = 64;

  private final int threads;
  private final Handle engine;
  private final Handle stream;
  private final PrimitiveCache primitives;
  private boolean closed;

  /**
   * A workspace whose calls use so many threads, the calling one included.
   *
   * @throws OneDnnException if oneDNN fails
   */
  Workspace(int threads) {
    this.threads = threads;
    engine = Dnnl.engine();
    stream = Dnnl.stream(engine);
    primitives = new PrimitiveCache(engine, PRIMITIVES);
  }

  /**
   * Prepares a call of oneDNN. It is needed before each operation, because any thread may call.
   *
   * @throws IllegalStateException if the workspace is closed
   */
  void enter() {
    if (closed) {
      throw new IllegalStateException("these kernels are closed");
    }
    OpenMp.useThreads(threads);
  }

  /** Runs a primitive on data in native memory, in the order of its arguments. */
  void execute(Primitive.Key key, MemorySegment... data) {
    primitives.get(key).execute(stream, data);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      primitives.close();
      stream.close();
      engine.close();
    }
  }
}
