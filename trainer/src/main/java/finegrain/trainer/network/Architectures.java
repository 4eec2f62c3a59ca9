package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The architectures that there are, by their names. */
public final class Architectures {
  /** Add an architecture here. Its width is not its own default: experiments choose widths. */
  private static final List<Architecture> ALL = List.of(new Perceptron(10));

  private static final Pattern FORM = Pattern.compile("([a-z][a-z0-9-]*)\\((\\d{1,6})\\)");

  private Architectures() {}

  /** The names of the families, such as {@code perceptron}. */
  public static List<String> families() {
    return ALL.stream().map(Architecture::family).toList();
  }

  /** A perceptron with one hidden layer. */
  public static Architecture perceptron(int hiddenUnits) {
    return new Perceptron(hiddenUnits);
  }

  /** A family at a capacity; empty if there is no such family. */
  public static Optional<Architecture> of(String family, int width) {
    return ALL.stream()
        .filter(one -> one.family().equals(family))
        .findFirst()
        .map(one -> one.withWidth(width));
  }

  /**
   * An architecture from its text form, such as {@code perceptron(50)}.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static Architecture parse(String text) {
    Matcher form = FORM.matcher(text);
    if (form.matches()) {
      Optional<Architecture> found = of(form.group(1), Integer.parseInt(form.group(2)));
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw new IllegalArgumentException("there is no architecture \"%s\"".formatted(text));
  }

  /**
   * The architecture like another one whose network has most nearly so many parameters; the wider
   * one where two are equally near.
   *
   * @param input the shape of a sample
   * @param outputs how many logits a sample has
   */
  public static Architecture nearest(Architecture like, long parameters, Shape input, int outputs) {
    int narrow = 1;
    int wide = 1;
    while (size(like, wide, input, outputs) < parameters) {
      narrow = wide;
      wide *= 2;
    }
    // The narrowest with as many parameters or more lies from narrow to wide.
    while (narrow < wide) {
      int middle = (narrow + wide) / 2;
      if (size(like, middle, input, outputs) < parameters) {
        narrow = middle + 1;
      } else {
        wide = middle;
      }
    }
    boolean belowIsNearer =
        wide > 1
            && parameters - size(like, wide - 1, input, outputs)
                < size(like, wide, input, outputs) - parameters;
    return like.withWidth(belowIsNearer ? wide - 1 : wide);
  }

  private static long size(Architecture like, int width, Shape input, int outputs) {
    return like.withWidth(width).network(input, outputs, Activation.RELU).size();
  }
}
