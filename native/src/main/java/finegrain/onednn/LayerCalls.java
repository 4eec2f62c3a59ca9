package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import finegrain.kernels.Convolution;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * oneDNN's C functions that describe the primitives of layers and their memory, as dnnl.h of
 * version 3.11 declares them. Used under the same condition as {@link Dnnl}.
 */
final class LayerCalls {
  // Arguments, DNNL_ARG_*.
  static final int ARG_MEAN = 49;
  static final int ARG_VARIANCE = 50;
  static final int ARG_SCALE = 51;
  static final int ARG_SHIFT = 52;
  static final int ARG_DIFF_SRC = 129;
  static final int ARG_DIFF_DST = 145;
  static final int ARG_DIFF_WEIGHTS = 161;
  static final int ARG_DIFF_SCALE = 255;
  static final int ARG_DIFF_SHIFT = 256;

  // dnnl_prop_kind_t
  static final int FORWARD_TRAINING = 64;
  static final int FORWARD_INFERENCE = 96;
  static final int BACKWARD = 128;

  // dnnl_normalization_flags_t
  static final int USE_GLOBAL_STATISTICS = 1;
  static final int USE_SCALE = 2;
  static final int USE_SHIFT = 4;
  static final int FUSE_RELU = 8;

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
  private static final MethodHandle BATCH =
      Dnnl.bind(
          "dnnl_batch_normalization_forward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_INT,
          ADDRESS);
  private static final MethodHandle BATCH_GRADIENT =
      Dnnl.bind(
          "dnnl_batch_normalization_backward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_INT,
          ADDRESS,
          ADDRESS);
  private static final MethodHandle TOKENS =
      Dnnl.bind(
          "dnnl_layer_normalization_forward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_INT,
          ADDRESS);
  private static final MethodHandle TOKENS_GRADIENT =
      Dnnl.bind(
          "dnnl_layer_normalization_backward_primitive_desc_create",
          ADDRESS,
          ADDRESS,
          JAVA_INT,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_FLOAT,
          JAVA_INT,
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

  private static Handle describe(String function, String shapes, Dnnl.Creation creation) {
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

  /** Batch normalisation; x and y are described alike. */
  static Handle batch(
      Handle engine, int propagation, Handle x, float epsilon, int flags, String shapes) {
    return describe(
        "dnnl_batch_normalization_forward_primitive_desc_create",
        shapes,
        made ->
            (int)
                BATCH.invokeExact(
                    made,
                    engine.pointer(),
                    propagation,
                    x.pointer(),
                    x.pointer(),
                    epsilon,
                    flags,
                    MemorySegment.NULL));
  }

  /** All gradients of batch normalisation, beside the description of the forward pass. */
  static Handle batchGradient(
      Handle engine, Handle x, float epsilon, int flags, Handle forward, String shapes) {
    return describe(
        "dnnl_batch_normalization_backward_primitive_desc_create",
        shapes,
        made ->
            (int)
                BATCH_GRADIENT.invokeExact(
                    made,
                    engine.pointer(),
                    BACKWARD,
                    x.pointer(),
                    x.pointer(),
                    x.pointer(),
                    epsilon,
                    flags,
                    forward.pointer(),
                    MemorySegment.NULL));
  }

  /** Layer normalisation that returns its statistics; x and y are described alike. */
  static Handle tokens(Handle engine, Handle x, Handle statistics, float epsilon, String shapes) {
    return describe(
        "dnnl_layer_normalization_forward_primitive_desc_create",
        shapes,
        made ->
            (int)
                TOKENS.invokeExact(
                    made,
                    engine.pointer(),
                    FORWARD_TRAINING,
                    x.pointer(),
                    x.pointer(),
                    statistics.pointer(),
                    epsilon,
                    USE_SCALE | USE_SHIFT,
                    MemorySegment.NULL));
  }

  /** All gradients of layer normalisation, beside the description of the forward pass. */
  static Handle tokensGradient(
      Handle engine, Handle x, Handle statistics, float epsilon, Handle forward, String shapes) {
    return describe(
        "dnnl_layer_normalization_backward_primitive_desc_create",
        shapes,
        made ->
            (int)
                TOKENS_GRADIENT.invokeExact(
                    made,
                    engine.pointer(),
                    BACKWARD,
                    x.pointer(),
                    x.pointer(),
                    x.pointer(),
                    statistics.pointer(),
                    epsilon,
                    USE_SCALE | USE_SHIFT,
                    forward.pointer(),
                    MemorySegment.NULL));
  }
}
