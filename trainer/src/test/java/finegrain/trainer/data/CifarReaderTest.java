package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CifarReaderTest {
  private static final String ORIGIN =
      "the CIFAR-10 page of the University of Toronto"
          + " (binary version, www.cs.toronto.edu/~kriz/cifar.html)";

  @TempDir Path dir;
  private Path first;
  private Path second;
  private Path test;

  @BeforeEach
  void writeFiles() {
    Path folder = dir.resolve("cifar-10-batches-bin");
    first = folder.resolve("data_batch_1.bin");
    second = folder.resolve("data_batch_2.bin");
    test = folder.resolve("test_batch.bin");
    SyntheticFiles.write(first, SyntheticFiles.batch(3));
    SyntheticFiles.write(second, SyntheticFiles.batch(2));
    SyntheticFiles.write(test, SyntheticFiles.batch(1));
  }

  private Dataset load(boolean unverified) {
    return DatasetLoader.load("cifar-10", Optional.of(dir), unverified);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> load(true)).isInstanceOf(UserError.class).hasMessage(message);
  }

  @Test
  void batchesFollowEachOther() {
    Dataset set = load(true);
    assertThat(set.train().size()).isEqualTo(5);
    assertThat(set.test().size()).isEqualTo(1);
    assertThat(set.train().label(2)).isEqualTo(2);
    assertThat(set.train().label(4)).isEqualTo(1);
    float[] features = new float[3072];
    set.train().copyFeatures(4, features, 0);
    assertThat(features[0]).isEqualTo(7 / 255f);
    assertThat(features[3071]).isEqualTo((7 + 3071) % 256 / 255f);
    assertThat(set.sha256())
        .containsOnlyKeys("data_batch_1.bin", "data_batch_2.bin", "test_batch.bin")
        .containsEntry("data_batch_2.bin", SyntheticFiles.sha256(SyntheticFiles.batch(2)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3072, 3074, 9218, 9220})
  void aPartOfARecordIsRefused(int bytes) {
    SyntheticFiles.write(first, Arrays.copyOf(SyntheticFiles.batch(4), bytes));
    assertRefused(
        first
            + " is truncated or not a batch of binary CIFAR-10: its "
            + bytes
            + " bytes are not a multiple of 3073; copy or download it again");
  }

  @Test
  void anEmptyBatchIsRefused() {
    SyntheticFiles.write(test, new byte[0]);
    assertRefused(test + " is empty; copy or download it again");
  }

  @Test
  void labelsOutOfRangeAreRefused() {
    byte[] bytes = SyntheticFiles.batch(2);
    bytes[3073] = (byte) 200;
    SyntheticFiles.write(second, bytes);
    assertRefused(
        second
            + " is damaged or not a batch of binary CIFAR-10: the label of record 1 (from 0) is"
            + " 200, and 0 to 9 are right; copy or download it again");
  }

  @Test
  void missingBatchesAreNamed() throws Exception {
    Files.delete(first);
    assertRefused(first + " is missing; download it from " + ORIGIN);
    SyntheticFiles.write(first, SyntheticFiles.batch(3));
    Files.delete(test);
    assertRefused(test + " is missing; download it from " + ORIGIN);
  }

  @Test
  void aGapBetweenTheBatchesIsRefused() throws Exception {
    Files.move(second, second.resolveSibling("data_batch_4.bin"));
    assertRefused(second + " is missing but data_batch_4.bin is there; download it from " + ORIGIN);
  }

  @Test
  void aFolderInThePlaceOfABatchIsRefused() throws Exception {
    Files.delete(second);
    Files.createDirectory(second);
    assertRefused(second + " is a folder; replace it by the file of that name from " + ORIGIN);
  }

  /** A coarse label comes before the fine one, which is the label. */
  @Test
  void cifar100HasTwoLabels() {
    Path folder = dir.resolve("cifar-100-binary");
    SyntheticFiles.write(folder.resolve("train.bin"), SyntheticFiles.batch100(120));
    SyntheticFiles.write(folder.resolve("test.bin"), SyntheticFiles.batch100(3));
    Dataset set = DatasetLoader.load("cifar-100", Optional.of(dir), true);
    assertThat(set.train().size()).isEqualTo(120);
    assertThat(set.test().size()).isEqualTo(3);
    assertThat(set.classNames()).hasSize(100);
    assertThat(set.train().label(0)).isEqualTo(0);
    assertThat(set.train().label(99)).isEqualTo(99);
    assertThat(set.train().label(101)).isEqualTo(1);
    float[] features = new float[3072];
    set.train().copyFeatures(2, features, 0);
    assertThat(features[0]).isEqualTo(14 / 255f);
    assertThat(features[3071]).isEqualTo((14 + 3071) % 256 / 255f);
  }

  @Test
  void labelsOfCifar100OutOfRangeAreRefused() {
    Path folder = dir.resolve("cifar-100-binary");
    Path train = folder.resolve("train.bin");
    SyntheticFiles.write(folder.resolve("test.bin"), SyntheticFiles.batch100(3));
    byte[] bytes = SyntheticFiles.batch100(2);
    bytes[3074] = 20;
    SyntheticFiles.write(train, bytes);
    assertThatThrownBy(() -> DatasetLoader.load("cifar-100", Optional.of(dir), true))
        .isInstanceOf(UserError.class)
        .hasMessage(
            train
                + " is damaged or not a batch of binary CIFAR-100: the coarse label of record 1"
                + " (from 0) is 20, and 0 to 19 are right; copy or download it again");
    bytes[3074] = 19;
    bytes[1] = 100;
    SyntheticFiles.write(train, bytes);
    assertThatThrownBy(() -> DatasetLoader.load("cifar-100", Optional.of(dir), true))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the label of record 0 (from 0) is 100, and 0 to 99 are right");
    // A batch of CIFAR-10 under the name.
    SyntheticFiles.write(train, SyntheticFiles.batch(2));
    assertThatThrownBy(() -> DatasetLoader.load("cifar-100", Optional.of(dir), true))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("its 6146 bytes are not a multiple of 3074");
  }

  @Test
  void aShortBatchIsNotTheOfficialOne() {
    assertThatThrownBy(() -> load(false))
        .isInstanceOf(UserError.class)
        .hasMessage(
            first
                + " holds 3 samples where the official file holds 10000; download it from "
                + ORIGIN
                + ", or pass --unverified to use the file as it is");
  }
}
