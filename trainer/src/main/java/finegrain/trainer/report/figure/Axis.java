package finegrain.trainer.report.figure;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** An axis of a figure. */
public sealed interface Axis {

  /** The quantity along the axis, with its unit. */
  String label();

  /** A linear axis. Without a range it includes all data. */
  record Linear(String label, Optional<Range> range) implements Axis {}

  /**
   * A logarithmic axis, for numbers above 0. It includes all data and all its ticks.
   *
   * @param ticks the numbers to show, rising; if empty, 1, 2 and 5 times the powers of ten
   */
  record Logarithmic(String label, List<Double> ticks) implements Axis {

    public Logarithmic {
      ticks = ticks.stream().sorted().distinct().toList();
      if (ticks.stream().anyMatch(tick -> !(tick > 0) || tick.isInfinite())) {
        throw new IllegalArgumentException(
            "the ticks of a logarithmic axis must be above 0: " + ticks);
      }
    }
  }

  /** An axis of names. A point with x = i is at the i-th name, counted from 0. */
  record Categories(String label, List<String> names) implements Axis {

    public Categories {
      names = List.copyOf(names);
      if (names.isEmpty()) {
        throw new IllegalArgumentException("an axis of names needs at least one name");
      }
    }
  }

  static Axis linear(String label) {
    return new Linear(label, Optional.empty());
  }

  static Axis linear(String label, double low, double high) {
    return new Linear(label, Optional.of(new Range(low, high)));
  }

  static Axis logarithmic(String label, double... ticks) {
    return new Logarithmic(label, Arrays.stream(ticks).boxed().toList());
  }

  static Axis categories(String label, List<String> names) {
    return new Categories(label, names);
  }
}
