package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ConfusionCorrelationTest {
  private static final List<String> MAPS =
      List.of("00001111", "00110011", "01010101", "00111100", "01100110");

  /** Ratios 1, 2, ... of the maps, 0.1 more in each repeat, and gains of the maps. */
  private static List<ConfusionCorrelation> of(int maps, int repeats, double... gains) {
    List<Row> rows = new ArrayList<>();
    List<Measure> measures = new ArrayList<>();
    for (int map = 0; map < maps; map++) {
      for (int repeat = 0; repeat < repeats; repeat++) {
        ModelSpec fine =
            new ModelSpec(Architectures.perceptron(5), 50, repeat, MAPS.get(map), Target.FINE);
        rows.add(MadeUp.row(fine.with(Target.COARSE), 0.5));
        rows.add(MadeUp.row(fine, 0.5 + gains[map]));
        measures.add(
            new Measure(
                fine.map(),
                Optional.of(fine.model()),
                50,
                repeat,
                "fine",
                Redundancy.CONFUSION_RATIO,
                1 + map + 0.1 * repeat));
      }
    }
    Results results = new Results(rows, measures, List.of());
    return ConfusionCorrelation.of(Comparison.of(rows, 1), results, 1);
  }

  /** One of the ranks 1, 2, 3, 5, 4 is exchanged: 1 - 6 (1 + 1) / (5 (25 - 1)) = 0.9. */
  @Test
  void theCoefficientIsOverTheMapsAndTheirMedians() {
    List<ConfusionCorrelation> found = of(5, 7, 0.01, 0.02, 0.03, 0.05, 0.04);
    assertThat(found).hasSize(1);
    assertThat(found.getFirst().points().stream().map(ConfusionCorrelation.Point::ratio))
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-9 ? 0 : 1, Double.class)
        .containsExactly(1.3, 2.3, 3.3, 4.3, 5.3);
    assertThat(found.getFirst().spearman().orElseThrow().value()).isCloseTo(0.9, within(1e-9));
    assertThat(found.getFirst().spearman().orElseThrow().low()).isCloseTo(0.9, within(1e-9));
  }

  @Test
  void fewMapsFewRepeatsAndEqualGainsHaveNone() {
    assertThat(of(4, 7, 0.01, 0.02, 0.03, 0.04).getFirst().spearman()).isEmpty();
    assertThat(of(5, 5, 0.01, 0.02, 0.03, 0.04, 0.05).getFirst().spearman()).isEmpty();
    assertThat(of(5, 7, 0.01, 0.01, 0.01, 0.01, 0.01).getFirst().spearman()).isEmpty();
  }
}
