package finegrain.trainer.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The points against the distributions that they are drawn from. */
class GeneratedPointsTest {
  private static double radius(Matrix points, int i) {
    return Math.hypot(points.get(i, 0), points.get(i, 1));
  }

  /** Ring k of K has radius 2 (k + 1) / K, with deviation 2 sigma / K. */
  @ParameterizedTest
  @ValueSource(ints = {2, 4, 7})
  void ringsHaveTheirRadiiAndDeviations(int rings) {
    int perClass = 20_000;
    LabelledSet set = new RingsTask(rings, 0.15, 3).trainingSet(perClass, 0);
    assertThat(set.size()).isEqualTo(rings * perClass);
    for (int ring = 0; ring < rings; ring++) {
      int of = ring;
      double[] radii =
          IntStream.range(0, set.size())
              .filter(i -> set.fine()[i] == of)
              .mapToDouble(i -> radius(set.features(), i))
              .toArray();
      assertThat(radii).hasSize(perClass);
      double mean = Arrays.stream(radii).average().orElseThrow();
      double deviation =
          Math.sqrt(Arrays.stream(radii).map(r -> (r - mean) * (r - mean)).average().orElseThrow());
      // Five standard errors.
      assertThat(mean)
          .isCloseTo(2.0 * (ring + 1) / rings, within(5 * 0.3 / rings / Math.sqrt(perClass)));
      assertThat(deviation)
          .isCloseTo(0.3 / rings, within(5 * 0.3 / rings / Math.sqrt(2.0 * perClass)));
    }
  }

  @Test
  void anglesAreUniform() {
    LabelledSet set = new RingsTask(4, 0.15, 3).trainingSet(10_000, 0);
    int[] eighths = new int[8];
    for (int i = 0; i < set.size(); i++) {
      double angle = Math.atan2(set.features().get(i, 1), set.features().get(i, 0));
      eighths[(int) ((angle + Math.PI) / (2 * Math.PI) * 8) % 8]++;
    }
    // 40,000 / 8, and five standard deviations of a binomial number.
    assertThat(Arrays.stream(eighths).boxed()).allSatisfy(n -> assertThat(n).isBetween(4669, 5331));
  }

  @Test
  void aLargerSetBeginsWithASmallerOneAndRepeatsDiffer() {
    RingsTask task = new RingsTask(4, 0.15, 3);
    LabelledSet small = task.trainingSet(5, 1);
    LabelledSet large = task.trainingSet(9, 1);
    for (int i = 0; i < small.size(); i++) {
      assertThat(large.features().get(i, 0)).isEqualTo(small.features().get(i, 0));
      assertThat(large.fine()[i]).isEqualTo(small.fine()[i]);
    }
    assertThat(task.trainingSet(5, 2).features().get(0, 0))
        .isNotEqualTo(small.features().get(0, 0));
    assertThat(task.pool(1).features().get(0, 0)).isNotEqualTo(small.features().get(0, 0));
    assertThat(new RingsTask(4, 0.15, 4).trainingSet(5, 1).features().get(0, 0))
        .isNotEqualTo(small.features().get(0, 0));
  }

  @Test
  void validationAndTestPointsAreFreshAndWhole() {
    Task.Split split = new RingsTask(4, 0.15, 3).split(1, 0);
    assertThat(split.validation()).hasSize(800);
    assertThat(split.test()).hasSize(4000);
    assertThat(
            IntStream.concat(Arrays.stream(split.validation()), Arrays.stream(split.test()))
                .distinct()
                .count())
        .isEqualTo(4800);
  }

  /** Half of a disc of radius 2 lies inside radius sqrt 2; the shares of the others by area. */
  @Test
  void theDiscIsUniformAndItsClassesFollowTheDistance() {
    DiscTask task = new DiscTask(5);
    LabelledSet set = task.trainingSet(10_000, 0);
    double delta = 0.2;
    int[] counts = new int[4];
    int[] fine = task.fineClasses("delta=0.2", set);
    for (int i = 0; i < fine.length; i++) {
      double radius = radius(set.features(), i);
      assertThat(radius).isLessThanOrEqualTo(2 + 1e-6);
      counts[fine[i]]++;
      int expected =
          radius < Math.sqrt(2) - delta
              ? 0
              : radius < Math.sqrt(2) ? 1 : radius < Math.sqrt(2) + delta ? 2 : 3;
      assertThat(fine[i]).isEqualTo(expected);
    }
    double[] edges = {0, Math.sqrt(2) - delta, Math.sqrt(2), Math.sqrt(2) + delta, 2};
    for (int one = 0; one < 4; one++) {
      double share = (edges[one + 1] * edges[one + 1] - edges[one] * edges[one]) / 4;
      assertThat(counts[one] / 40_000.0)
          .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / 40_000)));
    }
    assertThat(task.tree("delta=0.2").text()).isEqualTo("0011");
  }

  @ParameterizedTest
  @ValueSource(strings = {"delta=0", "delta=0.6", "delta=x", "0011", "delta=-1", "delta="})
  void otherDistancesAreRefused(String map) {
    assertThatThrownBy(() -> new DiscTask(1).tree(map))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the map of a disc must be a distance such as delta=0.2, above 0 and below 0.58, not \""
                + map
                + "\"");
  }
}
