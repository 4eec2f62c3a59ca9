package finegrain.trainer.report.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ContoursTest {

  @Test
  void theWholeGridHasFourCorners() {
    List<double[]> loops = Contours.of(3, 5, (row, column) -> true);
    assertThat(loops).hasSize(1);
    assertThat(loops.getFirst()).containsExactly(0, 0, 5, 0, 5, 3, 0, 3);
  }

  @Test
  void aStraightBorderStaysWhereItIs() {
    List<double[]> loops = Contours.of(10, 10, (row, column) -> column < 4);
    assertThat(area(loops)).isCloseTo(40, within(1e-9));
    assertThat(Contours.of(10, 10, (row, column) -> false)).isEmpty();
  }

  @Test
  void aHoleGoesAroundTheOtherWay() {
    List<double[]> loops =
        Contours.of(30, 30, (row, column) -> Math.hypot(row - 14.5, column - 14.5) > 9);
    assertThat(loops).hasSize(2);
    // A disc of radius 9 has 254.47 cells; its border may move by a fifth of a cell.
    assertThat(area(loops)).isCloseTo(900 - 254.47, within(11.3));
    assertThat(area(List.of(loops.get(0)))).isEqualTo(900);
    assertThat(area(List.of(loops.get(1)))).isNegative();
  }

  @Test
  void twoSetsThatShareABorderShareItsLine() {
    double left = area(Contours.of(40, 40, (row, column) -> column < 8 + row / 3));
    double right = area(Contours.of(40, 40, (row, column) -> column >= 8 + row / 3));
    // Near its ends, which stay at the grid's edge, the two are smoothed from different sides.
    assertThat(left + right).isCloseTo(1600, within(1.0));
  }

  @Test
  void cellsThatTouchAtACornerAreTwoAreas() {
    assertThat(Contours.of(4, 4, (row, column) -> row == column && row % 3 != 0)).hasSize(2);
  }

  /** Gauss's formula; positive where the way is against the clock, with rows upwards. */
  private static double area(List<double[]> loops) {
    double twice = 0;
    for (double[] loop : loops) {
      for (int i = 0; i < loop.length; i += 2) {
        int next = (i + 2) % loop.length;
        twice += loop[i] * loop[next + 1] - loop[next] * loop[i + 1];
      }
    }
    return twice / 2;
  }
}
