package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data files and output folders that cannot be used: one sentence names them, nothing is lost. */
final class CommandLineFileErrorsTest {
  @TempDir Path folder;
  private Path data;
  private Path out;

  @BeforeEach
  void names() {
    data = folder.resolve("data");
    out = folder.resolve("out");
  }

  private Invocation run(String... options) {
    String[] arguments = {
      "run",
      "capacity-scaling",
      "--widths",
      "5",
      "--per-class",
      "2",
      "--repeats",
      "1",
      "--epochs",
      "1",
      "--threads",
      "1",
      "--data-dir",
      data.toString(),
      "--out",
      out.toString()
    };
    return Invocation.of(
        Stream.of(arguments, options).flatMap(Arrays::stream).toArray(String[]::new));
  }

  /** The sentence; all that is in the folder is as it was. */
  private String mistake(String... options) {
    Map<String, String> before = FolderContents.of(folder);
    String sentence = run(options).mistake();
    assertThat(FolderContents.of(folder)).isEqualTo(before);
    return sentence;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aMissingFile(int index) throws Exception {
    Path file = SmallMnist.write(data).resolve(SmallMnist.FILES.get(index));
    Files.delete(file);
    assertThat(mistake("--unverified"))
        .startsWith(file + ".gz is missing; download it from the MNIST mirror");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aTruncatedFile(int index) throws Exception {
    Path file = SmallMnist.write(data).resolve(SmallMnist.FILES.get(index));
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
    assertThat(mistake("--unverified"))
        .startsWith(file + " is truncated: it ends after " + (bytes.length - 1) + " bytes of the ")
        .endsWith("; copy or download it again");
  }

  @Test
  void imagesInThePlaceOfLabels() throws Exception {
    Path mnist = SmallMnist.write(data);
    Path images = mnist.resolve("train-images-idx3-ubyte");
    Path labels = mnist.resolve("train-labels-idx1-ubyte");
    Path aside = mnist.resolve("aside");
    Files.move(images, aside);
    Files.move(labels, images);
    Files.move(aside, labels);
    assertThat(mistake("--unverified"))
        .isEqualTo(
            labels
                + " holds images where labels belong; exchange it with the file that holds the"
                + " labels");
  }

  @Test
  void filesThatAreNotTheOfficialOnes() throws Exception {
    Path mnist = SmallMnist.write(data);
    assertThat(mistake())
        .startsWith(mnist + "/")
        .contains(" samples where the official file holds ")
        .endsWith(" or pass --unverified to use the file as it is");
  }

  @Test
  void aFlippedBitInACompressedFile() throws Exception {
    Path file = SmallMnist.copyOfficial(data).resolve("t10k-labels-idx1-ubyte.gz");
    flipBitInTheMiddle(file, Files.readAllBytes(file));
    assertThat(mistake())
        .startsWith(file + " is ")
        .containsAnyOf("damaged", "truncated", "not the official file")
        .contains("download it");
  }

  /** Only the checksum can tell: the label of one image is another one. */
  @Test
  void aFlippedBitInAnUncompressedFile() throws Exception {
    Path gzip = SmallMnist.copyOfficial(data).resolve("t10k-labels-idx1-ubyte.gz");
    Path file = gzip.resolveSibling("t10k-labels-idx1-ubyte");
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(gzip)))) {
      flipBitInTheMiddle(file, in.readAllBytes());
    }
    Files.delete(gzip);
    assertThat(mistake())
        .startsWith(file + " is not the official file (SHA-256 ")
        .endsWith(" or pass --unverified to use the file as it is");
  }

  private static void flipBitInTheMiddle(Path file, byte[] bytes) throws Exception {
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void aDataFolderWithoutTheDataSet() throws Exception {
    SmallMnist.write(data);
    assertThat(mistake("--dataset", "kmnist"))
        .startsWith("--data-dir " + data + " has no folder kmnist; download kmnist from ");
  }

  @Test
  void anOutputFolderOfAnotherConfiguration() throws Exception {
    SmallMnist.write(data);
    assertThat(run("--unverified").exit()).isZero();
    assertThat(mistake("--unverified", "--seed", "2", "--protocol", "released"))
        .isEqualTo(
            "the output folder "
                + out
                + " holds a run of another configuration (protocol \"paper\" there and"
                + " \"released\" here, seed 1 there and 2 here); choose another one with --out");
  }

  @Test
  void anOutputFolderOfOtherData() throws Exception {
    Path mnist = SmallMnist.write(data);
    assertThat(run("--unverified").exit()).isZero();
    Path images = mnist.resolve("train-images-idx3-ubyte");
    byte[] bytes = Files.readAllBytes(images);
    bytes[5000]++;
    Files.write(images, bytes);
    assertThat(mistake("--unverified"))
        .isEqualTo(
            "the output folder "
                + out
                + " holds a run of another configuration (other data files);"
                + " choose another one with --out");
  }

  @Test
  void anOutputFolderWithOtherFiles() throws Exception {
    SmallMnist.write(data);
    Files.write(Files.createDirectory(out).resolve("thesis.tex"), List.of("mine"));
    assertThat(mistake("--unverified"))
        .isEqualTo(
            "the output folder "
                + out
                + " holds files that are not of a run; choose a new or an empty one");
  }

  @Test
  void anOutputFolderThatCannotBeMade() throws Exception {
    SmallMnist.write(data);
    out = Files.writeString(folder.resolve("file"), "mine").resolve("out");
    assertThat(mistake("--unverified"))
        .startsWith("the output folder " + out + " cannot be written (")
        .endsWith("); choose another one with --out");
  }

  @Test
  void resultsThatWereChanged() throws Exception {
    SmallMnist.write(data);
    assertThat(run("--unverified").exit()).isZero();
    Path results = out.resolve("results.csv");
    Files.writeString(results, Files.readString(results).replace("trained", "retouched"));
    assertThat(mistake("--unverified"))
        .isEqualTo(
            "%s is not the file that its run wrote; remove the folder to run again, or choose another one with --out"
                .formatted(results));
  }
}
