package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command that a report prints repeats the run: it is split by a shell, and run. */
@DisabledOnOs(OS.WINDOWS)
final class RepeatedCommandTest {
  private static final String NPZ = "/finegrain/trainer/data/numpy-compressed.npz";
  private static final Pattern COMMAND = Pattern.compile("<code>(\\./finegrain run .*)</code>");

  @TempDir static Path temporary;

  /** Its name has what shells take for their own. */
  private static Path folder;

  private static int runs;

  @BeforeAll
  static void write() throws IOException {
    folder = Files.createDirectories(temporary.resolve("a $(b) & 'c' \"d\""));
    SmallMnist.write(folder.resolve("my data"));
    List<String> lines = new ArrayList<>();
    String[] kinds = {"ant", "bee $HOME", "cat", "dog"};
    for (int i = 0; i < 120; i++) {
      int kind = i % 4;
      lines.add(
          String.format(
              Locale.ROOT, "%.3f,%.3f,%s", kind % 2 + i % 7 * .1, i % 5 * .1, kinds[kind]));
    }
    Files.write(folder.resolve("flowers.csv"), lines);
    Files.write(folder.resolve("it's x-unit.csv"), lines);
    Files.write(
        folder.resolve("kinds.txt"),
        List.of("ant insect", "bee $HOME insect", "cat mammal", "dog mammal"));
    try (InputStream npz = RepeatedCommandTest.class.getResourceAsStream(NPZ)) {
      Files.copy(npz, folder.resolve("one.npz"));
    }
  }

  private static String[] words(String options) {
    return Stream.of(options.split(" ", -1))
        .map(word -> word.replace('_', ' ').replace("DIR", folder.toString()))
        .toArray(String[]::new);
  }

