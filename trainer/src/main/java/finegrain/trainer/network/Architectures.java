package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The architectures that there are, by their names. */
public final class Architectures {
  /** Add an architecture here. Its width is not its own default: experiments choose widths. */
  private static final List<Architecture> ALL =
      List.of(
          new Perceptron(10),
          new Cnn(8),
          new Cnn2(8),
          new ResNet20(16),
          VisionTransformer.small(64, 4, 6),
          VisionTransformer.base());

  private static final Pattern FORM =
      Pattern.compile("([a-z][a-z0-9-]*)\\((\\d{1,6}(?:,\\d{1,6})*)\\)");

  private Architectures() {}

  /** The names of the families, such as {@code perceptron}. */
  public static List<String> families() {
    return ALL.stream().map(Architecture::family).toList();
  }

  /** A perceptron with one hidden layer. */
  public static Architecture perceptron(int hiddenUnits) {
    return new Perceptron(hiddenUnits);
  }

  /**
   * An architecture at a capacity; empty if there is no such architecture.
   *
   * @param like the name of a family, or the text of an architecture whose other numbers it shares
   * @throws IllegalArgumentException if the architecture cannot have this capacity
   */
  public static Optional<Architecture> of(String like, int width) {
    return family(like).or(() -> find(like)).map(one -> one.withWidth(width));
  }

  /**
   * An architecture at its usual width; empty if there is no such architecture.
   *
   * @param like as in {@link #of}
   * @throws IllegalArgumentException if the architecture cannot have this capacity
   */
  public static Optional<Architecture> usual(String like) {
    return family(like).or(() -> find(like)).map(one -> one.withWidth(one.usualWidth()));
  }

  private static Optional<Architecture> family(String name) {
    return ALL.stream().filter(one -> one.family().equals(name)).findFirst();
  }

  /**
   * An architecture from its text form, such as {@code perceptron(50)} or {@code vit(64,4,6)}.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Architecture parse(String text) {
    return find(text)
        .orElseThrow(
            () -> new IllegalArgumentException("there is no architecture \"%s\"".formatted(text)));
  }

  /**
   * An architecture from its text form; empty if the text is of no such form or names no family.
   *
   * @throws IllegalArgumentException if its numbers do not fit
   */
  public static Optional<Architecture> find(String text) {
    Optional<Architecture> named =
        ALL.stream().filter(one -> one.toString().equals(text)).findFirst();
    if (named.isPresent()) {
      return named;
    }
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    List<Integer> numbers = Arrays.stream(form.group(2).split(",")).map(Integer::valueOf).toList();
    return family(form.group(1)).map(one -> one.withNumbers(numbers));
  }

  /**
   * Checks a capacity.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  static void checkWidth(String family, int width) {
    if (width < 1) {
      throw new IllegalArgumentException(
          "%s needs a width of at least 1, not %s".formatted(family, Integer.toString(width)));
    }
  }

  /**
   * The architecture like another one whose network has most nearly so many parameters; the wider
   * one where two are equally near.
   *
   * @param input the shape of a sample
   * @param outputs how many logits a sample has
   */
  public static Architecture nearest(Architecture like, long parameters, Shape input, int outputs) {
    // In steps of width.
    int step = like.widthStep();
    int narrow = 1;
    int wide = 1;
    while (size(like, wide * step, input, outputs) < parameters) {
      narrow = wide;
      wide *= 2;
    }
    // The narrowest with as many parameters or more lies from narrow to wide.
    while (narrow < wide) {
      int middle = (narrow + wide) / 2;
      if (size(like, middle * step, input, outputs) < parameters) {
        narrow = middle + 1;
      } else {
        wide = middle;
      }
    }
    boolean belowIsNearer =
        wide > 1
            && parameters - size(like, (wide - 1) * step, input, outputs)
                < size(like, wide * step, input, outputs) - parameters;
    return like.withWidth((belowIsNearer ? wide - 1 : wide) * step);
  }

  private static long size(Architecture like, int width, Shape input, int outputs) {
    return like.withWidth(width).network(input, outputs, Activation.RELU).size();
  }
}
