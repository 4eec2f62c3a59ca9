package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import finegrain.trainer.FolderContents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user reads who has made a mistake: one sentence, exit code 2, and nothing is written. */
final class CommandLineErrorsTest {
  /** No data, so that nothing is trained where a mistake is not found. */
  private static final String EXPERIMENT = "capacity-scaling --data-dir no-such-folder";

  private static final String HELP = "; see 'finegrain run --help'";
  private static final String WHOLE_NUMBER = " must be a whole number of at most 2147483647, not ";

  @TempDir Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        // The words of picocli are not for users: "Invalid value ... is not an int".
        mistake(
            "",
            "the command is missing; choose one of run, train, predict, report, merge, list, data,"
                + " profile, doctor, repro; see 'finegrain --help'"),
        mistake(
            "teach",
            "there is no command \"teach\"; choose one of run, train, predict, report, merge, list,"
                + " data, profile, doctor, repro; see 'finegrain --help'"),
        mistake("--fast", "there is no option --fast; see 'finegrain --help'"),
        mistake("list all", "the argument \"all\" is one too many; see 'finegrain list --help'"),
        mistake("run", "EXPERIMENT is missing" + HELP),
        mistake("run --widths 5", "EXPERIMENT is missing" + HELP),
        mistake("run EXPERIMENT now", "the argument \"now\" is one too many" + HELP),
        mistake("run EXPERIMENT --width 5", "there is no option --width" + HELP),
        mistake("run EXPERIMENT --widths", "--widths needs a value (N)" + HELP),
        mistake("run EXPERIMENT --out a --out b", "--out is given twice" + HELP),
        mistake("run EXPERIMENT --widths five", "--widths" + WHOLE_NUMBER + "\"five\""),
        mistake("run EXPERIMENT --widths 5,,7", "--widths" + WHOLE_NUMBER + "\"\""),
        mistake(
            "run EXPERIMENT --widths 5,99999999999", "--widths" + WHOLE_NUMBER + "\"99999999999\""),
        mistake("run EXPERIMENT --per-class 5.5", "--per-class" + WHOLE_NUMBER + "\"5.5\"" + HELP),
        mistake("run EXPERIMENT --epochs many", "--epochs" + WHOLE_NUMBER + "\"many\"" + HELP),
        mistake("run EXPERIMENT --threads all", "--threads" + WHOLE_NUMBER + "\"all\"" + HELP),
        mistake(
            "run EXPERIMENT --seed x",
            "--seed must be a whole number from -9223372036854775808 to 9223372036854775807,"
                + " not \"x\""
                + HELP),
        mistake("run EXPERIMENT --widths 0", "--widths must be from 1 to 65536, not 0"),
        mistake("run EXPERIMENT --widths 5,-1", "--widths must be from 1 to 65536, not -1"),
        mistake("run EXPERIMENT --widths 65537", "--widths must be from 1 to 65536, not 65537"),
        mistake(
            "run EXPERIMENT --model lenet",
            "there is no model \"lenet\"; choose one of perceptron, cnn, cnn2, resnet20, vit,"
                + " vit-b16, or one at a width such as perceptron(50)"),
        mistake(
            "run EXPERIMENT --model vit(65,4,6)",
            "vit with 4 heads needs a width that is a multiple of 4, not 65"),
        mistake(
            "run EXPERIMENT --model cnn,perceptron,cnn(8)",
            "--model names cnn twice; name it once, with all its --widths"),
        mistake(
            "run EXPERIMENT --model cnn,perceptron --widths 5/6/7",
            "--widths has 3 lists for 2 models; give one for all, or one for each"),
        mistake(
            "run EXPERIMENT --model cnn --protocol paper,deep",
            "--protocol has 2 names for 1 model; give one for all, or one for each"),
        mistake(
            "run EXPERIMENT --model cnn(8) --widths 5",
            "--model cnn(8) has a width already; leave out --widths, or give --model cnn"),
        mistake(
            "run EXPERIMENT --dataset circles --model vit --widths 6",
            "vit with 4 heads needs a width that is a multiple of 4, not 6"),
        mistake(
            "run EXPERIMENT --dataset circles --model resnet20(4)",
            "resnet20(4) needs images of at least 4 x 4 pixels, and a sample has 1 x 2"),
        mistake("run EXPERIMENT --per-class 0", "--per-class must be at least 1, not 0"),
        mistake("run EXPERIMENT --repeats 0", "--repeats must be from 1 to 100000, not 0"),
        mistake("run EXPERIMENT --epochs 0", "--epochs must be at least 1, not 0"),
        mistake("run EXPERIMENT --cohort 0", "--cohort must be at least 1, not 0"),
        mistake("run EXPERIMENT --threads 0", "--threads must be from 1 to 4096, not 0"),
        mistake("run EXPERIMENT --threads 4097", "--threads must be from 1 to 4096, not 4097"),
        mistake(
            "run EXPERIMENT --shard two",
            "--shard must be two whole numbers such as 2/8, not \"two\""),
        mistake(
            "run EXPERIMENT --shard 9/8",
            "--shard 9/8 is none of the 8 shards; they count from 1/8 to 8/8"),
        mistake(
            "run EXPERIMENT --shard /4",
            "--shard \"/4\" lacks a number; is a variable of the batch system empty, such as"
                + " SLURM_ARRAY_TASK_ID outside an array job? A shard is written as 2/8"),
        mistake(
            "run EXPERIMENT --on moon",
            "--on must be slurm, spark or spark://HOST:PORT, not \"moon\""),
        mistake("run EXPERIMENT --shards 4", "--shards needs --on slurm"),
        mistake("run EXPERIMENT --sbatch -H", "--sbatch needs --on slurm"),
        mistake("run EXPERIMENT --dry-run", "--dry-run needs --on slurm"),
        mistake("run multi-view --shards 4", "--shards needs --on slurm"),
        mistake(
            "run EXPERIMENT --on slurm",
            "--on slurm needs --shards N, the number of tasks, such as 8"),
        mistake("run multi-view --on slurm --shards 1", "--shards must be at least 2, not 1"),
        mistake(
            "run EXPERIMENT --on slurm --shards 4 --shard 2/4",
            "--shard is not for --on slurm, whose tasks are the shards; give --shards N"),
        mistake(
            "run EXPERIMENT --on slurm --shards 4 --sbatch --array=1",
            "--sbatch must not have --array=1: finegrain gives --array, --dependency, --parsable"
                + " and the script itself"),
        mistake(
            "profile run EXPERIMENT --on slurm --shards 4",
            "--on is for 'finegrain run'; other commands compute in their own process"),
        mistake("merge", "DIR is missing; see 'finegrain merge --help'"),
        mistake(
            "merge no-such-folder",
            "no-such-folder is not the folder of a shard: it has no configuration.json"),
        mistake(
            "profile",
            "the command is missing; choose one of run, summary; see 'finegrain profile --help'"),
        mistake(
            "profile show",
            "there is no command \"show\"; choose one of run, summary; see 'finegrain profile"
                + " --help'"),
        mistake("profile run", "EXPERIMENT is missing; see 'finegrain profile run --help'"),
        mistake("profile run EXPERIMENT --widths five", "--widths" + WHOLE_NUMBER + "\"five\""),
        mistake(
            "profile run EXPERIMENT",
            "--data-dir no-such-folder does not exist; give the folder that holds the folder"
                + " mnist"),
        mistake(
            "profile run EXPERIMENT --out out --widths 0",
            "--widths must be from 1 to 65536, not 0"),
        mistake("profile summary", "FILE is missing; see 'finegrain profile summary --help'"),
        mistake("profile summary no-such-file.jfr", "there is no file no-such-file.jfr"),
        mistake(
            "profile summary pom.xml",
            "pom.xml is not a recording of the JDK's Flight Recorder; 'finegrain profile run' makes"
                + " one"),
        mistake(
            "run capacity",
            "there is no experiment \"capacity\"; choose one of beta-sweep, boundary-redundancy,"
                + " capacity-scaling, dataset-scaling, hierarchy-depth, inferred-subclasses,"
                + " loss-correlation, multi-view, pretraining-granularity"),
        mistake(
            "run EXPERIMENT --dataset emnist",
            "there is no data set \"emnist\"; choose one of mnist, kmnist, fashion-mnist, cifar-10,"
                + " cifar-100"),
        mistake(
            "run EXPERIMENT --dataset csv:no-such-file",
            "no-such-file does not exist; give the path of a data file"),
        mistake("run EXPERIMENT --dataset npz:", "--dataset npz: must have a file after the colon"),
        mistake(
            "run EXPERIMENT --scale robust",
            "there is no scaling \"robust\"; choose one of none, standard, unit, raw"),
        mistake(
            "data",
            "the command is missing; choose one of levels, fetch, list, show, verify; see"
                + " 'finegrain data --help'"),
        mistake("data fetch", "NAME is missing; see 'finegrain data fetch --help'"),
        mistake(
            "data fetch emnist",
            "there is no data set \"emnist\"; choose one of mnist, kmnist, fashion-mnist, cifar-10,"
                + " cifar-100"),
        mistake(
            "data verify no-such-folder",
            "no-such-folder does not exist; give the folder that holds the data sets"),
        mistake(
            "data list --data-dir no-such-folder",
            "no-such-folder does not exist; give the folder that holds the data sets"),
        mistake(
            "run EXPERIMENT --protocol papers",
            "there is no protocol papers; choose one of paper, released, circles, deep"),
        mistake(
            "run EXPERIMENT --label-noise 0,10%",
            "--label-noise must be shares from 0 to 1, separated by commas, such as 0,0.03,0.1,"
                + " perhaps with inside: or across: before them; \"10%\" is none"),
        mistake(
            "run beta-sweep --label-noise 0.1",
            "--label-noise is not for beta-sweep; leave it out"),
        mistake(
            "run boundary-redundancy --regroupings 4",
            "--regroupings is not for circles; give --maps"),
        mistake(
            "run boundary-redundancy --dataset mnist --maps 00001111 --regroupings 4",
            "--regroupings chooses maps, and --maps names them; leave one of them out"),
        mistake(
            "run boundary-redundancy --dataset mnist --maps 00001111,0000011111",
            "the map 00001111 is for 8 classes, and the map 0000011111 for 10; all maps need as"
                + " many digits"),
        mistake(
            "run EXPERIMENT --map 0101",
            "the map 0101 has 4 digits, but there are 8 fine classes (0, 1, 2, 3, 4, 5, 6, 7):"
                + " give a digit for each"),
        mistake(
            "run EXPERIMENT --map 11111111",
            "the map 11111111 leaves coarse class 0 without a fine class;"
                + " each needs at least one"),
        mistake(
            "run EXPERIMENT --map 01234567",
            "the map 01234567 gives each fine class a coarse class of its own; at least two must"
                + " share one"),
        mistake(
            "run EXPERIMENT --map no-such-file",
            "the map \"no-such-file\" is neither digits, one for each fine class, nor a text file"
                + " that can be read"),
        mistake(
            "run EXPERIMENT",
            "--data-dir no-such-folder does not exist; give the folder that holds the folder"
                + " mnist"),
        mistake(
            "run capacity-scaling --dataset kmnist",
            "kmnist is not built in; fetch it with 'finegrain data fetch kmnist', or pass"
                + " --data-dir DIR, where DIR/kmnist/ holds"
                + " train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz,"
                + " t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz"));
  }

  private static Arguments mistake(String commandLine, String sentence) {
    return arguments(commandLine.replace("EXPERIMENT", EXPERIMENT), sentence);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsToldInOneSentence(String commandLine, String sentence) {
    assertMistake(sentence, commandLine);
  }

  private void assertMistake(String sentence, String commandLine) {
    String[] arguments = commandLine.isEmpty() ? new String[0] : commandLine.split(" ", -1);
    boolean runs = Files.exists(Path.of("runs"));
    Map<String, String> before = FolderContents.of(folder);
    assertThat(Invocation.of(arguments).mistake()).isEqualTo(sentence);
    assertThat(FolderContents.of(folder)).isEqualTo(before);
    assertThat(Files.exists(Path.of("runs"))).isEqualTo(runs);
  }

  /** The kernels know their backends; another one may be installed one day. */
  @Test
  void anUnknownBackend() {
    assertThat(Invocation.of(("run " + EXPERIMENT + " --backend cuda").split(" ", -1)).mistake())
        .matches("there is no backend \"?cuda\"?; choose one of auto, .*scalar");
  }

  @Test
  void anEmptyOutputFolder() {
    assertMistake(
        "--out must name a folder, and its value is empty",
        "run capacity-scaling --widths 5 --repeats 1 --epochs 1 --out ");
  }

  @Test
  void aMapFileWithAMistakeInIt() throws Exception {
    Path file = Files.write(folder.resolve("map.txt"), List.of("0 low", "1 low", "9 high"));
    assertMistake(
        "line 3 of the map "
            + file
            + " must begin with one of the fine classes 0, 1, 2, 3, 4, 5, 6, 7, not \"9 high\"",
        "run " + EXPERIMENT + " --map " + file);
  }

  /** The class with the fewest: what it has is the most that can be asked for. */
  @Test
  void moreImagesThanThereAre() {
    assertMistake(
        "6000 images a class are more than mnist has: its class 5 has 5421 training images; give"
            + " --per-class 5421 or fewer",
        "run capacity-scaling --widths 5 --per-class 50,6000 --repeats 1 --epochs 1 --out "
            + folder.resolve("out"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void debugShowsWhereItWasFoundBelowTheSentence(String commandLine, String sentence) {
    Invocation invocation = Invocation.of(("--debug " + commandLine).strip().split(" ", -1));
    assertThat(invocation.exit()).isEqualTo(2);
    assertThat(invocation.err()).startsWith("finegrain: " + sentence + System.lineSeparator());
    assertThat(invocation.err().lines().filter(line -> line.startsWith("\tat "))).isNotEmpty();
  }

  @Test
  void debugMayComeLast() {
    Invocation invocation = Invocation.of("run", "capacity", "--debug");
    assertThat(invocation.exit()).isEqualTo(2);
    assertThat(invocation.err()).contains("\tat ");
  }
}
