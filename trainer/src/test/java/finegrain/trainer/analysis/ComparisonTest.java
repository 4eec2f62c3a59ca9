package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.labels.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ComparisonTest {
  /** 0.7 - 0.6 and 0.7 - 0.8 are no exact opposites of each other's neighbours in binary. */
  @Test
  void differencesCarryNoRoundingErrors() {
    List<Row> rows = new ArrayList<>();
    for (int repeat = 0; repeat < 6; repeat++) {
      double coarse = repeat % 2 == 0 ? 0.6 : 0.8;
      rows.add(MadeUp.row(MadeUp.spec(5, 50, repeat, Target.COARSE), coarse));
      rows.add(MadeUp.row(MadeUp.spec(5, 50, repeat, Target.FINE), 0.7));
    }
    assertThat(Comparison.of(rows, 1).getFirst().difference().value()).isEqualTo(0.0);
  }

  @Test
  void pairsAreMatchedByRepeat() {
    List<Row> unpaired =
        List.of(
            MadeUp.row(MadeUp.spec(5, 50, 0, Target.COARSE), 0.5),
            MadeUp.row(MadeUp.spec(5, 50, 1, Target.FINE), 0.75));
    assertThatThrownBy(() -> Comparison.of(unpaired, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void eachSettingAndTargetIsComparedWithTheReference() {
    Target reference = new Target.Blended(List.of(0.0));
    Target other = new Target.Blended(List.of(0.5));
    List<Row> rows = new ArrayList<>();
    for (int width : new int[] {5, 7}) {
      rows.add(MadeUp.row(MadeUp.spec(width, 50, 0, reference), 0.5));
      rows.add(MadeUp.row(MadeUp.spec(width, 50, 0, other), 0.75));
    }
    assertThat(Comparison.of(rows, reference, 1))
        .satisfiesExactly(
            first -> {
              assertThat(first.width()).isEqualTo(5);
              assertThat(first.target()).isEqualTo(other);
              assertThat(first.reference()).isEqualTo(reference);
              assertThat(first.difference().value()).isEqualTo(0.25);
              assertThat(first.hasInterval()).isFalse();
            },
            second -> assertThat(second.width()).isEqualTo(7));
    assertThat(Comparison.of(rows, 1)).isEmpty();
  }
}
