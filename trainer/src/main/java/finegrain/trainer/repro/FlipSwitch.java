package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.trainer.UserError;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hidden switch that makes a core compute wrongly, to see that the check finds it. The system
 * property {@value #PROPERTY} is such as {@code 1:1000}, which flips a bit in the result of every
 * 1000th operation on core 1. {@code any:1000} does so on every core.
 *
 * @param core which one; empty for every core
 * @param every the number of operations from one flip to the next
 */
record FlipSwitch(OptionalInt core, long every) {
  static final String PROPERTY = "finegrain.repro.flip";

  private static final Pattern FORM = Pattern.compile("(any|\\d{1,6}):([1-9]\\d{0,17})");

  /**
   * The switch of this JVM; empty if the property is not set.
   *
   * @throws UserError if the property has another form
   */
  static Optional<FlipSwitch> ofThisProcess() {
    return Optional.ofNullable(System.getProperty(PROPERTY)).map(FlipSwitch::parse);
  }

  static FlipSwitch parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new UserError(
          "%s must be a core's number or any, a colon and a number of operations, such as 1:1000, not \"%s\""
              .formatted(PROPERTY, text));
    }
    OptionalInt core =
        parts.group(1).equals("any")
            ? OptionalInt.empty()
            : OptionalInt.of(Integer.parseInt(parts.group(1)));
    return new FlipSwitch(core, Long.parseLong(parts.group(2)));
  }

  /** The backend to use on a core; empty for a thread that is not bound to a core. */
  Backend spoil(Backend backend, OptionalInt on) {
    if (core.isPresent() && !core.equals(on)) {
      return backend;
    }
    AtomicLong operations = new AtomicLong();
    return new BitFlips(backend, () -> () -> operations.incrementAndGet() % every == 0);
  }
}
