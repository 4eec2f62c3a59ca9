package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.trainer.UserError;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hidden switch that lets a core compute wrongly, to see that it is found: the system property
 * {@value #PROPERTY}, such as {@code 1:1000}, flips a bit in every 1000th result of an operation on
 * core 1, and {@code any:1000} on whatever core.
 *
 * @param core which one; empty for any
 * @param every so many operations
 */
record FlipSwitch(OptionalInt core, long every) {
  static final String PROPERTY = "finegrain.repro.flip";

  private static final Pattern FORM = Pattern.compile("(any|\\d{1,6}):([1-9]\\d{0,17})");

  /**
   * As this JVM has it; empty where it is not set.
   *
   * @throws UserError if it makes no sense
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

  /** A backend as it is on a core; empty for a thread that is not bound to one. */
  Backend spoil(Backend backend, OptionalInt on) {
    if (core.isPresent() && !core.equals(on)) {
      return backend;
    }
    AtomicLong operations = new AtomicLong();
    return new BitFlips(backend, () -> () -> operations.incrementAndGet() % every == 0);
  }
}
