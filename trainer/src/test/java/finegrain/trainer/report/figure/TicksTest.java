package finegrain.trainer.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import finegrain.trainer.report.figure.Ticks.Tick;
import java.math.BigDecimal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

final class TicksTest {

  @Test
  void stepsAreOneTwoOrFive() {
    assertThat(labels(Ticks.linear(new Range(0.8, 0.95), 6)))
        .containsExactly("0.80", "0.85", "0.90", "0.95");
    assertThat(labels(Ticks.linear(new Range(-0.03, 0.021), 6)))
        .containsExactly("−0.03", "−0.02", "−0.01", "0.00", "0.01", "0.02");
    assertThat(labels(Ticks.linear(new Range(0, 699), 8)))
        .containsExactly("0", "100", "200", "300", "400", "500", "600");
    assertThat(labels(Ticks.linear(new Range(-2.6, 2.6), 5)))
        .containsExactly("−2", "−1", "0", "1", "2");
    assertThat(labels(Ticks.linear(new Range(0, 1.2e-6), 4))).containsExactly("0", "5e−7", "1e−6");
  }

  @Property
  void allTicksLieInTheRangeAndTheNextSmallerStepWouldGiveTooMany(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double low,
      @ForAll @Scale(4) @DoubleRange(min = 1e-3, max = 1e6) double span,
      @ForAll @IntRange(min = 2, max = 12) int atMost) {
    double high = low + span;
    List<Double> values =
        Ticks.linear(new Range(low, high), atMost).stream().map(Tick::value).toList();
    assertThat(values).hasSizeLessThanOrEqualTo(atMost).isNotEmpty();
    assertThat(values).allMatch(value -> value >= low && value <= high);
    if (values.size() < 2) {
      return;
    }
    double step = values.get(1) - values.get(0);
    for (int i = 1; i < values.size(); i++) {
      assertThat(values.get(i) - values.get(i - 1)).isCloseTo(step, withinPercentage(0.1));
    }
    double mantissa = step / Math.pow(10, Math.floor(Math.log10(step * 1.0001)));
    assertThat(List.of(1.0, 2.0, 5.0)).anyMatch(one -> Math.abs(one - mantissa) < 0.01);
    double smaller = mantissa > 4 ? step * 2 / 5 : step / 2;
    assertThat(Math.floor(high / smaller) - Math.ceil(low / smaller) + 1)
        .isGreaterThanOrEqualTo(atMost);
  }

  @Test
  void aLogarithmicAxisHasTheGivenNumbersOrPowersOfTen() {
    assertThat(labels(Ticks.given(List.of(50.0, 100.0, 1500.0))))
        .containsExactly("50", "100", "1500");
    assertThat(labels(Ticks.logarithmic(new Range(0.04, 3))))
        .containsExactly("0.05", "0.1", "0.2", "0.5", "1", "2");
    assertThat(labels(Ticks.logarithmic(new Range(1e-6, 1e4))))
        .containsExactly(
            "1e−6", "1e−5", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1000", "10000");
  }

  @Test
  void numbersAreShort() {
    assertThat(Numbers.text(120)).isEqualTo("120");
    assertThat(Numbers.text(0)).isEqualTo("0");
    assertThat(Numbers.text(-0.25)).isEqualTo("−0.25");
    assertThat(Numbers.text(new BigDecimal("0.000012"))).isEqualTo("1.2e−5");
    assertThat(Numbers.text(3e9)).isEqualTo("3e9");
    assertThat(Numbers.rounded(0.86214999)).isEqualTo("0.8621");
    assertThat(Numbers.coordinate(-0.04)).isEqualTo("0");
    assertThat(Numbers.coordinate(-12.36)).isEqualTo("-12.4");
    assertThat(Numbers.coordinate(7)).isEqualTo("7");
  }

  private static List<String> labels(List<Tick> ticks) {
    return ticks.stream().map(Tick::label).toList();
  }
}
