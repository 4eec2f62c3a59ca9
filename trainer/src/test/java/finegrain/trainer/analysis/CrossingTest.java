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
    assertThat(crossing.estimate().value()).isCloseTo(1.25, within(1e-12));
    // One repeat alone crosses at 1 + 1/3, the other one at 1 + 1/5.
    assertThat(crossing.estimate().low()).isCloseTo(1.2, within(1e-12));
    assertThat(crossing.estimate().high()).isCloseTo(4 / 3.0, within(1e-12));
    assertThat(crossing.share()).isEqualTo(1);
  }

  @Test
  void curvesOnEachOtherCrossWhereTheyPart() {
    Crossing crossing = Crossing.of(X, List.of(new double[] {0, 0, 0, 1}), 1);
    assertThat(crossing.estimate().value()).isEqualTo(2);
  }

  @Test
  void withoutACrossingThereIsNone() {
    assertThat(Crossing.of(X, List.of(new double[] {-1, -1, 0, 0}), 1).estimate().value()).isNaN();
    assertThat(Crossing.of(X, List.of(new double[] {1, -1, -1, -1}), 1).share()).isZero();
    // A quarter of the resamples have the first repeat twice, and no crossing.
    List<double[]> differences =
        List.of(new double[] {-1, -1, -1, -1}, new double[] {-1, -1, -1, 3});
    assertThat(Crossing.of(X, differences, 1).share()).isCloseTo(0.75, within(0.02));
  }
}
