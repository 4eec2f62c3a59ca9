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

  /** {@code dnnl_exec_arg_t}: an int, and a pointer after 4 bytes of padding. */
  static final long EXEC_ARG_BYTES = 16;

  static final long EXEC_ARG_POINTER = 8;

  private static final int CPU = 1;
  private static final int F32 = 3;
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
  private static final MethodHandle DESC_DESTROY = bind("dnnl_memory_desc_destroy", ADDRESS);
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
  private static final MethodHandle DESCRIPTION_DESTROY =
      bind("dnnl_primitive_desc_destroy", ADDRESS);
  private static final MethodHandle PRIMITIVE_CREATE =
      bind("dnnl_primitive_create", ADDRESS, ADDRESS);
  private static final MethodHandle PRIMITIVE_DESTROY = bind("dnnl_primitive_destroy", ADDRESS);
  private static final MethodHandle EXECUTE =
      bind("dnnl_primitive_execute", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);

  private Dnnl() {}

  private static MethodHandle bind(String name, MemoryLayout... arguments) {
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

  /** The processors of this machine. */
  static Handle engine() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status = (int) ENGINE_CREATE.invokeExact(made, CPU, 0L);
      OneDnnException.check(status, "dnnl_engine_create", "the CPU");
      return new Handle(made.get(ADDRESS, 0), ENGINE_DESTROY);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** An execution context. */
  static Handle stream(Handle engine) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status = (int) STREAM_CREATE.invokeExact(made, engine.pointer(), IN_ORDER);
      OneDnnException.check(status, "dnnl_stream_create", "the CPU");
      return new Handle(made.get(ADDRESS, 0), STREAM_DESTROY);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The description of a row-major matrix of floats without gaps. */
  static Handle matrix(long rows, long columns) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      MemorySegment sizes = arena.allocateFrom(JAVA_LONG, rows, columns);
      MemorySegment strides = arena.allocateFrom(JAVA_LONG, columns, 1);
      int status = (int) DESC_CREATE.invokeExact(made, 2, sizes, F32, strides);
      OneDnnException.check(status, "dnnl_memory_desc_create_with_strides", rows + " x " + columns);
      return new Handle(made.get(ADDRESS, 0), DESC_DESTROY);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A memory object of a described shape, which points nowhere yet. */
  static Handle memory(Handle description, Handle engine, String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status =
          (int)
              MEMORY_CREATE.invokeExact(
                  made, description.pointer(), engine.pointer(), MemorySegment.NULL);
      OneDnnException.check(status, "dnnl_memory_create", shapes);
      return new Handle(made.get(ADDRESS, 0), MEMORY_DESTROY);
    } catch (Throwable e) {
      throw unexpected(e);
    }
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
  static Handle attributes(Algorithm postOperation, String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status = (int) POST_OPS_CREATE.invokeExact(made);
      OneDnnException.check(status, "dnnl_post_ops_create", shapes);
      try (Handle operations = new Handle(made.get(ADDRESS, 0), POST_OPS_DESTROY)) {
        status =
            (int) POST_OPS_ELTWISE.invokeExact(operations.pointer(), postOperation.code(), 0f, 0f);
        OneDnnException.check(status, "dnnl_post_ops_append_eltwise", shapes);
        status = (int) ATTR_CREATE.invokeExact(made);
        OneDnnException.check(status, "dnnl_primitive_attr_create", shapes);
        Handle attributes = new Handle(made.get(ADDRESS, 0), ATTR_DESTROY);
        status = (int) ATTR_POST_OPS.invokeExact(attributes.pointer(), operations.pointer());
        OneDnnException.check(status, "dnnl_primitive_attr_set_post_ops", shapes);
        return attributes;
      }
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
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status =
          (int)
              MATMUL.invokeExact(
                  made,
                  engine.pointer(),
                  x.pointer(),
                  w.pointer(),
                  bias.pointer(),
                  y.pointer(),
                  attributes);
      OneDnnException.check(status, "dnnl_matmul_primitive_desc_create", shapes);
      return primitive(made, shapes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A function by elements; source and destination are described alike. */
  static Handle eltwise(Handle engine, Algorithm algorithm, Handle matrix, String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status =
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
                  MemorySegment.NULL);
      OneDnnException.check(status, "dnnl_eltwise_forward_primitive_desc_create", shapes);
      return primitive(made, shapes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A softmax, or its logarithm, of each row; source and destination are described alike. */
  static Handle softmax(Handle engine, Algorithm algorithm, Handle matrix, String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment made = arena.allocate(ADDRESS);
      int status =
          (int)
              SOFTMAX.invokeExact(
                  made,
                  engine.pointer(),
                  FORWARD_INFERENCE,
                  algorithm.code(),
                  matrix.pointer(),
                  matrix.pointer(),
                  1,
                  MemorySegment.NULL);
      OneDnnException.check(status, "dnnl_softmax_forward_primitive_desc_create", shapes);
      return primitive(made, shapes);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The primitive of the primitive descriptor that was just made, which is destroyed. */
  private static Handle primitive(MemorySegment made, String shapes) throws Throwable {
    try (Handle description = new Handle(made.get(ADDRESS, 0), DESCRIPTION_DESTROY)) {
      int status = (int) PRIMITIVE_CREATE.invokeExact(made, description.pointer());
      OneDnnException.check(status, "dnnl_primitive_create", shapes);
      return new Handle(made.get(ADDRESS, 0), PRIMITIVE_DESTROY);
    }
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
