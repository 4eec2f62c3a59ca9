package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.LossCorrelation.AlongTraining;
import finegrain.trainer.analysis.LossCorrelation.Coefficient;
import finegrain.trainer.analysis.LossCorrelation.Part;
import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossCorrelationTest {
  /** The example of scipy.stats.pearsonr: gains of 1 to 7, and these falls. */
  private static final double[] FALLS = {10, 9, 2.5, 6, 4, 3, 2};

  /** A pair for each repeat, whose L_intra falls in its last epoch only. */
  private static LossCorrelation pairs() {
    List<Row> rows = new ArrayList<>();
    for (int repeat = 0; repeat < FALLS.length; repeat++) {
      rows.add(
          MadeUp.trained(
              MadeUp.spec(5, 50, repeat, Target.COARSE), new double[0], new double[] {0, 0}));
      rows.add(
          MadeUp.trained(
              MadeUp.spec(5, 50, repeat, Target.FINE),
              new double[] {16, 16 - FALLS[repeat]},
              new double[] {0, repeat + 1}));
    }
    return LossCorrelation.of(rows);
  }

  /** By scipy.stats.pearsonr and by Spearman's formula 1 - 6 sum d^2 / (n (n^2 - 1)). */
  @Test
  void acrossPairsTheLastEpochsCount() {
    for (Part part : Part.values()) {
      Estimate pearson = pairs().acrossPairs(Coefficient.PEARSON, part, 7, 1);
      assertThat(pearson.value()).isCloseTo(-0.828503883588428, within(1e-12));
      assertThat(pearson.low()).isLessThan(pearson.value());
      assertThat(pearson.high()).isGreaterThan(pearson.value());
      assertThat(pairs().acrossPairs(Coefficient.SPEARMAN, part, 7, 1).value())
          .isCloseTo(1 - 6 * 100 / (7 * 48.0), within(1e-12));
    }
  }

  /** Two epochs always lie on a line; here it rises. */
  @Test
  void alongTrainingEachPairHasACoefficient() {
    AlongTraining along = pairs().alongTraining(Coefficient.PEARSON, Part.TEST, 1).orElseThrow();
    assertThat(along.pairs()).isEqualTo(7);
    assertThat(along.hasInterval()).isTrue();
    assertThat(along.median().value()).isCloseTo(1, within(1e-12));
  }

  @Test
  void aPairThatDoesNotVaryHasNoCoefficient() {
    List<Row> rows =
        List.of(
            MadeUp.trained(
                MadeUp.spec(5, 50, 0, Target.COARSE), new double[0], new double[] {0.5, 0.5}),
            MadeUp.trained(
                MadeUp.spec(5, 50, 0, Target.FINE), new double[] {1, 1}, new double[] {0.5, 0.75}));
    assertThat(LossCorrelation.of(rows).alongTraining(Coefficient.SPEARMAN, Part.TEST, 1))
        .isEmpty();
    assertThat(LossCorrelation.of(rows).acrossPairs(Coefficient.PEARSON, Part.TEST, 1, 1).value())
        .isNaN();
  }
}
