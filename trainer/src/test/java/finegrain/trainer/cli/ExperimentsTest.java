package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every experiment, in a small run from the command line to its report. */
final class ExperimentsTest {
  @TempDir static Path folder;

  @BeforeAll
  static void writeData() throws Exception {
    SmallMnist.write(folder.resolve("data"));
  }

  private static Invocation run(String name, Path out, String... options) {
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(List.of(name.split(" ", -1)));
    arguments.addAll(
        List.of("--unverified", "--data-dir", "" + folder.resolve("data"), "--out", "" + out));
    arguments.addAll(List.of(options));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  /** Files that do not depend on how the run was done. */
  private static Map<String, String> results(Path out) {
    Map<String, String> files = new TreeMap<>(FolderContents.of(out));
    files.remove("manifest.json");
    return files;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "capacity-scaling --match parameters --widths 5,9 --per-class 5 --epochs 2 --repeats 6",
        "dataset-scaling --widths 5 --per-class 5,8 --epochs 2 --repeats 6",
        "boundary-redundancy --widths 5 --per-class 5,8 --epochs 2 --repeats 6",
        "boundary-redundancy --dataset disc --widths 5 --per-class 5 --epochs 2 --repeats 6",
        "boundary-redundancy --dataset mnist --widths 5 --per-class 5 --epochs 2 --repeats 6",
        "loss-correlation --widths 5,7 --per-class 5 --epochs 3 --repeats 6",
        "beta-sweep --betas 0,0.5,1 --widths 5 --per-class 5,8 --epochs 2 --repeats 6",
        "beta-sweep --dataset disc --betas 0,1 --widths 5 --per-class 5 --epochs 2 --repeats 6",
        "hierarchy-depth --widths 5 --per-class 5,8 --epochs 2 --repeats 6",
        "hierarchy-depth --dataset disc --widths 5 --per-class 5 --epochs 2 --repeats 6",
        "inferred-subclasses --clusters 2,3 --widths 5 --per-class 5 --epochs 2 --repeats 6",
        "boundary-redundancy --dataset mnist --regroupings 5 --widths 5 --per-class 5 --epochs 2"
            + " --repeats 6",
        "dataset-scaling --map 00011223 --label-noise 0,across:0.3 --widths 5 --per-class 5,8"
            + " --epochs 2 --repeats 6",
        "capacity-scaling --match parameters --model perceptron,cnn --widths 3,4/1,2 --per-class 5"
            + " --epochs 1 --repeats 6",
        "dataset-scaling --model perceptron,cnn --widths 3/1 --per-class 5,8 --epochs 1"
            + " --repeats 6",
        "boundary-redundancy --model cnn,perceptron --widths 1/3 --per-class 5 --epochs 1"
            + " --repeats 6",
        "loss-correlation --model perceptron,cnn --widths 3/1 --per-class 5 --epochs 2 --repeats 6",
        "beta-sweep --betas 0,1 --model perceptron,cnn --widths 3/1 --per-class 5,8 --epochs 1"
            + " --repeats 6",
        "hierarchy-depth --model perceptron,cnn --widths 3/1 --per-class 5 --epochs 1 --repeats 6",
        "inferred-subclasses --clusters 2 --model perceptron,cnn --widths 3/1 --per-class 5"
            + " --epochs 1 --repeats 6"
      })
  void everyPartitionAndBackendGivesTheSameBytes(String arguments) throws Exception {
    Path out = Files.createTempDirectory(folder, "whole");
    Invocation whole = run(arguments, out, "--threads", "2", "--backend", "auto");
    assertThat(whole.exit()).as(whole.err()).isZero();
    assertThat(whole.out()).contains("wrote " + out.resolve("report.html"));
    String report = Files.readString(out.resolve("report.html"));
    assertThat(report).contains("<svg").contains("In detail").contains("./finegrain run");

    // The finding stands on the console and in the report.
    Map<String, String> before = results(out);
    Files.delete(out.resolve("report.html"));
    Invocation again = Invocation.of("report", out.toString());
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(whole.out()).contains(again.out().lines().findFirst().orElseThrow());
    assertThat(results(out)).isEqualTo(before);

    List<String> shards = new ArrayList<>();
    for (int shard = 1; shard <= 2; shard++) {
      Path part = Files.createTempDirectory(folder, "shard");
      shards.add(part.toString());
      Invocation run =
          run(arguments, part, "--shard", shard + "/2", "--cohort", "2", "--backend", "scalar");
      assertThat(run.exit()).as(run.err()).isZero();
    }
    Path merged = folder.resolve("merged" + out.getFileName());
    Invocation merge =
        Invocation.of(
            Stream.concat(Stream.of("merge", "--out", merged.toString()), shards.stream())
                .toArray(String[]::new));
    assertThat(merge.exit()).as(merge.err()).isZero();
    assertThat(results(merged)).isEqualTo(before);
  }

