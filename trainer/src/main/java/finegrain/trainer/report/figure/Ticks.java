package finegrain.trainer.report.figure;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/** The ticks of an axis. */
final class Ticks {
  /** A logarithmic axis with more 1-2-5 ticks than this has only powers of ten. */
  private static final int MOST_LOGARITHMIC = 8;

  private Ticks() {}

  /** A number on an axis. */
  record Tick(double value, String label) {}

  /**
   * The multiples of a step in a range: the smallest step of 1, 2 or 5 times a power of ten that
   * gives no more ticks than allowed. All labels have equally many decimals.
   *
   * @param atMost ticks, at least 1
   */
  static List<Tick> linear(Range range, int atMost) {
    // Exact decimals from here: a tick is i times the step, and its label says so.
    BigDecimal low = BigDecimal.valueOf(range.low());
    BigDecimal high = BigDecimal.valueOf(range.high());
    BigDecimal span = high.subtract(low);
    int exponent = span.precision() - span.scale() - 1;
    // A step of a tenth of the span's power of ten has ten ticks or more.
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(exponent - digits(atMost));
    while (true) {
      for (int mantissa : new int[] {1, 2, 5}) {
        BigDecimal step = unit.multiply(BigDecimal.valueOf(mantissa));
        BigDecimal first = low.divide(step, 0, RoundingMode.CEILING);
        BigDecimal last = high.divide(step, 0, RoundingMode.FLOOR);
        if (last.subtract(first).intValueExact() < atMost) {
          return multiples(step, first, last);
        }
      }
      unit = unit.scaleByPowerOfTen(1);
    }
  }

  private static int digits(int count) {
    return Integer.toString(count).length();
  }

  private static List<Tick> multiples(BigDecimal step, BigDecimal first, BigDecimal last) {
    int decimals = Math.max(0, step.stripTrailingZeros().scale());
    List<Tick> ticks = new ArrayList<>();
    for (BigDecimal i = first; i.compareTo(last) <= 0; i = i.add(BigDecimal.ONE)) {
      BigDecimal value = i.multiply(step).setScale(decimals, RoundingMode.UNNECESSARY);
      ticks.add(
          new Tick(
              value.doubleValue(),
              decimals > 5 || value.precision() - value.scale() > 8
                  ? Numbers.text(value)
                  : Numbers.asIs(value)));
    }
    return ticks;
  }

  /** 1, 2 and 5 times the powers of ten in a range above 0; only the powers if those are many. */
  static List<Tick> logarithmic(Range range) {
    List<Tick> ticks = powers(range, 1, 2, 5);
    return ticks.size() <= MOST_LOGARITHMIC ? ticks : powers(range, 1);
  }

  private static List<Tick> powers(Range range, int... mantissas) {
    List<Tick> ticks = new ArrayList<>();
    BigDecimal low = BigDecimal.valueOf(range.low());
    BigDecimal high = BigDecimal.valueOf(range.high());
    for (int exponent = low.precision() - low.scale() - 1;
        BigDecimal.ONE.scaleByPowerOfTen(exponent).compareTo(high) <= 0;
        exponent++) {
      for (int mantissa : mantissas) {
        BigDecimal value = BigDecimal.valueOf(mantissa).scaleByPowerOfTen(exponent);
        if (value.compareTo(low) >= 0 && value.compareTo(high) <= 0) {
          ticks.add(new Tick(value.doubleValue(), Numbers.text(value)));
        }
      }
    }
    return ticks;
  }

  /** The ticks that the figure chooses. */
  static List<Tick> given(List<Double> values) {
    return values.stream().map(value -> new Tick(value, Numbers.text(value))).toList();
  }
}
