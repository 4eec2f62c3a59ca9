package finegrain.trainer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.labels.LabelMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedundancyTest {
  private static final LabelMap MAP = LabelMap.parse("0011");

  /** The redundancies of four rings, as the table of the experiment has them. */
  @ParameterizedTest
  @CsvSource({"0011, 0.667, 0.667", "0110, 0.333, 0.333", "0101, 0, 0", "001, 0.5, 0.375"})
  void redundancyOfRings(String map, double byCount, double byLength) {
    assertThat(Redundancy.ofRings(map)).isCloseTo(byCount, within(5e-4));
    assertThat(Redundancy.ofRingLengths(map)).isCloseTo(byLength, within(5e-4));
  }

  @Test
  void redundancyOfADiscIsTwoThirdsAtAnyDistance() {
    assertThat(Redundancy.ofRings("delta=0.1")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(Redundancy.ofRingLengths("delta=0.1")).isCloseTo(2 / 3.0, within(1e-12));
  }

  /** Of the tenth that is confused, four tenths stay inside. */
  @Test
  void confusionsInsideAreAShareOfAll() {
    assertThat(Redundancy.ofConfusions(0.9, 0.04)).hasValueCloseTo(0.4, within(1e-12));
    assertThat(Redundancy.ofConfusions(1, 0)).isEmpty();
  }

  /** Four ordered pairs lie inside, eight between: (0.06 / 8) / (0.04 / 4). */
  @Test
  void theRatioIsThatOfMeansOverPairsOfClasses() {
    assertThat(Redundancy.averageConfusionRatio(0.9, 0.04, MAP))
        .hasValueCloseTo(0.75, within(1e-9));
    // A pair and two single classes: 2 ordered pairs inside, 10 between.
    assertThat(Redundancy.averageConfusionRatio(0.9, 0.04, LabelMap.parse("0012")))
        .hasValueCloseTo(0.3, within(1e-9));
    assertThat(Redundancy.averageConfusionRatio(0.9, 0, MAP)).isEmpty();
  }

  /** Classes 0 and 1 are together, as are 2 and 3. */
  @Test
  void neighboursOfTheSameFineClassDoNotCount() {
    int[] fine = {0, 1, 2, 2, 3};
    assertThat(Redundancy.ofNeighbours(fine, new int[] {1, 2, 3, 2, 2}, MAP))
        .hasValueCloseTo(2 / 3.0, within(1e-12));
    assertThat(Redundancy.ofNeighbours(new int[] {0, 0}, new int[] {1, 0}, MAP)).isEmpty();
  }

  /** Inside the first coarse class the clusters are the classes, inside the second one cluster. */
  @Test
  void clustersAreJudgedInsideEachCoarseClass() {
    int[] fine = {0, 0, 1, 1, 2, 2, 3, 3};
    int[] clusters = {1, 1, 0, 0, 2, 2, 2, 2};
    assertThat(ClusterAgreement.meanRandIndex(clusters, fine, MAP)).isCloseTo(0.5, within(1e-12));
    assertThat(ClusterAgreement.meanRandIndex(fine, fine, MAP)).isCloseTo(1, within(1e-12));
  }
}
