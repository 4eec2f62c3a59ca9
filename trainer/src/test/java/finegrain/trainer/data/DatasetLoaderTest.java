package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are read. */
final class DatasetLoaderTest {
  @TempDir Path dir;

  private void assertRefused(String name, Optional<Path> dataDir, String message) {
    assertThatThrownBy(() -> DatasetLoader.load(name, dataDir, true))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }

  @Test
  void aFolderOfTheNameComesBeforeTheBuiltInCopy() {
    Path folder = SyntheticFiles.writeMnist(dir);
    Dataset set = DatasetLoader.load("mnist", Optional.of(dir), true);
    assertThat(set.readFrom()).isEqualTo(folder.toString());
    assertThat(set.train().size()).isEqualTo(3);
  }

  @Test
  void withoutAFolderOfTheNameTheBuiltInCopyIsRead() {
    Dataset set = DatasetLoader.load("mnist", Optional.of(dir), true);
    assertThat(set.readFrom()).isEqualTo("built-in");
    assertThat(set.train().size()).isEqualTo(60_000);
  }

  @Test
  void anEmptyFolderOfTheNameIsNotPassedOver() throws Exception {
    Path folder = Files.createDirectory(dir.resolve("mnist"));
    assertRefused(
        "mnist",
        Optional.of(dir),
        folder.resolve("train-images-idx3-ubyte.gz")
            + " is missing; download it from the MNIST mirror"
            + " (storage.googleapis.com/cvdf-datasets/mnist/)");
  }

  @Test
  void whatIsMissingInTheCacheFolderIsToBeFetched() {
    KnownDataset kmnist = DatasetCatalog.named("kmnist");
    Path file = DownloadFolder.usual().resolve("kmnist").resolve("t10k-labels-idx1-ubyte.gz");
    assertThatThrownBy(() -> DataFile.of(file, kmnist))
        .isInstanceOf(UserError.class)
        .hasMessage(file + " is missing; fetch it with 'finegrain data fetch kmnist'");
  }

  @Test
  void aFileInThePlaceOfTheFolderIsRefused() {
    SyntheticFiles.write(dir.resolve("mnist"), new byte[1]);
    assertRefused(
        "mnist",
        Optional.of(dir),
        dir.resolve("mnist")
            + " is not a folder; make it one, so that "
            + dir
            + "/mnist/ holds train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz,"
            + " t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz");
  }

  @Test
  void theDataDirHasToBeAFolder() {
    Path missing = dir.resolve("missing");
    assertRefused(
        "mnist",
        Optional.of(missing),
        "--data-dir " + missing + " does not exist; give the folder that holds the folder mnist");
    SyntheticFiles.write(missing, new byte[1]);
    assertRefused(
        "cifar-10",
        Optional.of(missing),
        "--data-dir "
            + missing
            + " is not a folder; give the folder that holds the folder cifar-10-batches-bin");
  }

  @Test
  void whatWasFetchedIsFoundInTheCacheFolder() throws Exception {
    KnownDataset kmnist = DatasetCatalog.named("kmnist");
    Path folder = Files.createDirectories(dir.resolve("kmnist"));
    assertThat(DatasetLoader.folder(kmnist, Optional.empty(), dir)).hasValue(folder);
    // But what is built in needs no cache, and --data-dir comes before it.
    Files.createDirectories(dir.resolve("mnist"));
    assertThat(DatasetLoader.folder(DatasetCatalog.named("mnist"), Optional.empty(), dir))
        .isEmpty();
    Path other = Files.createDirectories(dir.resolve("other/kmnist"));
    assertThat(DatasetLoader.folder(kmnist, Optional.of(dir.resolve("other")), dir))
        .hasValue(other);
  }

  @Test
  void whatIsNotBuiltInHasToBeDownloaded() {
    assertRefused(
        "fashion-mnist",
        Optional.empty(),
        "fashion-mnist is not built in; fetch it with 'finegrain data fetch fashion-mnist', or pass"
            + " --data-dir DIR, where DIR/fashion-mnist/ holds train-images-idx3-ubyte.gz,"
            + " train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and"
            + " t10k-labels-idx1-ubyte.gz");
    assertRefused(
        "cifar-10",
        Optional.of(dir),
        "--data-dir "
            + dir
            + " has no folder cifar-10-batches-bin; download cifar-10 from the CIFAR-10 page of"
            + " the University of Toronto (binary version, www.cs.toronto.edu/~kriz/cifar.html) so"
            + " that "
            + dir
            + "/cifar-10-batches-bin/ holds data_batch_1.bin, data_batch_2.bin, data_batch_3.bin,"
            + " data_batch_4.bin, data_batch_5.bin and test_batch.bin");
  }
}
