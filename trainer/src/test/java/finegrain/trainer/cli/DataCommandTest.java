package finegrain.trainer.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.FolderContents;
import finegrain.trainer.Sha256;
import finegrain.trainer.data.KnownDataset;
import finegrain.trainer.data.OfficialFile;
import finegrain.trainer.data.Publication;
import finegrain.trainer.data.Publication.Download;
import finegrain.trainer.data.fetch.FakeHost;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class DataCommandTest {
  @TempDir Path folder;

  private static String output(String... arguments) {
    Invocation invocation = Invocation.of(arguments);
    assertThat(invocation.exit()).as(invocation.err()).isZero();
    assertThat(invocation.err()).isEmpty();
    return invocation.out();
  }

  @Test
  void listsWhatIsBuiltInAndHowToGetTheRest() {
    assertThat(output("data", "list").lines())
        .containsSubsequence(
            "mnist: 10 classes, 60000 + 10000 samples of 784 features",
            "  here     built in",
            "  from     the MNIST mirror (storage.googleapis.com/cvdf-datasets/mnist/)",
            "  get it   finegrain data fetch kmnist (21 MB)",
            "  get it   finegrain data fetch fashion-mnist (31 MB)",
            "cifar-10: 10 classes, 50000 + 10000 samples of 3072 features",
            "  get it   finegrain data fetch cifar-10 (170 MB)",
            "cifar-100: 100 classes, 50000 + 10000 samples of 3072 features",
            "  get it   finegrain data fetch cifar-100 (169 MB)");
  }

  @Test
  void listsWhatIsOnTheDisk() throws Exception {
    Files.delete(SmallMnist.write(folder).resolve("t10k-labels-idx1-ubyte"));
    assertThat(output("data", "list", "--data-dir", folder.toString()).lines())
        .contains("  here     built in", "  here     " + folder + "/mnist, 3 of 4 files, 0.2 MB");
  }

  @Test
  void verifiesOfficialFiles() throws Exception {
    Path mnist = SmallMnist.copyOfficial(folder);
    assertThat(output("data", "verify", folder.toString()).lines())
        .containsExactly(
            "  right    " + mnist.resolve("train-images-idx3-ubyte.gz"),
            "  right    " + mnist.resolve("train-labels-idx1-ubyte.gz"),
            "  right    " + mnist.resolve("t10k-images-idx3-ubyte.gz"),
            "  right    " + mnist.resolve("t10k-labels-idx1-ubyte.gz"));
  }

  @Test
  void verifyingTellsWhatIsWrongAndWhatIsMissing() throws Exception {
    Path mnist = SmallMnist.copyOfficial(folder);
    Files.delete(mnist.resolve("train-labels-idx1-ubyte.gz"));
    Path wrong = mnist.resolve("t10k-labels-idx1-ubyte.gz");
    byte[] bytes = Files.readAllBytes(wrong);
    bytes[bytes.length / 2] ^= 1;
    Files.write(wrong, bytes);
    Map<String, String> before = FolderContents.of(folder);
    Invocation invocation = Invocation.of("data", "verify", folder.toString());
    assertThat(invocation.exit()).isEqualTo(2);
    assertThat(invocation.out().lines().toList())
        .hasSize(4)
        .contains("  missing  " + mnist.resolve("train-labels-idx1-ubyte.gz"))
        .last()
        .asString()
        .startsWith("  wrong    " + wrong + " is ");
    assertThat(invocation.err())
        .isEqualTo(
            "finegrain: mnist cannot be used as it is; remove what is wrong, and 'finegrain data"
                + " fetch' brings what is missing"
                + System.lineSeparator());
    assertThat(FolderContents.of(folder)).isEqualTo(before);
  }

  @Test
  void aFolderWithoutDataSetsCannotBeVerified() {
    assertThat(Invocation.of("data", "verify", folder.toString()).mistake())
        .isEqualTo(
            folder
                + " has none of the folders mnist, kmnist, fashion-mnist, cifar-10-batches-bin,"
                + " cifar-100-binary; give the folder that holds them");
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** Two of the four files are there; the others come from a host. */
  @Test
  void fetchesWithProgressAndSaysWhereItIs() throws Exception {
    Path small = SmallMnist.write(folder.resolve("small"));
    Path data = folder.resolve("data");
    byte[] images = Files.readAllBytes(small.resolve(SmallMnist.FILES.get(0)));
    byte[] labels = Files.readAllBytes(small.resolve(SmallMnist.FILES.get(1)));
    byte[] compressed = gzip(images);
    Path set = Files.createDirectories(data.resolve("tiny"));
    Files.write(set.resolve("labels"), labels);
    Files.write(set.resolve("test-labels"), labels);
    Files.write(set.resolve("test-images"), images);
    try (FakeHost host = new FakeHost(FakeHost.file(compressed, ""))) {
      KnownDataset tiny =
          new KnownDataset(
              "tiny",
              KnownDataset.Format.IDX,
              false,
              "tiny",
              List.of(official("images", images), official("labels", labels)),
              List.of(official("test-images", images), official("test-labels", labels)),
              "nowhere",
              new Publication(
                  List.of(host.uri()),
                  Publication.Packing.GZIP_EACH,
                  List.of(new Download("images.gz", compressed.length, Sha256.of(compressed)))),
              List.of("a", "b"),
              List.of(0, 1),
              "01",
              List.of());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Console console =
          new Console(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
      int exit =
          new CommandLine(new DataCommand(console, List.of(tiny)))
              .execute("fetch", "tiny", "--data-dir", data.toString());
      assertThat(exit).as(err.toString(UTF_8)).isZero();
      assertThat(out.toString(UTF_8).lines())
          .containsExactly(
              "wrote " + set.resolve("images.gz"), "tiny is complete in " + data.resolve("tiny"));
      assertThat(err.toString(UTF_8).lines().toList())
          .isNotEmpty()
          .allMatch(line -> line.startsWith("images.gz: "));
      assertThat(set.resolve("images.gz")).hasBinaryContent(compressed);
    }
  }

  private static OfficialFile official(String name, byte[] bytes) {
    return new OfficialFile(name, 100, OfficialFile.Hashed.CONTENT, Sha256.of(bytes));
  }
}
