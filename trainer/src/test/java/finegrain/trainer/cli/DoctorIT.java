package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code finegrain doctor}, and what it says where something is missing or broken. */
class DoctorIT {
  @TempDir Path folder;

  private LauncherProcess doctor(Map<String, String> environment) throws Exception {
    LauncherProcess doctor = LauncherProcess.start(folder, environment, List.of("doctor"));
    assertThat(doctor.exit()).as(doctor.error()).isZero();
    return doctor;
  }

  @Test
  void showsTheMachineTheBackendsAndThePeak() throws Exception {
    assertThat(doctor(Map.of()).output())
        .containsPattern("processors +\\d+ that this process may use")
        .containsPattern("C2 +on")
        .containsPattern("vector +\\d+-bit vectors")
        .containsPattern("onednn +oneDNN 3\\.\\d+\\.\\d+, .*not the reference bits")
        .containsPattern("scalar +plain loops")
        .containsPattern("auto takes +vector")
        .containsPattern("fast takes +vector")
        .containsPattern("1 thread +\\d+ GFLOP/s");
  }

  @Test
  void saysWhatWasPassedOverAndWhy() throws Exception {
    Path broken = Files.writeString(folder.resolve("libdnnl.so"), "not a library");
    assertThat(
            doctor(
                    Map.of(
                        "FINEGRAIN_JAVA_OPTIONS",
                        "-XX:TieredStopAtLevel=1",
                        "FINEGRAIN_ONEDNN_LIBRARY",
                        broken.toString()))
                .output())
        .containsPattern("vector +passed over: this JVM does not use the compiler C2")
        .containsPattern("onednn +passed over: .*" + broken)
        .containsPattern("auto takes +scalar")
        .containsPattern("fast takes +scalar")
        .containsPattern("1 thread +not measured");
  }

  @Test
  void aBrokenLibraryIsTheUsersMistakeWhereOneDnnIsAskedFor() throws Exception {
    Path broken = Files.writeString(folder.resolve("libdnnl.so"), "not a library");
    LauncherProcess run =
        LauncherProcess.start(
            folder,
            Map.of(),
            List.of(
                "run",
                "capacity-scaling",
                "--backend",
                "onednn",
                "--onednn-library",
                broken.toString()));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.error())
        .startsWith("finegrain: the backend onednn cannot run here: ")
        .contains(broken.toString())
        .hasLineCount(1);
  }
}
