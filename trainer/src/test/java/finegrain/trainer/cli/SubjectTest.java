package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The maps of generated data sets, before anything is generated. */
class SubjectTest {
  @ParameterizedTest
  @CsvSource({"circles, delta=0.2", "circles, 01", "circles-7, 0011", "disc, 0011"})
  void aMapThatDoesNotFitIsRefused(String dataset, String map) {
    Subject subject = new Subject.Generated(dataset);
    assertThatThrownBy(() -> subject.map(map)).isInstanceOf(UserError.class);
  }

  @Test
  void aDiscHasFourFineClassesAtAnyDistance() {
    Subject disc = new Subject.Generated("disc");
    assertThat(disc.map("delta=0.4")).isEqualTo("delta=0.4");
    assertThat(disc.digitsLike("delta=0.4")).isEqualTo("0011");
  }

  @Test
  void ringsHaveTheDigitsOfTheirMap() {
    assertThat(new Subject.Generated("circles").digitsLike("0011/0012")).isEqualTo("0011/0012");
  }
}
