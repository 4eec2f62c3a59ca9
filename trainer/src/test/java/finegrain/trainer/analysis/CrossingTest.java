package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class CrossingTest {
  private static final double[] X = {0, 1, 2, 4};

  @Test
  void theCrossingIsOnTheLineBetweenTwoValues() {
    // The means are -3, -1, 3, 5: from -1 at 1 to 3 at 2.
    List<double[]> differences = List.of(new double[] {-2, -1, 2, 4}, new double[] {-4, -1, 4, 6});
    Crossing crossing = Crossing.of(X, differences, 1);
    assertThat(crossing.isInside()).isTrue();
    assertThat(crossing.estimate().value()).isCloseTo(1.25, within(1e-12));
    // One repeat alone crosses at 1 + 1/3, the other one at 1 + 1/5.
    assertThat(crossing.estimate().low()).isCloseTo(1.2, within(1e-12));
    assertThat(crossing.estimate().high()).isCloseTo(4 / 3.0, within(1e-12));
  }

  @Test
  void curvesOnEachOtherCrossWhereTheyPart() {
    Crossing crossing = Crossing.of(X, List.of(new double[] {0, 0, 0, 1}), 1);
    assertThat(crossing.estimate().value()).isEqualTo(2);
  }

  @Test
  void aDifferenceThatNeverRisesCrossesBeyondAllValues() {
    Crossing never = Crossing.of(X, List.of(new double[] {-1, -1, 0, 0}), 1);
    assertThat(never.estimate().value()).isInfinite().isPositive();
    assertThat(never.isInside()).isFalse();
    assertThat(never.isBefore()).isFalse();
  }

  @Test
  void aDifferenceThatIsThereFromTheStartCrossesBeforeAllValues() {
    Crossing always = Crossing.of(X, List.of(new double[] {1, -1, -1, -1}), 1);
    assertThat(always.isBefore()).isTrue();
    assertThat(always.isInside()).isFalse();
  }

  @Test
  void anIntervalMayEndBeyondAllValues() {
    // A quarter of the resamples have the first repeat twice and no crossing, a quarter the second
    // one twice, which crosses at 2 + 1/4 * 2.
    List<double[]> differences =
        List.of(new double[] {-1, -1, -1, -1}, new double[] {-1, -1, -1, 3});
    Crossing crossing = Crossing.of(X, differences, 1);
    assertThat(crossing.estimate().value()).isCloseTo(3, within(1e-12));
    assertThat(crossing.estimate().low()).isCloseTo(2.5, within(1e-12));
    assertThat(crossing.estimate().high()).isInfinite();
  }
}
