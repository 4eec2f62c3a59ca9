package finegrain.kernels.operation;

import finegrain.kernels.Transposed;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of an operation: rows x columns of the output, and the inner shape of a product.
 *
 * @param inner 0 if there is no product
 */
public record Shape(int rows, int columns, int inner, Transposed transposed) {
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,9})x)?(\\d{1,9})(?:x(\\d{1,9})(?::(left|right|none))?)?");

  /** Keeps every operand below 2^31 bytes. */
  private static final long MOST_ELEMENTS = 1 << 28;

  /**
   * Reads {@code rows x columns x inner}, with {@code :left} or {@code :right} if that side is
   * transposed; or {@code rows x columns}; or a number of elements, which are one row.
   *
   * @throws IllegalArgumentException with one sentence if the text is none of these
   */
  public static Shape parse(String text) {
    Matcher form = FORM.matcher(text);
    boolean three = form.matches() && form.group(3) != null;
    if (!form.matches() || (three && form.group(1) == null)) {
      throw new IllegalArgumentException(
          "a shape is rows x columns x inner, such as 32x100x784 or 784x200x8:left, or rows x"
              + " columns, such as 32x100, not \"%s\"".formatted(text));
    }
    Shape shape =
        new Shape(
            form.group(1) == null ? 1 : Integer.parseInt(form.group(1)),
            Integer.parseInt(form.group(2)),
            three ? Integer.parseInt(form.group(3)) : 0,
            form.group(4) == null
                ? Transposed.NONE
                : Transposed.valueOf(form.group(4).toUpperCase(Locale.ROOT)));
    long m = shape.rows;
    long n = shape.columns;
    long k = shape.inner;
    if (m < 1 || n < 1 || (three && k < 1)) {
      throw new IllegalArgumentException(
          "the lengths of a shape are 1 or more, not \"%s\"".formatted(text));
    }
    if (m * n > MOST_ELEMENTS || m * k > MOST_ELEMENTS || n * k > MOST_ELEMENTS) {
      throw new IllegalArgumentException(
          "\"%s\" is too large: a matrix may have at most 2^28 elements".formatted(text));
    }
    return shape;
  }

  /** Whether it is the shape of a product. */
  public boolean isProduct() {
    return inner > 0;
  }

  /** Elements of the output. */
  public long elements() {
    return (long) rows * columns;
  }

  /** Floating-point operations of the product. */
  public double flops() {
    return 2.0 * rows * columns * inner;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    String sizes = rows + "x" + columns;
    return isProduct()
        ? sizes + "x" + inner + (transposed == Transposed.NONE ? "" : ":" + transposedName())
        : sizes;
  }

  /** {@code none}, {@code left} or {@code right}. */
  public String transposedName() {
    return transposed.name().toLowerCase(Locale.ROOT);
  }
}
