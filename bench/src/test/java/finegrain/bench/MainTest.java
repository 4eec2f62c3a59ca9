package finegrain.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
  private static final String[] QUICK = {
    "MatmulBenchmark",
    "-f",
    "1",
    "-wi",
    "0",
    "-i",
    "1",
    "-r",
    "10ms",
    "-p",
    "shape=8x10x12",
    "-p",
    "transposed=NONE"
  };

  @Test
  void runsABenchmarkInAJvmOfItsOwn() {
    assertThat(Main.run(QUICK)).isZero();
  }

  @Test
  void refusesToRunInItsOwnJvm() {
    assertThat(Main.run("MatmulBenchmark", "-f", "0")).isEqualTo(2);
  }

  @Test
  void refusesANameThatNothingHas() {
    assertThat(Main.run("NoSuchBenchmark")).isEqualTo(2);
  }

  @Test
  void aBenchmarkThatFailsIsAnError() {
    assertThat(
            Main.run(
                "MatmulBenchmark",
                "-f",
                "1",
                "-wi",
                "0",
                "-i",
                "1",
                "-r",
                "10ms",
                "-p",
                "shape=8x10",
                "-p",
                "transposed=NONE"))
        .isEqualTo(1);
  }
}
