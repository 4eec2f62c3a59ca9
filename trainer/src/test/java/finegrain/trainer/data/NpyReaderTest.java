package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import finegrain.trainer.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays in files of their own. */
final class NpyReaderTest {
  @TempDir Path dir;

  private OwnFiles source(String... names) throws Exception {
    List<String> paths = List.of(names).stream().map(name -> dir.resolve(name).toString()).toList();
    return (OwnFiles)
        DataSource.of(
            "npy:" + String.join(",", paths),
            Optional.empty(),
            false,
            ReadOptions.NONE,
            Scaling.NONE);
  }

  private void write(String name, byte[] bytes) throws Exception {
    Files.createDirectories(dir.resolve(name).getParent());
    Files.write(dir.resolve(name), bytes);
  }

  @Test
  void fourFiles() throws Exception {
    Map<String, byte[]> arrays = NpzFiles.arrays();
    write("train/x.npy", arrays.get("x_train"));
    write("train/y.npy", SyntheticFiles.gzip(arrays.get("y_train")));
    write("test/x.npy", arrays.get("x_test"));
    write("test/labels.npy", arrays.get("y_test"));
    OwnFiles source = source("train/x.npy", "train/y.npy", "test/x.npy", "test/labels.npy");
    Dataset set = source.open().reader().get();
    assertThat(set.name()).isEqualTo("npy-x");
    assertThat(set.train().size()).isEqualTo(12);
    assertThat(set.test().size()).isEqualTo(10);
    // Two files have the same name.
    assertThat(set.sha256())
        .containsOnlyKeys("x.npy (file 1)", "y.npy", "x.npy (file 3)", "labels.npy")
        .containsEntry("y.npy", SyntheticFiles.sha256(arrays.get("y_train")));
    assertThat(DataSource.of(JsonParser.parseString(source.json().toString()).getAsJsonObject()))
        .isEqualTo(source);
  }

  @Test
  void twoFilesInEitherOrder() throws Exception {
    write("x.npy", NpzFiles.npy("<f4", "(60, 2)", NpzFiles.floats(120)));
    write("y.npy", NpzFiles.npy("|u1", "(60,)", NpzFiles.labels(60)));
    for (OwnFiles source : List.of(source("x.npy", "y.npy"), source("y.npy", "x.npy"))) {
      Dataset set = source.open().reader().get();
      assertThat(set.train().size()).isEqualTo(48);
      assertThat(set.facts())
          .containsExactly(
              new Fact("arrays", "x.npy float32 (60, 2), y.npy uint8 (60)"), HeldOut.fact());
    }
  }

  @Test
  void mistakesAreToldInOneSentence() throws Exception {
    write("x.npy", NpzFiles.npy("<f4", "(60, 2)", NpzFiles.floats(120)));
    write("short.npy", NpzFiles.npy("|u1", "(60,)", NpzFiles.labels(59)));
    write("zip.npy", NpzFiles.zip(NpzFiles.arrays(), true));
    assertThatThrownBy(() -> source("x.npy", "short.npy").open())
        .isInstanceOf(UserError.class)
        .hasMessage(
            dir.resolve("short.npy")
                + " is truncated: its header claims 60 bytes of elements, and there are 59");
    assertThatThrownBy(() -> source("x.npy", "zip.npy").open())
        .isInstanceOf(UserError.class)
        .hasMessage(
            dir.resolve("zip.npy")
                + " is not an array in NumPy's .npy format; give an npz file as npz:FILE");
    assertThatThrownBy(
            () -> new OwnFiles(FileFormat.NPZ, dir.resolve("x.npy"), Scaling.NONE).open())
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("; give a single array with its labels as npy:X,Y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"a.npy", "a.npy,", "a.npy,b.npy,c.npy"})
  void theNumberOfFilesIsTwoOrFour(String files) {
    assertThatThrownBy(() -> DataSource.named("npy:" + files))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "--dataset npy:%s must name its files in order, with commas between them: npy:X,Y or npy:X_TRAIN,Y_TRAIN,X_TEST,Y_TEST"
                .formatted(files));
  }
}
