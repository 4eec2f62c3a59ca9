package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./finegrain repro}: on this machine's cores, and with oneDNN beside. */
final class ReproIT {
  @TempDir Path folder;

  private LauncherProcess start(Map<String, String> environment, String command) throws Exception {
    return LauncherProcess.start(folder, environment, List.of(command.split(" ", -1)));
  }

  @Test
  void checksThisMachine() throws Exception {
    LauncherProcess check = start(Map.of(), "repro check");
    assertThat(check.exit()).as(check.output() + check.error()).isZero();
    assertThat(check.output()).endsWith("This machine computes the reference bits.\n");
    assertThat(check.error()).doesNotContain("WARNING");
  }

  /** The switch makes one of the cores wrong, now and then. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void findsTheCoreThatIsWrong() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "it needs two cores");
    LauncherProcess cores =
        start(
            Map.of("FINEGRAIN_JAVA_OPTIONS", "-Dfinegrain.repro.flip=1:20011"),
            "repro cores --minutes 0.1");
    assertThat(cores.exit()).as(cores.error()).isEqualTo(1);
    assertThat(cores.output())
        .containsPattern("\ncore 0: \\d+ rounds?, 0 mismatches\n")
        .containsPattern("\ncore 0, all at once: \\d+ rounds?, 0 mismatches\n")
        .containsPattern("\ncore 1: \\d+ rounds?, [1-9]\\d* mismatch(es)?\n {2}the first in round")
        .endsWith("Wrong results on: core 1; core 1, all at once\n");
  }

  @Test
  void showsHowManyBitsOneDnnDiffersBy() throws Exception {
    LauncherProcess matrix = start(Map.of(), "repro matrix");
    assertThat(matrix.exit()).as(matrix.output() + matrix.error()).isZero();
    assertThat(matrix.output())
        .containsPattern("(?m)^vector +\\d+ bits +1 +(= *){4}$")
        .containsPattern("(?m)^onednn +no limit +1 +\\d+ of \\d+, \\d+ ULP .*$")
        .containsPattern("(\\d+) of \\1 cells of scalar and vector are the reference bits");
  }
}
