package finegrain.kernels.operation;

import static finegrain.kernels.operation.Operand.Axis.ATTENDED;
import static finegrain.kernels.operation.Operand.Axis.CHANNELS;
import static finegrain.kernels.operation.Operand.Axis.COLUMNS;
import static finegrain.kernels.operation.Operand.Axis.CONVOLVED;
import static finegrain.kernels.operation.Operand.Axis.FILTERS;
import static finegrain.kernels.operation.Operand.Axis.INNER;
import static finegrain.kernels.operation.Operand.Axis.ONE;
import static finegrain.kernels.operation.Operand.Axis.PIXELS;
import static finegrain.kernels.operation.Operand.Axis.POOLED;
import static finegrain.kernels.operation.Operand.Axis.POSITIONS;
import static finegrain.kernels.operation.Operand.Axis.PROJECTED;
import static finegrain.kernels.operation.Operand.Axis.ROWS;
import static finegrain.kernels.operation.Operand.Axis.SAMPLES;
import static finegrain.kernels.operation.Operand.Axis.SCORES;
import static finegrain.kernels.operation.Operand.Axis.TERMS;
import static finegrain.kernels.operation.Operand.Axis.TWO;
import static finegrain.kernels.operation.Operand.Role.INPUT;
import static finegrain.kernels.operation.Operand.Role.INPUT_OR_OUTPUT;
import static finegrain.kernels.operation.Operand.Role.OUTPUT;
import static finegrain.kernels.operation.Operand.Role.SPARSE;
import static finegrain.kernels.operation.Operand.Role.UPDATED;

import finegrain.kernels.AdamW;
import finegrain.kernels.Sgd;
import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operand.Axis;
import finegrain.kernels.operation.Operand.Role;
import java.util.List;

/** The parameters of the operations: lists of matrices, and the numbers beside them. */
final class Parameters {
  static final float RATE = 0.012f;
  static final float MOMENTUM = 0.9f;
  static final float SCALE = 0.3f;
  static final float EPSILON = 1e-5f;
  static final float SMOOTHING = 0.1f;
  static final Sgd SGD = new Sgd(MOMENTUM, true, 5e-4f);
  static final AdamW ADAMW = new AdamW(0.9, 0.999, 1e-8f, 0.05f);
  static final double POWER_1 = 0.81;
  static final double POWER_2 = 0.998001;

  private static final Operand A = new Operand("a", ROWS, INNER, Transposed.LEFT, INPUT);
  private static final Operand B = new Operand("b", INNER, COLUMNS, Transposed.RIGHT, INPUT);
  private static final Operand WEIGHTS = of("weights", ROWS, COLUMNS, UPDATED);
  private static final Operand VELOCITY = of("velocity", ROWS, COLUMNS, UPDATED);
  private static final Operand LOGITS = of("logits", ROWS, COLUMNS, INPUT);
  private static final Operand LOSSES = of("losses", ONE, ROWS, OUTPUT);

  static final List<Operand> PRODUCT = List.of(A, B, of("c", ROWS, COLUMNS, OUTPUT));
  static final List<Operand> PRODUCT_ADDED = List.of(A, B, of("c", ROWS, COLUMNS, UPDATED));

