package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MultiViewTest {
  private static final String TINY = "run multi-view --repeats 6 --k 2 --steps 3 --test-samples 8";

  @TempDir Path folder;

  private Invocation run(String command, String out) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.addAll(List.of("--out", folder.resolve(out).toString()));
    return Invocation.of(words.toArray(String[]::new));
  }

  private Invocation done(String command, String out) {
    Invocation run = run(command, out);
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  @ParameterizedTest
  @CsvSource({
    "granularity --samples 24, 'coarse,fine,single'",
    "misalignment --samples 24, '0,0.5'",
    "samples, '1,2'"
  })
  void aRunHasItsReportAndItsShardsMergeToIt(String vary, String values) throws Exception {
    String command = TINY + " --vary " + vary + " --values " + values;
    done(command + " --threads 2", "whole");
    done(command + " --threads 1 --backend scalar --shard 1/2", "one");
    done(command + " --shard 2/2", "two");
    Invocation merge =
        Invocation.of(
            "merge",
            folder.resolve("two").toString(),
            folder.resolve("one").toString(),
            "--out",
            folder.resolve("merged").toString());
    assertThat(merge.exit()).as(merge.err()).isZero();
    byte[] report = Files.readAllBytes(folder.resolve("whole/report.html"));
    Files.delete(folder.resolve("whole/report.html"));
    assertThat(Invocation.of("report", folder.resolve("whole").toString()).exit()).isZero();
    assertThat(folder.resolve("whole/report.html")).hasBinaryContent(report);
    for (String file : List.of("results.csv", "report.html")) {
      assertThat(folder.resolve("merged").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("whole").resolve(file));
    }
    assertThat(folder.resolve("whole/report.html"))
        .content()
        .contains("./finegrain run multi-view", "2410.23129");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vary size | --vary must be one of granularity, alpha, k, noise, misalignment, samples,"
            + " not \"size\"",
        "--values coarse,finer | --values must have labels of coarse, fives, pairs, fine, halves,"
            + " single, with @N for N training samples, not \"finer\"",
        "--values fine,fine | --values has \"fine\" twice; name it once",
        "--vary noise --values 1.5 | --values must have shares from 0 to 1 here, not \"1.5\"",
        "--vary k --values 0 | --values must have whole numbers from 1 to 39 here, not \"0\"",
        "--vary k --k 5 | --k has no effect with --vary k; give the values by --values",
        "--vary samples --samples 5 | --samples has no effect with --vary samples; give the values"
            + " by --values",
        "--alpha 2 | --alpha must have ranges from 0 to 1 such as 0.2-0.4, not \"2\"",
        "--deviation x | --deviation must have numbers from 0.0 to 100.0, separated by commas, not"
            + " \"x\"",
        "--samples 0 | --samples must be a whole number from 1 to 100000, not \"0\"",
      })
  void aMistakeIsToldInOneSentence(String options, String sentence) {
    assertThat(run("run multi-view " + options, "none").mistake()).isEqualTo(sentence);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void optionsComeAfterTheName() {
    assertThat(run("run --threads 1 multi-view", "none").mistake())
        .isEqualTo(
            "multi-view has options of its own; write them after its name, as 'finegrain run"
                + " multi-view --help' shows");
    assertThat(run("run multi-views", "none").mistake())
        .contains("there is no experiment \"multi-views\"", "loss-correlation, multi-view");
  }
}
