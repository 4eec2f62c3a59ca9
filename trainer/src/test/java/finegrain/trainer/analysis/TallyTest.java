package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.analysis.Results.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private static double[] six(double gain) {
    double[] gains = new double[6];
    Arrays.fill(gains, gain);
    return gains;
  }

  @Test
  void settingsAreCountedByTheirIntervalsAndTheLargestComesFirst() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(MadeUp.gains(5, 50, six(-0.125)));
    rows.addAll(MadeUp.gains(7, 50, six(0.125)));
    rows.addAll(MadeUp.gains(9, 50, six(0.25)));
    rows.addAll(MadeUp.gains(11, 50, -0.5, 0.5, -0.5, 0.5, -0.5, 0.5));
    rows.addAll(MadeUp.gains(13, 50, six(-0.25)));
    Tally tally = Tally.of(Comparison.of(rows, 1));
    assertThat(tally.settings()).isEqualTo(5);
    assertThat(tally.hasIntervals()).isTrue();
    assertThat(tally.better()).extracting(Comparison::width).containsExactly(9, 7);
    assertThat(tally.worse()).extracting(Comparison::width).containsExactly(13, 5);
    assertThat(tally.undecided()).extracting(Comparison::width).containsExactly(11);
  }

  private static Verdict verdict(double... gains) {
    return Tally.of(Comparison.of(MadeUp.gains(5, 50, gains), 1)).verdictOnGains();
  }

  @Test
  void aGainInSomeSettingIsAGain() {
    assertThat(verdict(six(0.25))).isEqualTo(Verdict.AGREES);
    assertThat(verdict(six(-0.25))).isEqualTo(Verdict.DISAGREES);
    assertThat(verdict(six(0))).isEqualTo(Verdict.UNDECIDED);
    assertThat(verdict(0.25, 0.25, 0.25, 0.25, 0.25)).isEqualTo(Verdict.CANNOT_TELL);
  }
}
