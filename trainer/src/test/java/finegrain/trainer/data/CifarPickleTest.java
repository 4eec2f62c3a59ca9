package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The python version of CIFAR. */
final class CifarPickleTest {
  @TempDir Path dir;

  private Dataset load(String name) {
    return DatasetLoader.load(name, Optional.of(dir), true);
  }

  private static void assertSame(Dataset python, Dataset binary) {
    // The records are those of the binary version, and so are their hashes.
    assertThat(python.sha256()).isEqualTo(binary.sha256());
    assertThat(python.train().size()).isEqualTo(binary.train().size());
    float[] features = new float[3072];
    float[] expected = new float[3072];
    for (int i = 0; i < python.train().size(); i++) {
      assertThat(python.train().label(i)).isEqualTo(binary.train().label(i));
      python.train().copyFeatures(i, features, 0);
      binary.train().copyFeatures(i, expected, 0);
      assertThat(features).isEqualTo(expected);
    }
  }

  @Test
  void cifar10IsThatOfTheBinaryVersion() throws Exception {
    Path python = dir.resolve("cifar-10-batches-py");
    SyntheticFiles.write(python.resolve("data_batch_1"), CifarPickles.batch(300));
    SyntheticFiles.write(python.resolve("data_batch_2"), CifarPickles.batch(12));
    SyntheticFiles.write(python.resolve("test_batch"), CifarPickles.batch(20));
    Dataset set = load("cifar-10");
    assertThat(set.readFrom()).isEqualTo(python.toString());
    Path binary = dir.resolve("cifar-10-batches-bin");
    SyntheticFiles.write(binary.resolve("data_batch_1.bin"), SyntheticFiles.batch(300));
    SyntheticFiles.write(binary.resolve("data_batch_2.bin"), SyntheticFiles.batch(12));
    SyntheticFiles.write(binary.resolve("test_batch.bin"), SyntheticFiles.batch(20));
    Dataset expected = load("cifar-10");
    assertThat(expected.readFrom()).isEqualTo(binary.toString());
    assertSame(set, expected);
  }

  @Test
  void cifar100IsThatOfTheBinaryVersion() throws Exception {
    Path python = dir.resolve("cifar-100-python");
    SyntheticFiles.write(python.resolve("train"), CifarPickles.batch100(120));
    SyntheticFiles.write(python.resolve("test"), CifarPickles.batch100(3));
    Dataset set = load("cifar-100");
    Path binary = dir.resolve("cifar-100-binary");
    SyntheticFiles.write(binary.resolve("train.bin"), SyntheticFiles.batch100(120));
    SyntheticFiles.write(binary.resolve("test.bin"), SyntheticFiles.batch100(3));
    assertSame(set, load("cifar-100"));
  }

  @Test
  void anArchiveIsToBeUnpacked() {
    Path archive = dir.resolve("cifar-10-python.tar.gz");
    SyntheticFiles.write(archive, new byte[1]);
    assertThatThrownBy(() -> load("cifar-10"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s is not unpacked; unpack it with 'tar -xzf %s -C %s'"
                .formatted(archive, archive, dir));
  }

  /** What a pickle may do elsewhere is refused by its opcode or its name, and never done. */
  @ParameterizedTest
  @CsvSource({
    "'cos\nsystem\n(U\u0002lsttR.', it has the name os system",
    "'cnumpy\n\u001b[2J\n.', it has the name numpy ?[2J",
    "'i.', it has the opcode 0x69 at byte 0",
    "'K\u0001.', it is no dictionary",
    "'}U\u0006labels]s.', its data are no array of uint8",
    "'}(u', it is damaged at byte 3",
    "'t', it is damaged at byte 1",
    "'T\u00ff\u00ff\u00ff\u007f', it is damaged at byte 5",
    "'Ka', it is damaged at byte 2",
    "'NNa.', it is damaged at byte 3",
    "'h\u0001', it is damaged at byte 2",
  })
  void otherPicklesAreRefused(String pickle, String why) {
    Path file = dir.resolve("cifar-10-batches-py/data_batch_1");
    SyntheticFiles.write(file, pickle.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> load("cifar-10"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s is not a batch of the python version of cifar-10 (%s); download it again, or use the binary version, which 'finegrain data fetch cifar-10' brings"
                .formatted(file, why));
  }

  @Test
  void labelsAndPixelsHaveToAgree() throws Exception {
    Path file = dir.resolve("cifar-100-python/train");
    SyntheticFiles.write(file, CifarPickles.batch(3));
    assertThatThrownBy(() -> load("cifar-100"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("(it has not as many coarse_labels as images of 3072 bytes)");
    assertThat(Files.exists(file)).isTrue();
  }
}
