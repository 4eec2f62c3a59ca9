package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.analysis.Statistics.Quartiles;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatisticsTest {
  private static final long[] SEEDS = {0, 1, 2, 3, -7, Long.MAX_VALUE};

  /** By numpy.quantile (2.4.6), whose default is type 7 too. */
  @ParameterizedTest
  @CsvSource({
    "'1 2 4 8 16', 0.025, 1.1",
    "'1 2 4 8 16', 0.25, 2",
    "'1 2 4 8 16', 0.5, 4",
    "'1 2 4 8 16', 0.975, 15.2",
    "'1 2 4 8', 0.25, 1.75",
    "'1 2 4 8', 0.5, 3",
    "'1 2 4 8', 0.75, 5",
    "'0.1 0.4', 0.25, 0.175",
    "'-3.5 0.25 1 7 9.5 20', 0.025, -3.03125",
    "'-3.5 0.25 1 7 9.5 20', 0.25, 0.4375",
    "'-3.5 0.25 1 7 9.5 20', 0.75, 8.875",
    "'-3.5 0.25 1 7 9.5 20', 0.975, 18.6875",
    "'3', 0.25, 3",
    "'3 5', 0, 3",
    "'3 5', 1, 5",
  })
  void quantilesAreThoseOfNumpy(String values, double share, double expected) {
    double[] sorted = Arrays.stream(values.split(" ")).mapToDouble(Double::parseDouble).toArray();
    assertThat(Statistics.quantile(sorted, share)).isCloseTo(expected, within(1e-14));
  }

  @Test
  void quartilesDoNotNeedSortedValuesAndLeaveThemAlone() {
    double[] values = {8, 1, 4, 2};
    assertThat(Statistics.quartiles(values)).isEqualTo(new Quartiles(1.75, 3, 5));
    assertThat(values).containsExactly(8, 1, 4, 2);
  }

  /**
   * For n values, n odd, the bootstrap's median is at most the j-th smallest one where more than
   * half of n draws are among the j smallest: a binomial probability. The rank is the first j at
   * which it exceeds 0.025. For n = 3 the three medians have 7/27, 13/27 and 7/27, so that the
   * interval is all of the range. Each n here keeps five standard deviations of 10,000 resamples
   * from 0.025.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "3, 1", "5, 1", "7, 2", "11, 3", "13, 4", "17, 5", "19, 6", "21, 7"})
  void theIntervalOfAMedianIsThatOfTheExactBootstrapDistribution(int n, int rank) {
    double[] values = IntStream.rangeClosed(1, n).mapToDouble(i -> i * i).toArray();
    Estimate expected = new Estimate(square((n + 1) / 2), square(rank), square(n + 1 - rank));
    for (long seed : SEEDS) {
      assertThat(Statistics.median(values, seed)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static double square(int i) {
    return i * (double) i;
  }

  /** By enumeration of all n^n resamples. */
  @ParameterizedTest
  @CsvSource({
    "'1 2', 1.5, 1, 2",
    "'1 2 4 8', 3, 1, 8",
    "'1 2 4 8 16 32', 6, 1.5, 24",
  })
  void medianOfAnEvenNumberOfValues(String text, double median, double low, double high) {
    double[] values = Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
    for (long seed : SEEDS) {
      assertThat(Statistics.median(values, seed)).isEqualTo(new Estimate(median, low, high));
    }
  }

  @Test
  void equalValuesHaveAnIntervalOfNoWidth() {
    assertThat(Statistics.median(new double[] {0.25, 0.25, 0.25}, 1))
        .isEqualTo(new Estimate(0.25, 0.25, 0.25));
  }

  @Property(tries = 20)
  void aSeedAlwaysGivesTheSameInterval(@ForAll @Size(min = 1, max = 40) double[] values) {
    double[] before = values.clone();
    assertThat(Statistics.median(values, 3)).isEqualTo(Statistics.median(values, 3));
    assertThat(values).isEqualTo(before);
  }

  @Test
  void theSeedIsThatOfTheResamples() {
    double[] values = IntStream.range(0, 30).mapToDouble(i -> Math.sin(100 * i)).toArray();
    Set<Estimate> estimates = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      estimates.add(Statistics.median(values, seed));
    }
    assertThat(estimates).hasSizeGreaterThan(1);
    assertThat(estimates)
        .extracting(Estimate::value)
        .containsOnly(estimates.iterator().next().value());
  }

  @Property(tries = 30)
  void theIntervalLiesWithinTheValuesAndHoldsTheirMedian(
      @ForAll @Size(min = 1, max = 40) @DoubleRange(min = -1, max = 1) double[] values) {
    Estimate estimate = Statistics.median(values, 1);
    assertThat(estimate.low())
        .isBetween(DoubleStream.of(values).min().getAsDouble(), estimate.value());
    assertThat(estimate.high())
        .isBetween(estimate.value(), DoubleStream.of(values).max().getAsDouble());
  }

  @Test
  void anIntervalExcludesZeroWhereBothEndsAreOnOneSideOfIt() {
    assertThat(new Estimate(2, 1, 3).excludesZero()).isTrue();
    assertThat(new Estimate(-2, -3, -1).excludesZero()).isTrue();
    assertThat(new Estimate(2, Double.MIN_VALUE, 3).excludesZero()).isTrue();
    assertThat(new Estimate(0, -1, 1).excludesZero()).isFalse();
    assertThat(new Estimate(2, 0, 3).excludesZero()).isFalse();
    assertThat(new Estimate(-2, -3, -0.0).excludesZero()).isFalse();
    assertThat(new Estimate(0, 0, 0).excludesZero()).isFalse();
  }

  /** By scipy.stats.pearsonr and spearmanr, from their documentation. */
  @Test
  void correlationsAreThoseOfScipy() {
    assertThat(
            Statistics.pearson(
                new double[] {1, 2, 3, 4, 5, 6, 7}, new double[] {10, 9, 2.5, 6, 4, 3, 2}))
        .isCloseTo(-0.828503883588428, within(1e-14));
    assertThat(Statistics.spearman(new double[] {1, 2, 3, 4, 5}, new double[] {5, 6, 7, 8, 7}))
        .isCloseTo(0.8207826816681233, within(1e-14));
    assertThat(Statistics.pearson(new double[] {1, 1}, new double[] {1, 2})).isNaN();
  }

  /** The interval of a mean of normal numbers is about 1.96 standard errors on each side. */
  @Test
  void theBootstrapOfAMeanHasItsStandardError() {
    double[] values = new java.util.SplittableRandom(5).doubles(400).toArray();
    Estimate mean =
        Statistics.bootstrap(
            values.length,
            3,
            chosen -> Arrays.stream(chosen).mapToDouble(i -> values[i]).average().orElseThrow());
    // A uniform number has the variance 1/12.
    double expected = 2 * 1.96 * Math.sqrt(1 / 12.0 / 400);
    assertThat(mean.high() - mean.low()).isCloseTo(expected, within(0.1 * expected));
    assertThat(mean.value()).isBetween(mean.low(), mean.high());
  }
}
