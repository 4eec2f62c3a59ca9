package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void theBuiltInCopyNeverReplacesFilesOfTheUser() {
    assertRefused(
        "mnist",
        Optional.of(dir),
        "--data-dir "
            + dir
            + " has no folder mnist; download mnist from the MNIST mirror"
            + " (storage.googleapis.com/cvdf-datasets/mnist/) so that "
            + dir
            + "/mnist/ holds train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz,"
            + " t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz, or leave --data-dir out"
            + " for the built-in copy");
  }

  @ParameterizedTest
  @CsvSource({"mnist, MNIST/raw", "fashion-mnist, FashionMNIST/raw", "kmnist, KMNIST/raw"})
  void foldersOfTorchvisionAreFound(String name, String folder) throws Exception {
    Path files = SyntheticFiles.writeMnist(dir.resolve("made"));
    Path raw = dir.resolve(folder);
    Files.createDirectories(raw.getParent());
    Files.move(files, raw);
    assertThat(DatasetLoader.load(name, Optional.of(dir), true).readFrom())
        .isEqualTo(raw.toString());
    assertThat(DatasetFolder.in(dir, DatasetCatalog.named(name))).hasValue(raw);
    // An empty folder of the name is no reason to pass files over.
    Files.createDirectories(dir.resolve(name));
    assertThat(DatasetLoader.load(name, Optional.of(dir), true).train().size()).isEqualTo(3);
  }

  @Test
  void filesDirectlyInTheFolderAreRead() {
    Path folder = SyntheticFiles.writeMnist(dir);
    Dataset set = DatasetLoader.load("mnist", Optional.of(folder), true);
    assertThat(set.readFrom()).isEqualTo(folder.toString());
    assertThat(set.train().size()).isEqualTo(3);
    SyntheticFiles.write(dir.resolve("c/data_batch_1.bin"), SyntheticFiles.batch(3));
    SyntheticFiles.write(dir.resolve("c/test_batch.bin"), SyntheticFiles.batch(2));
    assertThat(DatasetLoader.load("cifar-10", Optional.of(dir.resolve("c")), true).train().size())
        .isEqualTo(3);
  }

  /** Unpackers write a dot, and some make a folder of each file's name beside it. */
  @Test
  void namesMayHaveADot() throws Exception {
    Path folder = SyntheticFiles.writeMnist(dir);
    for (String name : List.of("train-images-idx3-ubyte", "t10k-labels-idx1-ubyte")) {
      Files.move(folder.resolve(name), folder.resolve(name.replace("-idx", ".idx")));
    }
    Files.createDirectories(folder.resolve("train-images-idx3-ubyte"));
    Dataset set = DatasetLoader.load("mnist", Optional.of(dir), true);
    assertThat(set.train().size()).isEqualTo(3);
    assertThat(set.sha256())
        .containsEntry("train-images-idx3-ubyte", SyntheticFiles.sha256(SyntheticFiles.images(3)));
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
    assertThat(DatasetFolder.of(kmnist, Optional.empty(), dir)).hasValue(folder);
    // But what is built in needs no cache, and --data-dir comes before it.
    Files.createDirectories(dir.resolve("mnist"));
    assertThat(DatasetFolder.of(DatasetCatalog.named("mnist"), Optional.empty(), dir)).isEmpty();
    Path other = Files.createDirectories(dir.resolve("other/kmnist"));
    assertThat(DatasetFolder.of(kmnist, Optional.of(dir.resolve("other")), dir)).hasValue(other);
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