  private static Invocation run(List<String> words, Path out, String... others) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of("--threads", "1", "--out", out.toString()));
    all.addAll(List.of(others));
    Invocation invocation = Invocation.of(all.toArray(String[]::new));
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    return invocation;
  }

  private static String printed(Path run) throws IOException {
    Matcher command = COMMAND.matcher(Files.readString(run.resolve("report.html")));
    assertThat(command.find()).isTrue();
    return command.group(1).replace("&#39;", "'").replace("&quot;", "\"").replace("&amp;", "&");
  }

  /** The words after the program's name, as a shell hands them over. */
  private static List<String> split(String command) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-c", command.replaceFirst("\\./finegrain", "printf '%s\\\\n'"))
            .redirectErrorStream(true)
            .start();
    String words = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor()).as(words).isZero();
    return words.lines().toList();
  }

  private static void assertRepeats(Path first) throws Exception {
    String command = printed(first);
    Path second = folder.resolve("run " + ++runs);
    run(split(command), second);
    assertThat(second.resolve("results.csv"))
        .as(command)
        .hasSameBinaryContentAs(first.resolve("results.csv"));
    assertThat(printed(second)).isEqualTo(command);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--dataset csv:DIR/flowers.csv --map DIR/kinds.txt",
        "--dataset csv:DIR/flowers.csv --map 0011 --scale standard",
        "--dataset csv:DIR/it's_x-unit.csv --map 0101",
        "--dataset csv:DIR/flowers.csv --map 0101 --label-column 3 --ignore 2 --missing mean",
        "--dataset csv:DIR/flowers.csv --map 0101 --columns 1,2 --scale raw",
        "--dataset npz:DIR/one.npz --map 001 --scale unit --protocol released",
        "--map 0000011111 --dataset idx:DIR/my_data/mnist/train-images-idx3-ubyte,"
            + "DIR/my_data/mnist/train-labels-idx1-ubyte,"
            + "DIR/my_data/mnist/t10k-images-idx3-ubyte,DIR/my_data/mnist/t10k-labels-idx1-ubyte",
        "--unverified --data-dir DIR/my_data",
        "--unverified --data-dir DIR/my_data --scale standard --map halves-and-quarters",
        "--model perceptron(5) --dataset circles",
        "--unverified --data-dir DIR/my_data --model cnn(2)",
        "--unverified --data-dir DIR/my_data --model resnet20(1)",
        "--unverified --data-dir DIR/my_data --model vit(4,2,1)",
        "--dataset circles-0.20 --map 0011",
        "--dataset disc",
      })
  void repeatsTheRun(String options) throws Exception {
    Path first = folder.resolve("run " + ++runs);
    List<String> words =
        new ArrayList<>(List.of(words("run capacity-scaling --per-class 3 --epochs 2 " + options)));
    words.addAll(List.of("--repeats", "1"));
    if (!options.contains("--model")) {
      words.addAll(List.of("--widths", "3,4"));
    }
    run(words, first);
    assertRepeats(first);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "boundary-redundancy --dataset disc --maps delta=0.1,delta=0.4",
        "hierarchy-depth --unverified --data-dir DIR/my_data",
        "beta-sweep --dataset csv:DIR/flowers.csv --map DIR/kinds.txt --betas 0,0.5",
      })
  void repeatsOptionsOfAnExperiment(String options) throws Exception {
    Path first = folder.resolve("run " + ++runs);
    String sizes = " --widths 3 --per-class 3 --epochs 2 --repeats 1";
    run(List.of(words("run " + options + sizes)), first);
    assertRepeats(first);
  }

  @Test
  void repeatsTheWholeRunThatShardsWereMergedTo() throws Exception {
    // Another machine may have the file at another place.
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.copy(folder.resolve("flowers.csv"), elsewhere.resolve("flowers.csv"));
    String options =
        " --map 0011 --widths 3 --per-class 3 --epochs 2 --repeats 2 --dataset csv:DIR/";
    Path one = folder.resolve("shard 1");
    Path two = folder.resolve("shard 2");
    Path merged = folder.resolve("merged");
    run(List.of(words("run capacity-scaling" + options + "flowers.csv")), one, "--shard", "1/2");
    run(
        List.of(words("run capacity-scaling" + options + "elsewhere/flowers.csv")),
        two,
        "--shard",
        "2/2");
    Invocation merge = Invocation.of("merge", "" + two, "" + one, "--out", "" + merged);
    assertThat(merge.exit()).as(merge.err()).isZero();
    assertThat(printed(merged)).doesNotContain("elsewhere", "--shard");
    assertRepeats(merged);
    Invocation recorded =
        Invocation.of("repro", "record", "" + merged, "--out", "" + folder.resolve("merged.gz"));
    assertThat(recorded.exit()).as("%s%s", recorded.out(), recorded.err()).isZero();
  }

  @Test
  void aRunThatGoesOnAfterItsDataMovedPrintsTheNewPlace() throws Exception {
    Path here = Files.createDirectories(folder.resolve("here"));
    Path there = Files.createDirectories(folder.resolve("there"));
    Files.copy(folder.resolve("flowers.csv"), here.resolve("flowers.csv"));
    Path run = folder.resolve("moved");
    String options = " --map 0011 --widths 3 --per-class 3 --epochs 2 --repeats 1";
    run(List.of(words("run capacity-scaling --dataset csv:DIR/here/flowers.csv" + options)), run);
    String before = printed(run);
    // As a run leaves its folder that is killed before any model is finished.
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("configuration.json")) {
          Files.delete(file);
        }
      }
    }
    Files.move(here.resolve("flowers.csv"), there.resolve("flowers.csv"));
    run(List.of(words("run capacity-scaling --dataset csv:DIR/there/flowers.csv" + options)), run);
    assertThat(printed(run)).isEqualTo(before.replace("/here/", "/there/"));
    assertThat(Invocation.of("report", "" + run).exit()).isZero();
    assertThat(printed(run)).isEqualTo(before.replace("/here/", "/there/"));
  }
}
