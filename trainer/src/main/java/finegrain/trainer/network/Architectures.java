package finegrain.trainer.network;

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
}
