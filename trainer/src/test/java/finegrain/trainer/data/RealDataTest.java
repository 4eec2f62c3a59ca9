package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The published data sets, against what is published about them. */
final class RealDataTest {
  @TempDir Path temp;

  @Test
  void builtInMnistIsMnist() {
    Dataset mnist = DatasetLoader.load("mnist", Optional.empty(), false);
    assertThat(mnist.readFrom()).isEqualTo("built-in");
    checkMnist(mnist);
  }

  @Test
  void mnistFromAFolderIsMnist() {
    Path dir = RealData.withFolder("mnist");
    Dataset mnist = DatasetLoader.load("mnist", Optional.of(dir), false);
    assertThat(mnist.readFrom()).isEqualTo(dir.resolve("mnist").toString());
    checkMnist(mnist);
  }

  private static void checkMnist(Dataset mnist) {
    assertThat(mnist.name()).isEqualTo("mnist");
    assertThat(mnist.shape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(labelCounts(mnist.train()))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(labelCounts(mnist.test()))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
    assertThat(firstLabels(mnist.train(), 6)).containsExactly(5, 0, 4, 1, 9, 2);
    assertThat(firstLabels(mnist.test(), 5)).containsExactly(7, 2, 1, 0, 4);
    // The first row with ink of the first digit, as it is printed in many a tutorial.
    float[] first = new float[784];
    mnist.train().copyFeatures(0, first, 0);
    int[] ink = {3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127};
    for (int j = 0; j < ink.length; j++) {
      assertThat(first[5 * 28 + 12 + j]).isEqualTo(ink[j] / 255f);
    }
    assertThat(mean(mnist.train(), 0, 784)).isCloseTo(.1307, within(.00005));
    assertThat(mnist.sha256())
        .containsOnlyKeys(
            "t10k-images-idx3-ubyte",
            "t10k-labels-idx1-ubyte",
            "train-images-idx3-ubyte",
            "train-labels-idx1-ubyte")
        .containsEntry(
            "train-images-idx3-ubyte",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
  }

  @Test
  void fashionMnist() {
    Path dir = RealData.withFolder("fashion-mnist");
    Dataset fashion = DatasetLoader.load("fashion-mnist", Optional.of(dir), false);
    assertThat(labelCounts(fashion.train())).hasSize(10).containsOnly(6000);
    assertThat(labelCounts(fashion.test())).hasSize(10).containsOnly(1000);
    assertThat(firstLabels(fashion.train(), 5)).containsExactly(9, 0, 0, 3, 0);
    assertThat(firstLabels(fashion.test(), 5)).containsExactly(9, 2, 1, 1, 6);
    assertThat(mean(fashion.train(), 0, 784)).isCloseTo(.2860, within(.00005));
  }

  @Test
  void cifar10WithTheBatchesThatAreThere() {
    Path dir = RealData.withFolder("cifar-10-batches-bin");
    Dataset cifar = DatasetLoader.load("cifar-10", Optional.of(dir), false);
    assertThat(cifar.shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(cifar.train().size()).isGreaterThanOrEqualTo(10_000);
    assertThat(cifar.sha256()).hasSize(1 + cifar.train().size() / 10_000);
    assertThat(labelCounts(cifar.test())).hasSize(10).containsOnly(1000);
    assertThat(firstLabels(cifar.train(), 5)).containsExactly(6, 9, 9, 4, 1);
    assertThat(firstLabels(cifar.test(), 5)).containsExactly(3, 8, 8, 0, 6);
    // The published means of red, green and blue are of all five batches.
    assertThat(mean(cifar.train(), 0, 1024)).isCloseTo(.4914, within(.004));
    assertThat(mean(cifar.train(), 1024, 2048)).isCloseTo(.4822, within(.004));
    assertThat(mean(cifar.train(), 2048, 3072)).isCloseTo(.4465, within(.004));
  }

  @Test
  void kmnistTestSet() {
    KnownDataset known = DatasetCatalog.named("kmnist");
    Path folder = RealData.withFolder("kmnist").resolve("kmnist");
    SampleSet test =
        DatasetLoader.read(
            known, known.test(), Optional.of(folder), new Verification(known, false));
    assertThat(labelCounts(test.samples())).hasSize(10).containsOnly(1000);
  }

  @Test
  void kmnistWithTheTrainingImagesOfAnotherSet() throws Exception {
    Path kmnist = RealData.withFolder("kmnist").resolve("kmnist");
    Path folder = Files.createDirectories(temp.resolve("kmnist"));
    for (String name :
        new String[] {
          "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"
        }) {
      Files.copy(kmnist.resolve(name), folder.resolve(name));
    }
    assertThatThrownBy(() -> DatasetLoader.load("kmnist", Optional.of(temp), false))
        .isInstanceOf(UserError.class)
        .hasMessage(
            folder.resolve("train-images-idx3-ubyte.gz")
                + " is missing; download it from the Kuzushiji-MNIST page of CODH"
                + " (codh.rois.ac.jp/kmnist/)");

    String images = "train-images-idx3-ubyte.gz";
    Files.write(folder.resolve(images), SyntheticFiles.officialMnist(images));
    assertThatThrownBy(() -> DatasetLoader.load("kmnist", Optional.of(temp), false))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(
            "is train-images-idx3-ubyte of mnist, not train-images-idx3-ubyte of kmnist");
    Dataset mixed = DatasetLoader.load("kmnist", Optional.of(temp), true);
    assertThat(labelCounts(mixed.train())).hasSize(10).containsOnly(6000);
  }

  private static int[] labelCounts(Samples samples) {
    int[] counts = new int[10];
    for (int i = 0; i < samples.size(); i++) {
      counts[samples.label(i)]++;
    }
    return counts;
  }

  private static int[] firstLabels(Samples samples, int count) {
    return IntStream.range(0, count).map(samples::label).toArray();
  }

  /** The mean over all samples of the features from one index up to another. */
  private static double mean(Samples samples, int from, int to) {
    float[] features = new float[samples.features()];
    double sum = 0;
    for (int i = 0; i < samples.size(); i++) {
      samples.copyFeatures(i, features, 0);
      for (int j = from; j < to; j++) {
        sum += features[j];
      }
    }
    return sum / samples.size() / (to - from);
  }
}
