package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * oneDNN's C functions that make and run primitives, as dnnl.h of version 3.11 declares them. This
 * class may be used only after {@link OneDnnLibrary#ofThisProcess} has said that the library is
 * loaded.
 */
final class Dnnl {
  /** Arguments of a primitive, {@code DNNL_ARG_*}. */
  static final int ARG_SRC = 1;

  static final int ARG_DST = 17;
  static final int ARG_WEIGHTS = 33;
  static final int ARG_BIAS = 41;

  /** {@code DNNL_MEMORY_ALLOCATE}: oneDNN allocates the memory, and frees it with its object. */
  static final MemorySegment ALLOCATE = MemorySegment.ofAddress(-1);

  /** {@code dnnl_exec_arg_t}: an int, and a pointer after 4 bytes of padding. */
  static final long EXEC_ARG_BYTES = 16;

  static final long EXEC_ARG_POINTER = 8;

  static final int F32 = 3;

  private static final int CPU = 1;
  private static final int FORWARD_INFERENCE = 96;
  private static final int IN_ORDER = 1;

  private static final SymbolLookup SYMBOLS = OneDnnLibrary.loaded().symbols();

  private static final MethodHandle ISA = bind("dnnl_get_effective_cpu_isa");
  private static final MethodHandle ENGINE_CREATE =
      bind("dnnl_engine_create", ADDRESS, JAVA_INT, JAVA_LONG);
  private static final MethodHandle ENGINE_DESTROY = bind("dnnl_engine_destroy", ADDRESS);
  private static final MethodHandle STREAM_CREATE =
      bind("dnnl_stream_create", ADDRESS, ADDRESS, JAVA_INT);
  private static final MethodHandle STREAM_WAIT = bind("dnnl_stream_wait", ADDRESS);
  private static final MethodHandle STREAM_DESTROY = bind("dnnl_stream_destroy", ADDRESS);
  private static final MethodHandle DESC_CREATE =
      bind("dnnl_memory_desc_create_with_strides", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
  static final MethodHandle DESC_DESTROY = bind("dnnl_memory_desc_destroy", ADDRESS);
  private static final MethodHandle MEMORY_CREATE =
      bind("dnnl_memory_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
  private static final MethodHandle MEMORY_SET =
      bind("dnnl_memory_set_data_handle", ADDRESS, ADDRESS);
  private static final MethodHandle MEMORY_DESTROY = bind("dnnl_memory_destroy", ADDRESS);
  private static final MethodHandle ATTR_CREATE = bind("dnnl_primitive_attr_create", ADDRESS);
  private static final MethodHandle ATTR_DESTROY = bind("dnnl_primitive_attr_destroy", ADDRESS);
  private static final MethodHandle ATTR_POST_OPS =
      bind("dnnl_primitive_attr_set_post_ops", ADDRESS, ADDRESS);
  private static final MethodHandle POST_OPS_CREATE = bind("dnnl_post_ops_create", ADDRESS);
  private static final MethodHandle POST_OPS_DESTROY = bind("dnnl_post_ops_destroy", ADDRESS);
  private static final MethodHandle POST_OPS_ELTWISE =
      bind("dnnl_post_ops_append_eltwise", ADDRESS, JAVA_INT, JAVA_FLOAT, JAVA_FLOAT);
  private static final MethodHandle MATMUL =
      bind(
          "dnnl_matmul_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle ELTWISE =
      bind(
          "dnnl_eltwise_forward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_FLOAT,
          ADDRESS);
  private static final MethodHandle SOFTMAX =
      bind(
          "dnnl_softmax_forward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS);
  static final MethodHandle DESCRIPTION_DESTROY = bind("dnnl_primitive_desc_destroy", ADDRESS);
  private static final MethodHandle PRIMITIVE_CREATE =
      bind("dnnl_primitive_create", ADDRESS, ADDRESS);
  private static final MethodHandle PRIMITIVE_DESTROY = bind("dnnl_primitive_destroy", ADDRESS);
  private static final MethodHandle EXECUTE =
      bind("dnnl_primitive_execute", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);

  private Dnnl() {}

  /** A function that returns a {@code dnnl_status_t}. */
  static MethodHandle bind(String name, MemoryLayout... arguments) {
    return link(name, FunctionDescriptor.of(JAVA_INT, arguments));
  }

  /** A function of the library. */
  @SuppressWarnings("restricted")
  static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(SYMBOLS.findOrThrow(name), type, options);
  }

  /** {@code dnnl_cpu_isa_t}: the instruction set that oneDNN generates code for. */
  static int effectiveIsa() {
    try {
      return (int) ISA.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Calls a function of one pointer. */
  static void call(MethodHandle function, MemorySegment argument, String name) {
    try {
      OneDnnException.check((int) function.invokeExact(argument), name, "one object");
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A call that makes an object and stores a pointer to it. */
  interface Creation {
    /** Returns a {@code dnnl_status_t}. */
    int create(MemorySegment pointer) throws Throwable;
  }

  /** The object of a call. */
  static Handle make(String function, String shapes, MethodHandle destroy, Creation creation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ADDRESS);
      OneDnnException.check(creation.create(pointer), function, shapes);
      return new Handle(pointer.get(ADDRESS, 0), destroy);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The processors of this machine. */
  static Handle engine() {
    return make(
        "dnnl_engine_create",
        "the CPU",
        ENGINE_DESTROY,
        made -> (int) ENGINE_CREATE.invokeExact(made, CPU, 0L));
  }

  /** An execution context. */
  static Handle stream(Handle engine) {
    return make(
        "dnnl_stream_create",
        "the CPU",
        STREAM_DESTROY,
        made -> (int) STREAM_CREATE.invokeExact(made, engine.pointer(), IN_ORDER));
  }

  /** The description of a row-major matrix of floats without gaps. */
  static Handle matrix(long rows, long columns) {
    return tensor(new long[] {rows, columns}, new long[] {columns, 1});
  }

  /** The description of floats at so many elements from one to the next along each axis. */
  static Handle tensor(long[] lengths, long[] steps) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sizes = arena.allocateFrom(JAVA_LONG, lengths);
      MemorySegment strides = arena.allocateFrom(JAVA_LONG, steps);
      return make(
          "dnnl_memory_desc_create_with_strides",
          LongStream.of(lengths).mapToObj(Long::toString).collect(Collectors.joining(" x ")),
          DESC_DESTROY,
          made -> (int) DESC_CREATE.invokeExact(made, lengths.length, sizes, F32, strides));
    }
  }

  /** A memory object of a described shape, which points nowhere yet. */
  static Handle memory(Handle description, Handle engine, String shapes) {
    return memory(description.pointer(), engine, MemorySegment.NULL, shapes);
  }

  /**
   * A memory object of a described shape.
   *
   * @param data its memory, or {@link #ALLOCATE}
   */
  static Handle memory(
      MemorySegment description, Handle engine, MemorySegment data, String shapes) {
    return make(
        "dnnl_memory_create",
        shapes,
        MEMORY_DESTROY,
        made -> (int) MEMORY_CREATE.invokeExact(made, description, engine.pointer(), data));
  }

  /** Points a memory object to native memory. */
  static void point(Handle memory, MemorySegment data, String shapes) {
    try {
      int status = (int) MEMORY_SET.invokeExact(memory.pointer(), data);
      OneDnnException.check(status, "dnnl_memory_set_data_handle", shapes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Attributes that apply a function by elements to a primitive's result. */
  static Handle attributes(Algorithm function, String shapes) {
    try (Handle operations =
        make(
            "dnnl_post_ops_create",
            shapes,
            POST_OPS_DESTROY,
            made -> (int) POST_OPS_CREATE.invokeExact(made))) {
      int status =
          (int) POST_OPS_ELTWISE.invokeExact(operations.pointer(), function.code(), 0f, 0f);
      OneDnnException.check(status, "dnnl_post_ops_append_eltwise", shapes);
      Handle attributes =
          make(
              "dnnl_primitive_attr_create",
              shapes,
              ATTR_DESTROY,
              made -> (int) ATTR_CREATE.invokeExact(made));
      status = (int) ATTR_POST_OPS.invokeExact(attributes.pointer(), operations.pointer());
      OneDnnException.check(status, "dnnl_primitive_attr_set_post_ops", shapes);
      return attributes;
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** y = x w + bias, with attributes, which may be NULL. */
  static Handle matmul(
      Handle engine,
      Handle x,
      Handle w,
      Handle bias,
      Handle y,
      MemorySegment attributes,
      String shapes) {
    return primitive(
        "dnnl_matmul_primitive_desc_create",
        shapes,
        made ->
            (int)
                MATMUL.invokeExact(
                    made,
                    engine.pointer(),
                    x.pointer(),
                    w.pointer(),
                    bias.pointer(),
                    y.pointer(),
                    attributes));
  }

  /** A function by elements; source and destination are described alike. */
  static Handle eltwise(Handle engine, Algorithm algorithm, Handle matrix, String shapes) {
    return primitive(
        "dnnl_eltwise_forward_primitive_desc_create",
        shapes,
        made ->
            (int)
                ELTWISE.invokeExact(
                    made,
                    engine.pointer(),
                    FORWARD_INFERENCE,
                    algorithm.code(),
                    matrix.pointer(),
                    matrix.pointer(),
                    0f,
                    0f,
                    MemorySegment.NULL));
  }

  /** A softmax, or its logarithm, of each row; source and destination are described alike. */
  static Handle softmax(Handle engine, Algorithm algorithm, Handle matrix, String shapes) {
    return primitive(
        "dnnl_softmax_forward_primitive_desc_create",
        shapes,
        made ->
            (int)
                SOFTMAX.invokeExact(
                    made,
                    engine.pointer(),
                    FORWARD_INFERENCE,
                    algorithm.code(),
                    matrix.pointer(),
                    matrix.pointer(),
                    1,
                    MemorySegment.NULL));
  }

  /** The primitive of a description, which exists for this call alone. */
  private static Handle primitive(String function, String shapes, Creation description) {
    try (Handle described = make(function, shapes, DESCRIPTION_DESTROY, description)) {
      return primitive(described, shapes);
    }
  }

  /** The primitive of a description. */
  static Handle primitive(Handle described, String shapes) {
    return make(
        "dnnl_primitive_create",
        shapes,
        PRIMITIVE_DESTROY,
        made -> (int) PRIMITIVE_CREATE.invokeExact(made, described.pointer()));
  }

  /** Runs a primitive to its end. */
  static void execute(
      Handle primitive, Handle stream, int count, MemorySegment arguments, String shapes) {
    try {
      int status =
          (int) EXECUTE.invokeExact(primitive.pointer(), stream.pointer(), count, arguments);
      OneDnnException.check(status, "dnnl_primitive_execute", shapes);
      status = (int) STREAM_WAIT.invokeExact(stream.pointer());
      OneDnnException.check(status, "dnnl_stream_wait", shapes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The exception to throw for what a downcall threw. */
  static RuntimeException unexpected(Throwable e) {
    return switch (e) {
      case RuntimeException unchecked -> unchecked;
      case Error error -> throw error;
      default -> new IllegalStateException("a call of oneDNN ended unexpectedly", e);
    };
  }
}
