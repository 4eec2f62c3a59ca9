package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * oneDNN's C functions that describe normalisations, as dnnl.h of version 3.11 declares them. Used
 * under the same condition as {@link Dnnl}.
 */
final class NormalisationCalls {
  // Arguments, DNNL_ARG_*.
  static final int ARG_MEAN = 49;
  static final int ARG_VARIANCE = 50;
  static final int ARG_SCALE = 51;
  static final int ARG_SHIFT = 52;
  static final int ARG_DIFF_SCALE = 255;
  static final int ARG_DIFF_SHIFT = 256;

  // dnnl_prop_kind_t
  static final int FORWARD_INFERENCE = 96;
  static final int BACKWARD = 128;

  // dnnl_normalization_flags_t
  static final int USE_GLOBAL_STATISTICS = 1;
  static final int USE_SCALE = 2;
  static final int USE_SHIFT = 4;
  static final int FUSE_RELU = 8;

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

  private NormalisationCalls() {}

  /** Batch normalisation; x and y are described alike. */
  static Handle batch(
      Handle engine, int propagation, Handle x, float epsilon, int flags, String shapes) {
    return LayerCalls.describe(
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
    return LayerCalls.describe(
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
    return LayerCalls.describe(
        "dnnl_layer_normalization_forward_primitive_desc_create",
        shapes,
        made ->
            (int)
                TOKENS.invokeExact(
                    made,
                    engine.pointer(),
                    LayerCalls.FORWARD_TRAINING,
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
    return LayerCalls.describe(
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
