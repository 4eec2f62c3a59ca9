package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.analysis.Regroupings.Grouping;
import finegrain.trainer.labels.LabelMap;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegroupingsTest {
  /** Confusions of 1 between 0 and 1 and between 2 and 3, and so on: three groupings. */
  private static final int[][] FOUR = {{9, 1, 2, 3}, {1, 9, 3, 2}, {2, 3, 9, 1}, {3, 2, 1, 9}};

  private static int[][] uniform(int classes) {
    int[][] confusions = new int[classes][classes];
    Arrays.stream(confusions).forEach(row -> Arrays.fill(row, 1));
    return confusions;
  }

  /** C(10, 5) / 2, C(8, 4) / 2, C(5, 2) and one pair against two single classes. */
  @ParameterizedTest
  @CsvSource({"10, 126", "8, 35", "5, 10", "3, 3"})
  void eachGroupingIsThereOnce(int classes, int expected) {
    List<LabelMap> maps =
        Regroupings.of(uniform(classes), 1).groupings().stream().map(Grouping::map).toList();
    assertThat(maps).hasSize(expected).doesNotHaveDuplicates();
    assertThat(maps).allMatch(map -> map.coarse(0) == 0 && map.coarseClasses() == 2);
    assertThat(maps)
        .allMatch(map -> Math.abs(map.members(0).length - map.members(1).length) == classes % 2);
  }

  /** All confusions are equal, so their means are. */
  @Test
  void equalConfusionsHaveARatioOfOne() {
    for (Grouping one : Regroupings.of(uniform(10), 1).groupings()) {
      assertThat(one.ratio()).isCloseTo(1, within(1e-9));
    }
  }

  /** The mean outside by hand: (2 + 3) / 2, (1 + 3) / 2, (1 + 2) / 2; inside: 1, 2, 3. */
  @Test
  void ratiosAreMeansBetweenOverMeansInside() {
    List<Grouping> groupings = Regroupings.of(FOUR, 1).groupings();
    assertThat(groupings.stream().map(one -> one.map().text()))
        .containsExactly("0110", "0101", "0011");
    assertThat(groupings.get(0).ratio()).isCloseTo(0.5, within(1e-9));
    assertThat(groupings.get(1).ratio()).isCloseTo(1, within(1e-9));
    assertThat(groupings.get(2).ratio()).isCloseTo(2.5, within(1e-9));
  }

  @Test
  void someAreSpreadFromTheLeastToTheLargest() {
    Regroupings regroupings = Regroupings.of(FOUR, 1);
    assertThat(regroupings.spread(2).stream().map(one -> one.map().text()))
        .containsExactly("0110", "0011");
    assertThat(regroupings.spread(3)).isEqualTo(regroupings.groupings());
  }

  @Test
  void manyClassesAreRegroupedAtRandom() {
    List<Grouping> drawn = Regroupings.of(uniform(100), 1).groupings();
    assertThat(drawn).hasSize(2000);
    assertThat(drawn).allMatch(one -> one.map().members(0).length == 50);
    assertThat(Regroupings.of(uniform(100), 1).groupings()).isEqualTo(drawn);
    assertThat(Regroupings.of(uniform(100), 2).groupings()).isNotEqualTo(drawn);
  }
}
