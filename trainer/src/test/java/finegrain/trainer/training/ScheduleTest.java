package finegrain.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
  /** Rates of a training of 6 epochs with 10 steps each, from 0.8; computed by hand. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "constant 0 0.8",
        "constant 59 0.8",
        "step:2,4:0.5 19 0.8",
        "step:2,4:0.5 20 0.4",
        "step:2,4:0.5 39 0.4",
        "step:2,4:0.5 40 0.2",
        "step:2,4:0.5 59 0.2",
        "linear:0.2 0 0.8",
        "linear:0.2 1 0.79",
        "linear:0.2 30 0.5",
        "linear:0.2 59 0.21",
        "linear:0.2 60 0.2",
        "linear:0.2 1000 0.2",
        // The cosines of 0, 60, 90, 120 and 180 degrees are 1, 1/2, 0, -1/2 and -1.
        "cosine 0 0.8",
        "cosine 20 0.6",
        "cosine 30 0.4",
        "cosine 40 0.2",
        "cosine 60 0",
        "cosine:0.4 20 0.7",
        "cosine:0.4 30 0.6",
        "cosine:0.4 40 0.5",
        "cosine:0.4 60 0.4",
        // A rise of 5 steps, of which the first is not 0 and the last has the whole rate.
        "warm-up:0.5+constant 0 0.16",
        "warm-up:0.5+constant 3 0.64",
        "warm-up:0.5+constant 4 0.8",
        "warm-up:0.5+constant 5 0.8",
        // 20 steps of rise, 40 of the course.
        "warm-up:2+cosine 0 0.04",
        "warm-up:2+cosine 9 0.4",
        "warm-up:2+cosine 19 0.8",
        "warm-up:2+cosine 20 0.8",
        "warm-up:2+cosine 40 0.4",
        "warm-up:2+cosine 60 0",
        "warm-up:2+linear:0.4 30 0.7",
        // The epochs of steps are counted from the beginning of the training.
        "warm-up:2+step:3:0.1 29 0.8",
        "warm-up:2+step:3:0.1 30 0.08",
        // A rise that is longer than the training.
        "warm-up:10+cosine 49 0.4",
        "warm-up:10+cosine 59 0.48",
      })
  void aRateIsThatOfItsStep(String schedule, long step, double rate) {
    assertThat(Schedule.parse(schedule).at(0.8, step, 10, 6)).isEqualTo((float) rate);
  }

  @Test
  void aRateIsRoundedOnce() {
    // 0.1 / 3 in decimals, and the factor 0.1 twice.
    assertThat(Schedule.parse("warm-up:3+constant").at(0.1, 0, 1, 9)).isEqualTo(0.033333335f);
    assertThat(Schedule.parse("step:1,2:0.1").at(0.1, 2, 1, 9)).isEqualTo(0.001f);
  }

  @Test
  void theEndsOfLongTrainingsAreExact() {
    Schedule schedule = Schedule.parse("warm-up:5+linear:1e-5");
    assertThat(schedule.at(1e-3, 5L * 1_000_000_000 - 1, 1_000_000_000, 90)).isEqualTo(1e-3f);
    assertThat(schedule.at(1e-3, 90L * 1_000_000_000, 1_000_000_000, 90)).isEqualTo(1e-5f);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "constant",
        "cosine",
        "cosine:1.0E-4",
        "linear:0.001",
        "step:100,150:0.1",
        "warm-up:0.5+step:7:0.25",
        "warm-up:5.0+cosine"
      })
  void theTextIsReadBack(String text) {
    assertThat(Schedule.parse(text)).hasToString(text);
  }

  @Test
  void equalSchedulesAreEqual() {
    assertThat(Schedule.parse("warm-up:0+constant")).isEqualTo(Schedule.CONSTANT);
    assertThat(Schedule.parse("warm-up:1+cosine:0.00"))
        .isEqualTo(new Schedule(1, new Schedule.Cosine(0)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|there is no schedule",
        "Cosine|there is no schedule \"Cosine\"; give constant, cosine",
        "cosine:|there is no schedule",
        "cosine:-1|there is no schedule",
        "cosine:NaN|there is no schedule",
        "linear|there is no schedule",
        "linear:1d|there is no schedule",
        "linear:1e999|the last rate is 0 or more, not Infinity",
        "step:5|there is no schedule",
        "step::0.1|there is no schedule",
        "step:5,:0.1|there is no schedule",
        "step:9999999999:0.1|there is no schedule",
        "step:150,100:0.1|in increasing order from 1 on, not [150, 100]",
        "step:0:0.1|in increasing order from 1 on, not [0]",
        "step:5:0|the factor of a rate is above 0, not 0.0",
        "warm-up:1|there is no schedule \"warm-up:1\"",
        "warm-up:1+|there is no schedule",
        "warm-up:x+cosine|there is no schedule",
        "warm-up:1+warm-up:1+cosine|there is no schedule",
      })
  void anotherTextIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> Schedule.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void aTrainingWithoutStepsHasNoRate() {
    for (long[] wrong : new long[][] {{-1, 1, 1}, {0, 0, 1}, {0, 1, 0}}) {
      assertThatThrownBy(() -> Schedule.CONSTANT.at(1, wrong[0], wrong[1], (int) wrong[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
