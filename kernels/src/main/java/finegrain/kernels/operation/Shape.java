package finegrain.kernels.operation;

import finegrain.kernels.Attention;
import finegrain.kernels.Convolution;
import finegrain.kernels.Image;
import finegrain.kernels.Transposed;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shape of an operation: rows x columns of the output, and the inner shape of a product; or
 * samples, each of which is an image, a convolved image, or tokens.
 *
 * @param rows of the output, or samples
 * @param columns of the output; 0 with a geometry
 * @param inner 0 if there is no product
 * @param transposed the side of a product that is transposed
 * @param geometry of a sample
 */
public record Shape(int rows, int columns, int inner, Transposed transposed, Geometry geometry) {
  private static final Pattern IMAGES =
      Pattern.compile(
          "(\\d{1,9})x(\\d{1,5})x(\\d{1,5})x(\\d{1,6})(?::(\\d{1,3})s(\\d{1,3}):(\\d{1,6}))?");
  private static final Pattern TOKENS =
      Pattern.compile("(\\d{1,9})x(\\d{1,6})x(\\d{1,6}):(\\d{1,4})");
  private static final Pattern FORM =
      Pattern.compile("(?:(\\d{1,9})x)?(\\d{1,9})(?:x(\\d{1,9})(?::(left|right|none))?)?");

  /** Keeps every operand below 2^31 bytes. */
  private static final long MOST_ELEMENTS = 1 << 28;

  /** A shape without images and tokens. */
  public Shape(int rows, int columns, int inner, Transposed transposed) {
    this(rows, columns, inner, transposed, Geometry.NONE);
  }

  /** Samples of a geometry. */
  public Shape(int samples, Geometry geometry) {
    this(samples, 0, 0, Transposed.NONE, geometry);
  }

  /**
   * Reads {@code rows x columns x inner}, with {@code :left} or {@code :right} if that side is
   * transposed; or {@code rows x columns}; or a number of elements, which are one row. Samples are
   * {@code samples x height x width x channels}, and with {@code :kernel s stride:filters} they are
   * convolved, such as {@code 32x16x16x64:3s1:64}; or {@code samples x tokens x dimension:heads}.
   *
   * @throws IllegalArgumentException with one sentence if the text is none of these
   */
  public static Shape parse(String text) {
    Matcher images = IMAGES.matcher(text);
    Matcher tokens = TOKENS.matcher(text);
    if (images.matches() || tokens.matches()) {
      try {
        return samples(images.matches() ? images : tokens);
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(tooLarge(text), e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("\"%s\": %s".formatted(text, e.getMessage()), e);
      }
    }
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
      throw new IllegalArgumentException(tooLarge(text));
    }
    return shape;
  }

  private static String tooLarge(String text) {
    return "\"%s\" is too large: a matrix may have at most 2^28 elements".formatted(text);
  }

  private static Shape samples(Matcher form) {
    int samples = number(form, 1);
    if (samples < 1) {
      throw new IllegalArgumentException("the lengths of a shape are 1 or more");
    }
    Geometry geometry;
    long elements;
    if (form.pattern().equals(TOKENS)) {
      int heads = number(form, 4);
      int dimension = number(form, 3);
      if (heads < 1 || dimension % heads != 0) {
        throw new IllegalArgumentException("the dimension is no multiple of the heads");
      }
      Attention attention = new Attention(number(form, 2), heads, dimension / heads);
      geometry = new Geometry.Attended(attention);
      elements = (long) attention.tokens() * Math.max(3 * dimension, heads * attention.tokens());
    } else {
      Image image = new Image(number(form, 2), number(form, 3), number(form, 4));
      elements = image.size();
      geometry = new Geometry.Pixels(image);
      if (form.group(5) != null) {
        Convolution convolution =
            Convolution.same(image, number(form, 7), number(form, 5), number(form, 6));
        elements = Math.max(elements, convolution.output().size());
        elements = Math.max(elements, (long) convolution.inner() * convolution.filters() / samples);
        geometry = new Geometry.Convolved(convolution);
      }
    }
    if (samples * elements > MOST_ELEMENTS) {
      throw new ArithmeticException("too large");
    }
    return new Shape(samples, geometry);
  }

  private static int number(Matcher form, int group) {
    return Integer.parseInt(form.group(group));
  }

  /** Whether it is the shape of a product. */
  public boolean isProduct() {
    return switch (geometry) {
      case Geometry.Flat _ -> inner > 0;
      case Geometry.Pixels _ -> false;
      case Geometry.Convolved _, Geometry.Attended _ -> true;
    };
  }

  /** The image that a sample is. */
  public Image image() {
    return switch (geometry) {
      case Geometry.Pixels(Image image) -> image;
      case Geometry.Convolved(Convolution convolution) -> convolution.input();
      case Geometry.Flat _, Geometry.Attended _ ->
          throw new IllegalArgumentException(this + " has no image");
    };
  }

  /** The convolution of a sample. */
  public Convolution convolution() {
    if (geometry instanceof Geometry.Convolved(Convolution convolution)) {
      return convolution;
    }
    throw new IllegalArgumentException(this + " has no convolution");
  }

  /** The attention of a sample. */
  public Attention attention() {
    if (geometry instanceof Geometry.Attended(Attention attention)) {
      return attention;
    }
    throw new IllegalArgumentException(this + " has no attention");
  }

  /** Elements of the output. */
  public long elements() {
    return switch (geometry) {
      case Geometry.Flat _ -> (long) rows * columns;
      case Geometry.Pixels(Image image) -> (long) rows * image.size();
      case Geometry.Convolved(Convolution convolution) -> (long) rows * convolution.output().size();
      case Geometry.Attended(Attention attention) ->
          (long) rows * attention.tokens() * attention.dimension();
    };
  }

  /** Floating-point operations of the product. */
  public double flops() {
    return switch (geometry) {
      case Geometry.Flat _ -> 2.0 * rows * columns * inner;
      case Geometry.Pixels _ -> 0;
      case Geometry.Convolved(Convolution convolution) -> (double) rows * convolution.flops();
      case Geometry.Attended(Attention attention) -> (double) rows * attention.flops();
    };
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    if (!(geometry instanceof Geometry.Flat)) {
      return rows + "x" + geometry;
    }
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
