package finegrain.kernels.operation;

import finegrain.kernels.Attention;
import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import finegrain.kernels.Transposed;
import java.util.ArrayList;
import java.util.List;

/** An operation of a shape. One line of text names it, such as {@code matmul 784x200x8:left}. */
public record Problem(Operation operation, Shape shape) {
  /** Samples of the images of {@link #every}, for the scalar backend's sake. */
  private static final int MOST_SAMPLES = 3;

  /** Channels of the images of {@link #every}. */
  private static final int MOST_CHANNELS = 21;

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
   * times: with no side transposed, with the left side and with the right side. Convolutions come
   * twice: with strides of 1 and 2.
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
        case IMAGES, CONVOLUTION, POINTWISE, ATTENTION -> {} // Added below.
      }
    }
    layers(rows, Math.max(1, columns), Math.max(1, inner), all);
    return List.copyOf(all);
  }

  /** Operations on a few small images or tokens, with as many channels as the lengths allow. */
  private static void layers(int rows, int columns, int inner, List<Problem> all) {
    int samples = Math.min(rows, MOST_SAMPLES);
    int channels = Math.min(columns, MOST_CHANNELS);
    int filters = Math.min(inner, MOST_CHANNELS);
    Image image = new Image(5, 4, channels);
    for (int stride = 1; stride <= 2; stride++) {
      for (Operation operation : Operation.values()) {
        if (operation.kind() == Operation.Kind.CONVOLUTION) {
          Convolution convolution = Convolution.same(image, filters, 3, stride);
          all.add(new Problem(operation, new Shape(samples, new Geometry.Convolved(convolution))));
        }
      }
    }
    for (Operation operation : Operation.values()) {
      switch (operation.kind()) {
        case IMAGES -> {
          // A mean needs a sample.
          int least = operation == Operation.BATCH_STATISTICS ? 1 : 0;
          Geometry pixels = new Geometry.Pixels(image);
          all.add(new Problem(operation, new Shape(Math.max(least, samples), pixels)));
        }
        case POINTWISE -> {
          Geometry convolved = new Geometry.Convolved(new Convolution(image, filters, 1, 1, 0));
          all.add(new Problem(operation, new Shape(samples, convolved)));
        }
        case ATTENTION -> {
          Attention attention = new Attention(Math.min(inner, 17), 2, Math.min(columns, 9));
          all.add(new Problem(operation, new Shape(samples, new Geometry.Attended(attention))));
        }
        default -> {} // Has no images.
      }
    }
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
