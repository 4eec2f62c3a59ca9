package finegrain.kernels.operation;

import static finegrain.kernels.operation.Operand.Axis.COLUMNS;
import static finegrain.kernels.operation.Operand.Axis.INNER;
import static finegrain.kernels.operation.Operand.Axis.ONE;
import static finegrain.kernels.operation.Operand.Axis.ROWS;
import static finegrain.kernels.operation.Operand.Axis.SAMPLES;
import static finegrain.kernels.operation.Operand.Role.INPUT;
import static finegrain.kernels.operation.Operand.Role.INPUT_OR_OUTPUT;
import static finegrain.kernels.operation.Operand.Role.OUTPUT;
import static finegrain.kernels.operation.Operand.Role.SPARSE;
import static finegrain.kernels.operation.Operand.Role.UPDATED;

import finegrain.kernels.Transposed;
import finegrain.kernels.operation.Operand.Axis;
import finegrain.kernels.operation.Operand.Role;
import java.util.List;

/** The parameters of the operations: lists of matrices, and the numbers beside them. */
final class Parameters {
  static final float RATE = 0.012f;
  static final float MOMENTUM = 0.9f;
  static final float SCALE = 0.3f;

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

  private Parameters() {}

  private static Operand of(String name, Axis rows, Axis columns, Role role) {
    return new Operand(name, rows, columns, Transposed.NONE, role);
  }
}
