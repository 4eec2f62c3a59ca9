package finegrain.trainer.data;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The names of the classes that a file's labels stand for. */
final class ClassNames {
  private static final String WHOLE = "[+-]?\\d{1,18}";

  /** Without exponents that would make a name of thousands of digits. */
  private static final String DECIMAL =
      "[+-]?(\\d{1,18}\\.?\\d{0,18}|\\.\\d{1,18})([eE][+-]?\\d{1,2})?";

  private ClassNames() {}

  /**
   * The name for each label. Where all labels are numbers, and not all are written as whole ones,
   * equal numbers are one class, with the number in its shortest form as name: 2.0 and 2e0 are 2.
   * All other labels are names as they are.
   */
  static Map<String, String> of(Collection<String> labels) {
    boolean whole = labels.stream().allMatch(label -> label.matches(WHOLE));
    boolean decimal = labels.stream().allMatch(label -> label.matches(DECIMAL));
    Function<String, String> name = !whole && decimal ? ClassNames::shortest : label -> label;
    Map<String, String> names = new HashMap<>();
    labels.forEach(label -> names.computeIfAbsent(label, name));
    return names;
  }

  private static String shortest(String label) {
    BigDecimal value = new BigDecimal(label);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  /** The number that a name is, for the order of names; empty if it is a word. */
  static Optional<BigDecimal> number(String name) {
    return name.length() <= 120 && name.matches("[+-]?\\d+(\\.\\d+)?")
        ? Optional.of(new BigDecimal(name))
        : Optional.empty();
  }
}