  /** A report is never drawn from a file that the run has not written. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "results.csv",
        "epochs.csv.gz",
        "summary.csv",
        "measures.csv",
        "regions.csv.gz",
        "points.csv",
        "manifest.json"
      })
  void aDamagedFileIsNamed(String name) throws Exception {
    Path out = Files.createTempDirectory(folder, "damaged");
    assertThat(
            run("boundary-redundancy --widths 5 --per-class 5 --epochs 2 --repeats 1", out).exit())
        .isZero();
    Files.writeString(out.resolve(name), "hello");
    Map<String, String> before = FolderContents.of(out);
    Invocation report = Invocation.of("report", out.toString());
    assertThat(report.exit()).isEqualTo(2);
    assertThat(report.err())
        .isEqualToIgnoringNewLines(
            "finegrain: %s is not the file that its run wrote; run it again into a new folder"
                .formatted(out.resolve(name)));
    assertThat(FolderContents.of(out)).isEqualTo(before);
  }

  /** A figure shows at most eight coarse classes, a file of regions at most 36 fine ones. */
  @ParameterizedTest
  @ValueSource(strings = {"0101010101010101010101010101010101010101", "0123456780"})
  void ringsThatNoFigureCanShowAreTrainedAllTheSame(String map) throws Exception {
    Path out = Files.createTempDirectory(folder, "rings");
    Invocation run =
        run(
            "boundary-redundancy --widths 5 --per-class 5 --epochs 20 --repeats 1 --maps " + map,
            out);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(out.resolve("report.html")).exists();
    assertThat(out.resolve("regions.csv.gz")).doesNotExist();
  }

  @Test
  void severalRunsAreLaidInOneFigure() throws Exception {
    List<String> runs = new ArrayList<>();
    for (String seed : List.of("1", "2")) {
      Path out = Files.createTempDirectory(folder, "seed");
      runs.add(out.toString());
      assertThat(
              run(
                      "capacity-scaling --widths 5,9 --per-class 5 --epochs 2 --repeats 6",
                      out,
                      "--seed",
                      seed)
                  .exit())
          .isZero();
    }
    Path both = folder.resolve("both");
    Invocation report = Invocation.of("report", runs.get(0), runs.get(1), "--out", both.toString());
    assertThat(report.exit()).as(report.err()).isZero();
    assertThat(Files.readString(both.resolve("accuracy-5.svg")))
        .contains("fine, 1")
        .contains("fine, 2");
    assertThat(Files.readString(both.resolve("report.html"))).contains("2 runs compared");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "beta-sweep --betas x|--betas must be numbers from 0 on, separated by commas; \"x\" is"
            + " none",
        "beta-sweep --clusters 2|--clusters is not for beta-sweep; leave it out",
        "inferred-subclasses --clusters 1|--clusters must be whole numbers from 2 on, separated by"
            + " commas; \"1\" is none",
        "capacity-scaling --match all|--match must be width or parameters, not \"all\"",
        "hierarchy-depth --betas 1,2|--betas must have a weight for each of the 3 levels of the"
            + " tree 00001111/00112233, not 2",
        "hierarchy-depth --dataset disc --betas 1|--betas must have a weight for each of the 2"
            + " levels of the tree 0011, not 1",
        "hierarchy-depth --dataset disc --map 0011|the map of a disc must be a distance such as"
            + " delta=0.2, above 0 and below 0.58, not \"0011\"",
        "boundary-redundancy --maps 0011,011|the map 011 is for 3 rings, and there are 4; all maps"
            + " need as many digits",
        "boundary-redundancy --dataset circles-7|the data set circles-7 must be circles, or"
            + " circles- and a deviation from 0 to 1 such as circles-0.2",
        "boundary-redundancy --dataset disc --maps 0011|the map of a disc must be a distance such"
            + " as delta=0.2, above 0 and below 0.58, not \"0011\""
      })
  void mistakesHaveTheirSentence(String line) {
    String[] parts = line.split("\\|", -1);
    assertThat(run(parts[0], folder.resolve("none")).mistake()).isEqualTo(parts[1]);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void aFolderWithoutAFinishedRunHasNoReport() {
    assertThat(Invocation.of("report", folder.resolve("data").toString()).mistake())
        .isEqualTo(
            folder.resolve("data")
                + " is not the folder of a finished run; name the output folder of one");
  }
}
