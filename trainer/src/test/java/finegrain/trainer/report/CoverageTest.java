package finegrain.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class CoverageTest {
  private static final int SIZE = 40;
  private static final double[] SQUARE = {4, 4, 14, 4, 14, 14, 4, 14};

  /** The area of a triangle is half the cross product of two sides. */
  @Property
  void aTriangleCoversItsArea(
      @ForAll @Size(6) List<@DoubleRange(min = 0, max = 40) Double> values) {
    double[] corners = values.stream().mapToDouble(Double::doubleValue).toArray();
    double area =
        Math.abs(
                (corners[2] - corners[0]) * (corners[5] - corners[1])
                    - (corners[4] - corners[0]) * (corners[3] - corners[1]))
            / 2;
    // Each scan line errs at both ends by half a 1/256, and a triangle begins between two of them.
    assertThat(sum(cover(corners))).isCloseTo(area, within(1.5));
  }

  @Test
  void edgesBetweenPixelsAreShared() {
    double[][] covered = cover(new double[] {4.25, 4, 14, 4, 14, 13.5, 4.25, 13.5});
    assertThat(covered[5][3]).isZero();
    assertThat(covered[5][4]).isEqualTo(0.75);
    assertThat(covered[5][5]).isEqualTo(1);
    assertThat(covered[13][5]).isEqualTo(0.5);
    assertThat(covered[13][4]).isEqualTo(0.375);
    assertThat(covered[14][5]).isZero();
  }

  @Test
  void whatIsCoveredTwiceCountsOnce() {
    assertThat(sum(cover(SQUARE, SQUARE))).isEqualTo(100);
    assertThat(sum(cover(SQUARE, new double[] {9, 4, 19, 4, 19, 14, 9, 14}))).isEqualTo(150);
  }

  @Test
  void aHoleGoesAroundTheOtherWay() {
    assertThat(sum(cover(SQUARE, new double[] {6, 6, 6, 12, 12, 12, 12, 6}))).isEqualTo(64);
  }

  @Test
  void whatLiesOutsideIsCutOff() {
    assertThat(sum(cover(new double[] {-50, -50, 90, -50, 90, 90, -50, 90})))
        .isEqualTo(SIZE * SIZE);
    assertThat(sum(cover(new double[] {-50, 0, -10, 0, -10, 40, -50, 40}))).isZero();
    assertThat(sum(cover(new double[] {50, 0, 90, 0, 90, 40, 50, 40}))).isZero();
  }

  private static double[][] cover(double[]... areas) {
    Coverage coverage = new Coverage(SIZE, SIZE);
    for (double[] area : areas) {
      coverage.add(area);
    }
    double[][] covered = new double[SIZE][SIZE];
    coverage.drain(
        (row, parts, from, to) -> {
          for (int column = from; column < to; column++) {
            covered[row][column] = (double) parts[column] / Coverage.WHOLE;
          }
        });
    return covered;
  }

  private static double sum(double[][] covered) {
    double sum = 0;
    for (double[] row : covered) {
      for (double one : row) {
        sum += one;
      }
    }
    return sum;
  }
}
