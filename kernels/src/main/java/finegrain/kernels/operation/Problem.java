package finegrain.kernels.operation;

import finegrain.kernels.Transposed;
import java.util.ArrayList;
import java.util.List;

/** An operation of a shape. One line of text names it, such as {@code matmul 784x200x8:left}. */
public record Problem(Operation operation, Shape shape) {
  /**
   * Reads a line such as {@code matmul 784x200x8:left} or {@code softmax 32x100}: the {@linkplain
   * Operation#id id} of an operation and a {@linkplain Shape#parse shape}.
   *
   * @throws IllegalArgumentException with one sentence if the line names no problem
   */
  public static Problem parse(String line) {
    List<String> words = List.of(line.strip().split(" +", 2));
    Operation operation =
        Operation.named(words.getFirst())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "there is no operation \"%s\"".formatted(words.getFirst())));
    Shape shape = Shape.parse(words.getLast());
    if (!operation.accepts(shape)) {
      throw new IllegalArgumentException(
          "the shape %s does not suit %s".formatted(shape, operation.id()));
    }
    return new Problem(operation, shape);
  }

  /**
   * Every operation, with an output of rows x columns if it has such an output. Products come three
   * times: with no side transposed, with the left side and with the right side.
   */
  public static List<Problem> every(int rows, int columns, int inner) {
    List<Problem> all = new ArrayList<>();
    for (Transposed transposed : Transposed.values()) {
      for (Operation operation : Operation.values()) {
        if (operation.kind() == Operation.Kind.PRODUCT) {
          all.add(of(operation, rows, columns, inner, transposed));
        }
      }
    }
    for (Operation operation : Operation.values()) {
      switch (operation.kind()) {
        case PRODUCT -> {} // Added above.
        case LAYER -> all.add(of(operation, rows, columns, inner, Transposed.NONE));
        case GRADIENT -> all.add(of(operation, rows, columns, inner, Transposed.LEFT));
        case ELEMENTS, ROWS, WEIGHTS -> all.add(of(operation, rows, columns, 0, Transposed.NONE));
        case COLUMN -> all.add(of(operation, rows, 1, 0, Transposed.NONE));
      }
    }
    return List.copyOf(all);
  }

  private static Problem of(
      Operation operation, int rows, int columns, int inner, Transposed transposed) {
    return new Problem(operation, new Shape(rows, columns, inner, transposed));
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return operation.id() + " " + shape;
  }
}
