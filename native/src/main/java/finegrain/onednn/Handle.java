package finegrain.onednn;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** An object that oneDNN has made, destroyed when closed. For one thread at a time. */
final class Handle implements AutoCloseable {
  private final MethodHandle destroy;
  private MemorySegment pointer;

  Handle(MemorySegment pointer, MethodHandle destroy) {
    this.pointer = pointer;
    this.destroy = destroy;
  }

  /** The pointer to it, NULL once it is closed. */
  MemorySegment pointer() {
    return pointer;
  }

  @Override
  public void close() {
    if (pointer.address() != 0) {
      Dnnl.call(destroy, pointer, "a destructor");
      pointer = MemorySegment.NULL;
    }
  }
}
