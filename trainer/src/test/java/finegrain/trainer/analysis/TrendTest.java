package finegrain.trainer.analysis;

import static finegrain.trainer.experiment.Claim.Sign.NEGATIVE;
import static finegrain.trainer.experiment.Claim.Sign.POSITIVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.analysis.Statistics.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TrendTest {
  private static final double[] NO_GAIN = new double[7];

  private static Trend trend(double[] atFirst, double[] atLast) {
    List<Row> rows = new ArrayList<>(MadeUp.gains(5, 50, atFirst));
    // What lies between the ends does not count.
    rows.addAll(MadeUp.gains(7, 50, new double[atFirst.length]));
    rows.addAll(MadeUp.gains(50, 50, atLast));
    return Trend.of(Comparison.of(rows, 1), rows, 1);
  }

  private static double[] sevenths(double scale) {
    return IntStream.rangeClosed(1, 7).mapToDouble(i -> scale * i * i / 1000).toArray();
  }

  /** Of seven values the exact bootstrap interval of the median is from the second to the sixth. */
  @Test
  void theChangeIsTheMedianOfThePairedChanges() {
    Trend trend = trend(NO_GAIN, sevenths(1));
    assertThat(trend.first().width()).isEqualTo(5);
    assertThat(trend.last().width()).isEqualTo(50);
    Estimate change = trend.change().orElseThrow();
    assertThat(change.value()).isCloseTo(0.016, within(1e-12));
    assertThat(change.low()).isCloseTo(0.004, within(1e-12));
    assertThat(change.high()).isCloseTo(0.036, within(1e-12));
  }

  /** The gains vary between repeats, and their changes do not. */
  @Test
  void theRepeatsArePaired() {
    double[] gains = {0.1, -0.2, 0.3, 0, 0.25, -0.1, 0.05};
    double[] more = Arrays.stream(gains).map(gain -> gain + 0.03125).toArray();
    Estimate change = trend(gains, more).change().orElseThrow();
    assertThat(change.low()).isCloseTo(0.03125, within(1e-9));
    assertThat(change.high()).isCloseTo(0.03125, within(1e-9));
  }

  @Test
  void aChangeOfTheClaimedSignAgrees() {
    assertThat(trend(NO_GAIN, sevenths(1)).verdict(POSITIVE)).isEqualTo(Verdict.AGREES);
    assertThat(trend(NO_GAIN, sevenths(-1)).verdict(NEGATIVE)).isEqualTo(Verdict.AGREES);
  }

  @Test
  void aChangeOfTheOtherSignDisagrees() {
    assertThat(trend(NO_GAIN, sevenths(1)).verdict(NEGATIVE)).isEqualTo(Verdict.DISAGREES);
    assertThat(trend(sevenths(1), NO_GAIN).verdict(POSITIVE)).isEqualTo(Verdict.DISAGREES);
  }

  @Test
  void anIntervalThatHoldsZeroDecidesNothing() {
    double[] both = {-0.02, 0.02, -0.02, 0.02, -0.02, 0.02};
    assertThat(trend(new double[6], both).verdict(POSITIVE)).isEqualTo(Verdict.UNDECIDED);
    assertThat(trend(NO_GAIN, NO_GAIN).verdict(POSITIVE)).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void fiveRepeatsOrOneSettingCannotTell() {
    assertThat(trend(new double[5], new double[] {1, 1, 1, 1, 1}).verdict(POSITIVE))
        .isEqualTo(Verdict.CANNOT_TELL);
    List<Row> one = MadeUp.gains(5, 50, sevenths(1));
    Trend single = Trend.of(Comparison.of(one, 1), one, 1);
    assertThat(single.change()).isEmpty();
    assertThat(single.verdict(POSITIVE)).isEqualTo(Verdict.CANNOT_TELL);
  }
}
