package finegrain.trainer.study.multiview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class BestLabelsTest {
  private final SequencedMap<String, double[]> errors = new LinkedHashMap<>();

  private void add(String labels, double... byRepeat) {
    errors.put(labels, byRepeat);
  }

  @Test
  void equalErrorsShareThePlace() {
    double[] some = new double[6];
    Arrays.fill(some, 0.1);
    double[] none = new double[6];
    add("coarse", some);
    add("pairs", none);
    add("fine", none.clone());
    BestLabels best = BestLabels.of(errors, 1);
    assertThat(best.labels()).isEqualTo("pairs = fine");
    assertThat(best.shares()).isEqualTo("pairs 100 %, fine 100 %");
  }

  @Test
  void withFewRepeatsThereAreNoShares() {
    add("coarse", 0.2, 0.1);
    // 0.1 + 0.2 and 0.2 + 0.1 in other sums are equal but for rounding.
    add("fine", 0.15, 0.1 + 0.05);
    assertThat(BestLabels.of(errors, 1)).isEqualTo(new BestLabels("coarse = fine", "-"));
    add("pairs", 0.1, 0.1);
    assertThat(BestLabels.of(errors, 1).labels()).isEqualTo("pairs");
  }
}
