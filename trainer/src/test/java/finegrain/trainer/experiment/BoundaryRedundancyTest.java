package finegrain.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.data.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoundaryRedundancyTest {
  @ParameterizedTest
  @CsvSource({
    "00001111, '00001111,00110011,01010101'",
    "00001111/00112233, '00001111/00112233,00001111,00110011,01010101'",
    // Three and four coarse classes, because gains of unlike numbers of classes do not compare.
    "021102, '021102,001122,012012'",
    "00112233, '00112233,01230123'",
    "0012, '0012,0120'",
  })
  void theUsualMapsHaveAsManyCoarseClassesAsTheGivenOne(String map, String maps) {
    assertThat(new BoundaryRedundancy().options(DataSource.named("mnist"), map))
        .containsExactly(new ExperimentOption("maps", maps));
  }
}
