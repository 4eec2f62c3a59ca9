package finegrain.bench.operation;

import finegrain.kernels.Attention;
import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import finegrain.kernels.Matrix;
import finegrain.kernels.operation.Geometry;
import finegrain.kernels.operation.Operand;
import finegrain.kernels.operation.Operand.Axis;
import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import finegrain.kernels.operation.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A smaller problem whose result is a part of a larger one's, bit for bit: the scalar backend
 * computes it in a fraction of a second.
 *
 * @param operands of the smaller problem
 * @param rows of the larger result, of which the smaller one consists
 * @param columns of the larger result
 */
record Part(Operands operands, int[] rows, int[] columns) {
  /** Multiplications that the scalar backend does in a fraction of a second, even interpreted. */
  private static final long MOST_PRODUCTS = 1 << 21;

  private static final int SIDE = 24;

  /** Channels, filters and heads of a part; the elements that depend on them are many. */
  private static final int FEW = 3;

  private static final int SAMPLES = 2;

  /** All of a small problem, and rows and columns at equal distances of a large product. */
  static Part of(Operands operands) {
    Shape shape = operands.problem().shape();
    boolean small = shape.flops() <= 2.0 * MOST_PRODUCTS;
    return switch (shape.geometry()) {
      case Geometry.Flat _ ->
          operands.problem().operation().isProduct() && !small
              ? product(operands)
              : whole(operands);
      case Geometry.Pixels _ -> whole(operands);
      case Geometry.Convolved(Convolution convolution) ->
          small ? whole(operands) : convolution(operands, convolution);
      case Geometry.Attended(Attention attention) ->
          small ? whole(operands) : attention(operands, attention);
    };
  }

  private static Part whole(Operands operands) {
    return new Part(operands, all(operands.result().rows()), all(operands.result().columns()));
  }

  private static Part product(Operands operands) {
    Shape shape = operands.problem().shape();
    int[] rows = spread(shape.rows(), SIDE);
    int[] columns = spread(shape.columns(), SIDE);
    return new Part(operands.part(rows, columns), rows, columns);
  }

  /** The indices along each axis of a smaller problem. */
  private interface Indices {
    int[] along(Axis axis);
  }

  private static Part gathered(Operands whole, Shape smaller, Indices indices) {
    Operation operation = whole.problem().operation();
    List<Operand> operands = operation.operands();
    List<Matrix> parts = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      int[] rows = indices.along(operands.get(i).rows());
      int[] columns = indices.along(operands.get(i).columns());
      Matrix part = Matrix.allocate(rows.length, columns.length);
      for (int r = 0; r < rows.length; r++) {
        for (int c = 0; c < columns.length; c++) {
          part.set(r, c, whole.matrix(i).get(rows[r], columns[c]));
        }
      }
      parts.add(part);
    }
    Operand result = operands.get(operation.result());
    return new Part(
        Operands.random(new Problem(operation, smaller), 0, 0, new Operands.Values(0, 0, false))
            .withMatrices(parts),
        indices.along(result.rows()),
        indices.along(result.columns()));
  }

  /**
   * A few of what no sum runs over: samples and filters of the output, samples and channels of the
   * gradient of the input, channels and filters of that of the weights.
   */
  private static Part convolution(Operands operands, Convolution whole) {
    Operation operation = operands.problem().operation();
    Image input = whole.input();
    boolean ofWeights =
        operation == Operation.CONVOLUTION_WEIGHT_GRADIENT
            || operation == Operation.DENSE_WEIGHT_GRADIENT;
    boolean ofInput = operation == Operation.CONVOLUTION_INPUT_GRADIENT;
    int samples = operands.problem().shape().rows();
    int[] rows = ofWeights ? all(samples) : spread(samples, SAMPLES);
    int[] channels = ofWeights || ofInput ? spread(input.channels(), FEW) : all(input.channels());
    int[] filters = ofInput ? all(whole.filters()) : spread(whole.filters(), FEW);
    Convolution smaller =
        new Convolution(
            new Image(input.height(), input.width(), channels.length),
            filters.length,
            whole.kernel(),
            whole.stride(),
            whole.padding());
    return gathered(
        operands,
        new Shape(rows.length, new Geometry.Convolved(smaller)),
        axis ->
            switch (axis) {
              case ONE -> all(1);
              case ROWS -> rows;
              case FILTERS -> filters;
              case CHANNELS -> channels;
              case PIXELS -> innermost(input.positions(), input.channels(), channels);
              case TERMS -> innermost(whole.kernel() * whole.kernel(), input.channels(), channels);
              case CONVOLVED -> innermost(whole.output().positions(), whole.filters(), filters);
              default -> throw new IllegalArgumentException("a convolution has no " + axis);
            });
  }

  /** A few samples and heads. */
  private static Part attention(Operands operands, Attention whole) {
    int samples = operands.problem().shape().rows();
    int[] rows = spread(samples, SAMPLES);
    int[] heads = spread(whole.heads(), SAMPLES);
    Attention smaller = new Attention(whole.tokens(), heads.length, whole.size());
    int[] ofToken =
        IntStream.of(heads)
            .flatMap(head -> IntStream.range(head * whole.size(), (head + 1) * whole.size()))
            .toArray();
    int scores = whole.tokens() * whole.tokens();
    return gathered(
        operands,
        new Shape(rows.length, new Geometry.Attended(smaller)),
        axis ->
            switch (axis) {
              case ROWS -> rows;
              case PROJECTED -> innermost(3 * whole.tokens(), whole.dimension(), ofToken);
              case ATTENDED -> innermost(whole.tokens(), whole.dimension(), ofToken);
              case SCORES ->
                  IntStream.of(heads)
                      .flatMap(head -> IntStream.range(head * scores, (head + 1) * scores))
                      .toArray();
              default -> throw new IllegalArgumentException("an attention has no " + axis);
            });
  }

  /** Some of the innermost indices, at each of the outer ones. */
  private static int[] innermost(int outer, int length, int[] chosen) {
    return IntStream.range(0, outer)
        .flatMap(i -> IntStream.of(chosen).map(j -> i * length + j))
        .toArray();
  }

  private static int[] all(int size) {
    return IntStream.range(0, size).toArray();
  }

  /** Indices from the first to the last, at equal distances. */
  private static int[] spread(int size, int most) {
    int count = Math.min(most, size);
    return IntStream.range(0, count)
        .map(i -> count == 1 ? 0 : (int) ((long) i * (size - 1) / (count - 1)))
        .toArray();
  }
}
