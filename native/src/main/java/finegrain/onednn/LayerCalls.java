package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import finegrain.kernels.Convolution;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * oneDNN's C functions that describe convolutions, and the layouts of memory, as dnnl.h of version
 * 3.11 declares them. Used under the same condition as {@link Dnnl}.
 */
final class LayerCalls {
  // Arguments, DNNL_ARG_*.
  static final int ARG_DIFF_SRC = 129;
  static final int ARG_DIFF_DST = 145;
  static final int ARG_DIFF_WEIGHTS = 161;

  // dnnl_prop_kind_t
  static final int FORWARD_TRAINING = 64;

  /** {@code dnnl_convolution_direct}: no Winograd, which rounds differently. */
  private static final int DIRECT = 1;

  private static final int ANY_LAYOUT = 1;
  private static final int QUERY_ARGUMENT = 255;

  /** {@code DNNL_MAX_NDIMS}. */
  private static final int MOST_AXES = 12;

  private static final MethodHandle CONVOLUTION =
      Dnnl.bind(
          "dnnl_convolution_forward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle INPUT_GRADIENT =
      Dnnl.bind(
          "dnnl_convolution_backward_data_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle WEIGHT_GRADIENT =
      Dnnl.bind(
          "dnnl_convolution_backward_weights_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle REORDER =
      Dnnl.bind(
          "dnnl_reorder_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle WITH_TAG =
      Dnnl.bind("dnnl_memory_desc_create_with_tag", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle EQUAL = Dnnl.bind("dnnl_memory_desc_equal", ADDRESS, ADDRESS);
  private static final MethodHandle QUERY =
      Dnnl.link(
          "dnnl_primitive_desc_query_md",
          FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, JAVA_INT));

  private LayerCalls() {}

  /** The description of floats whose layout a primitive chooses. */
  static Handle anyLayout(long... lengths) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment sizes = arena.allocateFrom(JAVA_LONG, lengths);
      return Dnnl.make(
          "dnnl_memory_desc_create_with_tag",
          Arrays.toString(lengths),
          Dnnl.DESC_DESTROY,
          made -> (int) WITH_TAG.invokeExact(made, lengths.length, sizes, Dnnl.F32, ANY_LAYOUT));
    }
  }

  /** The description of an argument, which is that of the primitive and lives as long. */
  static MemorySegment argument(Handle described, int argument) {
    try {
      return (MemorySegment) QUERY.invokeExact(described.pointer(), QUERY_ARGUMENT, argument);
    } catch (Throwable e) {
      throw Dnnl.unexpected(e);
    }
  }

  /** Whether two descriptions are of the same layout. */
  static boolean equal(MemorySegment a, MemorySegment b) {
    try {
      return (int) EQUAL.invokeExact(a, b) != 0;
    } catch (Throwable e) {
      throw Dnnl.unexpected(e);
    }
  }

  /** The primitive that copies from one layout to another. */
  static Handle reorder(Handle engine, MemorySegment from, MemorySegment to, String shapes) {
    try (Handle described =
        describe(
            "dnnl_reorder_primitive_desc_create",
            shapes,
            made ->
                (int)
                    REORDER.invokeExact(
                        made, from, engine.pointer(), to, engine.pointer(), MemorySegment.NULL))) {
      return Dnnl.primitive(described, shapes);
    }
  }

  /** A description of a primitive. */
  static Handle describe(String function, String shapes, Dnnl.Creation creation) {
    return Dnnl.make(function, shapes, Dnnl.DESCRIPTION_DESTROY, creation);
  }

  /** {@code dnnl_dims_t} of height and width. */
  private static MemorySegment dimensions(Arena arena, long each) {
    MemorySegment both = arena.allocate(JAVA_LONG, MOST_AXES);
    both.setAtIndex(JAVA_LONG, 0, each);
    both.setAtIndex(JAVA_LONG, 1, each);
    return both;
  }

  /** y = x * w + bias. */
  static Handle convolution(
      Handle engine, Convolution shape, Handle x, Handle w, Handle bias, Handle y, String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment strides = dimensions(arena, shape.stride());
      MemorySegment dilations = dimensions(arena, 0);
      MemorySegment padding = dimensions(arena, shape.padding());
      return describe(
          "dnnl_convolution_forward_primitive_desc_create",
          shapes,
          made ->
              (int)
                  CONVOLUTION.invokeExact(
                      made,
                      engine.pointer(),
                      FORWARD_TRAINING,
                      DIRECT,
                      x.pointer(),
                      w.pointer(),
                      bias.pointer(),
                      y.pointer(),
                      strides,
                      dilations,
                      padding,
                      padding,
                      MemorySegment.NULL));
    }
  }

  /** dx from dy and w, or dw from x and dy, beside the description of the forward pass. */
  static Handle convolutionGradient(
      boolean ofWeights,
      Handle engine,
      Convolution shape,
      Handle x,
      Handle w,
      Handle y,
      Handle forward,
      String shapes) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment strides = dimensions(arena, shape.stride());
      MemorySegment dilations = dimensions(arena, 0);
      MemorySegment padding = dimensions(arena, shape.padding());
      return ofWeights
          ? describe(
              "dnnl_convolution_backward_weights_primitive_desc_create",
              shapes,
              made ->
                  (int)
                      WEIGHT_GRADIENT.invokeExact(
                          made,
                          engine.pointer(),
                          DIRECT,
                          x.pointer(),
                          w.pointer(),
                          MemorySegment.NULL,
                          y.pointer(),
                          strides,
                          dilations,
                          padding,
                          padding,
                          forward.pointer(),
                          MemorySegment.NULL))
          : describe(
              "dnnl_convolution_backward_data_primitive_desc_create",
              shapes,
              made ->
                  (int)
                      INPUT_GRADIENT.invokeExact(
                          made,
                          engine.pointer(),
                          DIRECT,
                          x.pointer(),
                          w.pointer(),
                          y.pointer(),
                          strides,
                          dilations,
                          padding,
                          padding,
                          forward.pointer(),
                          MemorySegment.NULL));
    }
  }
}
