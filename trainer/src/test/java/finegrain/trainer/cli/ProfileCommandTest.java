package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import finegrain.trainer.FolderContents;
import finegrain.trainer.event.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small run with and without a profile. */
final class ProfileCommandTest {
  @TempDir static Path folder;
  private static Path out;
  private static Invocation profile;

  @BeforeAll
  static void run() throws Exception {
    SmallMnist.write(folder.resolve("data"));
    out = folder.resolve("out");
    profile = run("profile run", out);
    assertThat(profile.exit()).as(profile.err()).isZero();
  }

  private static Invocation run(String command, Path out, String... options) {
    String[] arguments =
        (command
                + " capacity-scaling --widths 7,5 --per-class 5 --repeats 6 --epochs 30 --threads 2"
                + " --unverified")
            .split(" ", -1);
    String[] paths = {"--data-dir", folder.resolve("data").toString(), "--out", out.toString()};
    return Invocation.of(
        Stream.of(arguments, paths, options).flatMap(Stream::of).toArray(String[]::new));
  }

  @Test
  void resultsAreTheSameBytes() throws Exception {
    Path plain = folder.resolve("plain");
    assertThat(run("run", plain).exit()).isZero();
    for (String file :
        new String[] {"configuration.json", "results.csv", "epochs.csv.gz", "summary.csv"}) {
      assertThat(out.resolve(file)).hasSameBinaryContentAs(plain.resolve(file));
    }
  }

  @Test
  void showsWhereTheTimeWentAfterTheRun() {
    assertThat(profile.out())
        .contains("24 models in ", "wrote " + out.resolve("profile.jfr"))
        .contains("24 of 24 models finished", "on 2 threads");
    for (Phase phase : Phase.values()) {
      assertThat(profile.out()).contains("\n" + phase.label() + " ");
    }
    assertThat(profile.err().lines()).allMatch(line -> line.matches("\\d+/24 models.*"));
  }

  @Test
  void keepsTheRecordingBesideTheResults() throws Exception {
    assertThat(FolderContents.of(out))
        .containsOnlyKeys(
            "configuration.json",
            "results.csv",
            "epochs.csv.gz",
            "summary.csv",
            "manifest.json",
            "profile.jfr",
            "report.html",
            "accuracy-5.svg",
            "difference.svg",
            "learning-curves.svg");
    Path recording = out.resolve("profile.jfr");
    Invocation summary = Invocation.of("profile", "summary", recording.toString());
    assertThat(summary.exit()).as(summary.err()).isZero();
    assertThat(profile.out()).endsWith(summary.out());

    Invocation json = Invocation.of("profile", "summary", recording.toString(), "--json");
    assertThat(json.exit()).isZero();
    assertThat(json.err()).isEmpty();
    JsonObject training =
        JsonParser.parseString(json.out()).getAsJsonObject().getAsJsonObject("training");
    JsonObject manifest =
        JsonParser.parseString(Files.readString(out.resolve("manifest.json"))).getAsJsonObject();
    assertThat(training.get("flops").getAsLong()).isEqualTo(manifest.get("flops").getAsLong());
    assertThat(training.get("backend")).isEqualTo(manifest.get("backend"));
    assertThat(training.get("models_finished").getAsInt()).isEqualTo(24);
    if (manifest.has("peak_gflops")) {
      assertThat(training.get("peak_gflops_of_thread").getAsDouble())
          .isEqualTo(manifest.get("peak_gflops").getAsDouble() / 2);
    }
  }

  @Test
  void aRunThatIsFinishedHasNoProfile() {
    Map<String, String> before = FolderContents.of(out);
    Invocation again = run("profile run", out);
    assertThat(again.exit()).isEqualTo(2);
    assertThat(again.err())
        .isEqualTo(
            "finegrain: nothing was trained, so there is no profile; choose another folder with"
                + " --out"
                + System.lineSeparator());
    assertThat(FolderContents.of(out)).isEqualTo(before);
  }

  @Test
  void theRecordingGoesWhereTheUserSays() {
    Path recording = folder.resolve("elsewhere/mine.jfr");
    Path other = folder.resolve("other");
    assertThat(run("profile run", other, "--recording", recording.toString()).exit()).isZero();
    assertThat(recording).isNotEmptyFile();
    assertThat(other.resolve("profile.jfr")).doesNotExist();

    Map<String, String> before = FolderContents.of(folder);
    Invocation again =
        run("profile run", folder.resolve("third"), "--recording", recording.toString());
    assertThat(again.mistake())
        .isEqualTo(recording + " already exists; choose another file with --recording");
    assertThat(FolderContents.of(folder)).isEqualTo(before);
  }
}
