package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
  private static String output(String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exit()).isZero();
    assertThat(invocation.err()).isEmpty();
    return invocation.out();
  }

  @Test
  void tellsTheCommandsAndHowToStart() {
    assertThat(output("--help"))
        .contains("finegrain run capacity-scaling", "run  ", "list ", "--debug", "--version")
        .isEqualTo(output("-h"));
  }

  @Test
  void tellsEveryOptionOfARun() {
    assertThat(output("run", "--help"))
        .contains(
            "EXPERIMENT",
            "--dataset",
            "--data-dir",
            "--unverified",
            "--scale",
            "--protocol",
            "--map",
            "--widths",
            "--per-class",
            "--repeats",
            "--epochs",
            "--seed",
            "--threads",
            "--cohort",
            "--backend",
            "--shard",
            "--on",
            "--shards",
            "--sbatch",
            "--dry-run",
            "--out",
            "--debug",
            "Lists multiply",
            "command continues a run that was stopped",
            "default: 700");
  }

  @Test
  void tellsHowToFetchAndCheckData() {
    assertThat(output("data", "--help")).contains("list", "fetch", "verify", "show", "--data-dir");
    assertThat(output("data", "fetch", "--help"))
        .contains("NAME...", "--data-dir", "SHA-256", "https_proxy");
    assertThat(output("data", "verify", "--help")).contains("[DIR]", "exit code");
  }

  @Test
  void tellsHowToMerge() {
    assertThat(output("merge", "--help")).contains("DIR...", "--out", "--shard", "byte for byte");
  }

  @Test
  void tellsHowToProfile() {
    assertThat(output("profile", "--help")).contains("run ", "summary ", "Mission Control");
    assertThat(output("profile", "run", "--help"))
        .contains("EXPERIMENT", "--widths", "--backend", "--recording", "--debug", "--help")
        .contains("same bytes", "profile.jfr");
    assertThat(output("profile", "summary", "--help")).contains("FILE", "--json");
  }

  @Test
  void tellsWhatTheChecksOfReproducibilityAre() {
    assertThat(output("repro", "--help"))
        .contains("check", "cores", "record", "verify", "matrix", "Exit code: 0", "1 some are not");
    assertThat(output("repro", "record", "--help")).contains("RUN", "--models", "--on", "--out");
    assertThat(output("repro", "verify", "--help")).contains("FILE", "--on", "--threads");
    assertThat(output("repro", "cores", "--help")).contains("--minutes", "--backend");
  }

  /** So that it is not wrapped in a terminal. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "run --help",
        "train --help",
        "predict --help",
        "merge --help",
        "list --help",
        "profile --help",
        "profile run --help",
        "profile summary --help",
        "data --help",
        "data list --help",
        "data fetch --help",
        "data verify --help",
        "data show --help",
        "repro --help",
        "repro check --help",
        "repro cores --help",
        "repro record --help",
        "repro verify --help",
        "repro matrix --help"
      })
  void isNoWiderThanEightyColumns(String arguments) {
    assertThat(output(arguments.split(" ", -1)).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void listsWhatCanBeRunOnWhichDataAndHow() {
    assertThat(output("list"))
        .contains("capacity-scaling", "paper", "released", "scalar", "vector")
        .contains("mnist", "kmnist", "fashion-mnist", "cifar-10")
        .contains("Pullover, Dress, Coat, Shirt, Sandal, Sneaker, Bag, Ankle boot; map 01010101")
        .contains("airplane, automobile, ship, truck, deer, dog, bird, cat; map 00001111");
  }

  @Test
  void tellsItsVersionAndThatOfJava() {
    assertThat(output("--version"))
        .startsWith("finegrain ")
        .contains("Java " + System.getProperty("java.vm.version"));
    assertThat(output("run", "--version")).startsWith("finegrain ");
  }
}
