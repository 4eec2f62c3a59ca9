package finegrain.trainer.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import finegrain.trainer.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SbatchOptionsTest {
  @Test
  void takesWhatSbatchTakes() {
    assertThat(
            SbatchOptions.of(
                    "-p cpu --time=4:00:00 -A phys --deadline=now+1day --wait --account=a"
                        + " --acctg-freq=30 --delay-boot=1 --wckey='my key' -C \"a&d\"")
                .words())
        .containsExactly(
            "-p",
            "cpu",
            "--time=4:00:00",
            "-A",
            "phys",
            "--deadline=now+1day",
            "--wait",
            "--account=a",
            "--acctg-freq=30",
            "--delay-boot=1",
            "--wckey=my key",
            "-C",
            "a&d");
    assertThat(SbatchOptions.of("").words()).isEmpty();
  }

  /** getopt takes abbreviations, and short options in one word. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--array=1-3",
        "--array 1",
        "--arr=1",
        "-a1",
        "-a 1",
        "-Ha1",
        "--dependency=afterok:1",
        "--dep=singleton",
        "-d after:1",
        "--parsable",
        "--pars",
        "--wrap=date",
        "--wra date"
      })
  void refusesWhatTheJobsNeed(String text) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> SbatchOptions.of("--partition=cpu " + text))
        .withMessage(
            "--sbatch must not have %s: finegrain gives --array, --dependency, --parsable and the"
                + " script itself",
            text.split(" ", -1)[0]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "job.sh --time=1", "--time=1 -- job.sh"})
  void refusesWordsThatAreNoOptions(String text) {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(() -> SbatchOptions.of(text))
        .withMessageStartingWith("--sbatch must be options of sbatch such as ");
  }
}