  static final List<Operand> LAYER =
      List.of(
          of("x", ROWS, INNER, INPUT),
          of("w", INNER, COLUMNS, INPUT),
          of("bias", ONE, COLUMNS, INPUT),
          of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> LAYER_STEP =
      List.of(of("x", INNER, ROWS, INPUT), of("dy", INNER, COLUMNS, INPUT), WEIGHTS, VELOCITY);

  static final List<Operand> SPARSE_LAYER =
      List.of(
          of("x", SAMPLES, INNER, SPARSE),
          of("w", INNER, COLUMNS, INPUT),
          of("bias", ONE, COLUMNS, INPUT),
          of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> SPARSE_LAYER_STEP =
      List.of(of("x", INNER, ROWS, SPARSE), of("dy", INNER, COLUMNS, INPUT), WEIGHTS, VELOCITY);

  static final List<Operand> COPY =
      List.of(of("x", SAMPLES, COLUMNS, INPUT), of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> FUNCTION =
      List.of(of("x", ROWS, COLUMNS, INPUT_OR_OUTPUT), of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> FUNCTION_GRADIENT =
      List.of(
          of("y", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          of("dy", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          of("dx", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> BIAS =
      List.of(
          of("x", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          of("bias", ONE, COLUMNS, INPUT),
          of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> LOSS = List.of(LOGITS, LOSSES);

  static final List<Operand> LOSS_GRADIENT =
      List.of(
          of("logits", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          LOSSES,
          of("gradient", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> BINARY_LOSS = List.of(of("logits", ROWS, ONE, INPUT), LOSSES);

  static final List<Operand> BINARY_LOSS_GRADIENT =
      List.of(of("logits", ROWS, ONE, INPUT_OR_OUTPUT), LOSSES, of("gradient", ROWS, ONE, OUTPUT));

  static final List<Operand> ROW_SUMS =
      List.of(of("x", ROWS, COLUMNS, INPUT), of("sums", ONE, ROWS, OUTPUT));

  static final List<Operand> COLUMN_SUMS =
      List.of(of("x", ROWS, COLUMNS, INPUT), of("sums", ONE, COLUMNS, OUTPUT));

  static final List<Operand> STEP =
      List.of(WEIGHTS, VELOCITY, of("gradient", ROWS, COLUMNS, INPUT));

  static final List<Operand> TWO_INPUTS =
      List.of(
          of("a", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          of("b", ROWS, COLUMNS, INPUT_OR_OUTPUT),
          of("y", ROWS, COLUMNS, OUTPUT));

  static final List<Operand> TWO_STATES =
      List.of(
          WEIGHTS,
          of("mean", ROWS, COLUMNS, UPDATED),
          of("square", ROWS, COLUMNS, UPDATED),
          of("gradient", ROWS, COLUMNS, INPUT));

  static final List<Operand> CONVOLUTION =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("w", TERMS, FILTERS, INPUT),
          of("bias", ONE, FILTERS, INPUT),
          of("y", ROWS, CONVOLVED, OUTPUT));

  static final List<Operand> CONVOLUTION_INPUT =
      List.of(
          of("dy", ROWS, CONVOLVED, INPUT),
          of("w", TERMS, FILTERS, INPUT),
          of("dx", ROWS, PIXELS, OUTPUT));

  static final List<Operand> CONVOLUTION_WEIGHTS =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("dy", ROWS, CONVOLVED, INPUT),
          of("dw", TERMS, FILTERS, OUTPUT));

  static final List<Operand> AVERAGE =
      List.of(of("x", ROWS, PIXELS, INPUT), of("y", ROWS, CHANNELS, OUTPUT));

  static final List<Operand> AVERAGE_GRADIENT =
      List.of(of("dy", ROWS, CHANNELS, INPUT), of("dx", ROWS, PIXELS, OUTPUT));

  static final List<Operand> MAXIMUM =
      List.of(of("x", ROWS, PIXELS, INPUT), of("y", ROWS, POOLED, OUTPUT));

  static final List<Operand> MAXIMUM_GRADIENT =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("dy", ROWS, POOLED, INPUT),
          of("dx", ROWS, PIXELS, OUTPUT));

  static final List<Operand> STATISTICS =
      List.of(of("x", ROWS, PIXELS, INPUT), of("statistics", TWO, CHANNELS, OUTPUT));

  static final List<Operand> BATCH =
      List.of(
          of("x", ROWS, PIXELS, INPUT_OR_OUTPUT),
          of("statistics", TWO, CHANNELS, INPUT),
          of("scale", ONE, CHANNELS, INPUT),
          of("shift", ONE, CHANNELS, INPUT),
          of("y", ROWS, PIXELS, OUTPUT));

  static final List<Operand> BATCH_GRADIENT =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("statistics", TWO, CHANNELS, INPUT),
          of("scale", ONE, CHANNELS, INPUT),
          of("dy", ROWS, PIXELS, INPUT_OR_OUTPUT),
          of("dscale", ONE, CHANNELS, OUTPUT),
          of("dshift", ONE, CHANNELS, OUTPUT),
          of("dx", ROWS, PIXELS, OUTPUT));

  static final List<Operand> TOKENS =
      List.of(
          of("x", ROWS, PIXELS, INPUT_OR_OUTPUT),
          of("scale", ONE, CHANNELS, INPUT),
          of("shift", ONE, CHANNELS, INPUT),
          of("statistics", TWO, POSITIONS, OUTPUT),
          of("y", ROWS, PIXELS, OUTPUT));

  static final List<Operand> TOKENS_GRADIENT =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("scale", ONE, CHANNELS, INPUT),
          of("statistics", TWO, POSITIONS, INPUT),
          of("dy", ROWS, PIXELS, INPUT_OR_OUTPUT),
          of("dscale", ONE, CHANNELS, OUTPUT),
          of("dshift", ONE, CHANNELS, OUTPUT),
          of("dx", ROWS, PIXELS, OUTPUT));

  static final List<Operand> ATTENTION =
      List.of(
          of("qkv", ROWS, PROJECTED, INPUT),
          of("weights", ROWS, SCORES, OUTPUT),
          of("y", ROWS, ATTENDED, OUTPUT));

  static final List<Operand> ATTENTION_GRADIENT =
      List.of(
          of("qkv", ROWS, PROJECTED, INPUT),
          of("weights", ROWS, SCORES, INPUT),
          of("dy", ROWS, ATTENDED, INPUT),
          of("dqkv", ROWS, PROJECTED, OUTPUT));

  static final List<Operand> CHANNEL_SUMS =
      List.of(of("x", ROWS, PIXELS, INPUT), of("sums", ONE, CHANNELS, OUTPUT));

  static final List<Operand> POINTWISE =
      List.of(
          of("x", ROWS, PIXELS, INPUT),
          of("dy", ROWS, CONVOLVED, INPUT),
          of("dw", CHANNELS, FILTERS, OUTPUT));

  private Parameters() {}

  private static Operand of(String name, Axis rows, Axis columns, Role role) {
    return new Operand(name, rows, columns, Transposed.NONE, role);
  }
}
