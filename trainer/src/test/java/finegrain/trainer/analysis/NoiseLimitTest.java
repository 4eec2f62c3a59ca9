package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.LabelNoise.Kind;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NoiseLimitTest {
  /** Gains of seven repeats at each noise: those named are all above 0, the others are mixed. */
  private static List<Comparison> comparisons(String all, String better) {
    List<LabelNoise> advantage = LabelNoise.list(better);
    List<Row> rows = new ArrayList<>();
    for (LabelNoise noise : LabelNoise.list(all)) {
      double[] gains =
          advantage.contains(noise)
              ? new double[] {0.01, 0.02, 0.03, 0.02, 0.01, 0.02, 0.03}
              : new double[] {0.01, -0.02, 0.03, -0.02, 0.01, -0.02, 0.03};
      for (Row row : MadeUp.gains(5, 50, gains)) {
        ModelSpec spec = row.spec().with(noise);
        rows.add(MadeUp.row(spec, row.testAccuracy()));
      }
    }
    return Comparison.of(rows, 1);
  }

  private static NoiseLimit limit(String all, String better, Kind kind) {
    List<NoiseLimit> limits = NoiseLimit.of(comparisons(all, better), kind);
    assertThat(limits).hasSize(1);
    return limits.getFirst();
  }

  @Test
  void theAdvantageEndsAtTheFirstShareWithoutIt() {
    String all = "0,0.01,0.1,0.3";
    NoiseLimit limit = limit(all, "0,across:0.01,across:0.3,inside:0.1", Kind.ACROSS);
    assertThat(limit.hasAdvantage()).isTrue();
    assertThat(limit.last().noise()).hasToString("across:0.01");
    assertThat(limit.end().orElseThrow().noise()).hasToString("across:0.1");
    assertThat(limit.lasts(0.01)).isTrue();
    // That it is there again at 0.3 does not count.
    assertThat(limit.lasts(0.3)).isFalse();
    assertThat(limit(all, "0", Kind.INSIDE).last().noise()).isEqualTo(LabelNoise.NONE);
  }

  @Test
  void anAdvantageThatNeverEndsHasNoEnd() {
    assertThat(limit("0,0.1", "0,0.1", Kind.INSIDE).end()).isEmpty();
    assertThat(limit("0,0.1", "0,0.1", Kind.INSIDE).last().noise()).hasToString("inside:0.1");
    assertThat(limit("0,0.1", "inside:0.1", Kind.INSIDE).hasAdvantage()).isFalse();
  }

  @Test
  void aKindThatTheRunLacksHasNoLimit() {
    assertThat(NoiseLimit.of(comparisons("0,inside:0.1", "0"), Kind.ACROSS)).isEmpty();
  }
}
