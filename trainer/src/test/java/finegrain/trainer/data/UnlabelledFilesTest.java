package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files whose samples a network is to label, with labels or without. */
class UnlabelledFilesTest {
  private static final FeatureScale SCALE =
      new FeatureScale(List.of(1.0, 0.0, -2.0), List.of(2.0, 1.0, 4.0));

  @TempDir Path folder;

  private static Predictable read(String text, int features, FeatureScale scale, String... ignore) {
    ReadOptions options =
        new ReadOptions(Optional.empty(), Arrays.asList(ignore), List.of(), MissingValues.REFUSE);
    return OwnFiles.find(text, options, Scaling.NONE).orElseThrow().read(features, scale);
  }

  private String csv(String content) throws IOException {
    Path file = folder.resolve("some.csv");
    Files.writeString(file, content);
    return "csv:" + file;
  }

  private static float[] sample(Predictable data, int i) {
    Samples samples = ((UnlabelledSamples) data).samples();
    float[] features = new float[samples.features()];
    samples.copyFeatures(i, features, 0);
    return features;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a,b,c\n3,4,6\n5,6.5,7\n",
        "3,4,6\n5,6.5,7\n",
        ",a,b,c\n0,3,4,6\n1,5,6.5,7\n",
        "a;b;c\n3;4;6\n5;6,5;7\n",
      })
  void aCsvFileWithAColumnForEachFeatureHasNoLabels(String content) throws IOException {
    Predictable data = read(csv(content), 3, SCALE);
    assertThat(data.shape()).isEqualTo(Shape.row(3));
    assertThat(((UnlabelledSamples) data).samples().size()).isEqualTo(2);
    assertThat(sample(data, 0)).containsExactly(1, 4, 2);
    assertThat(sample(data, 1)).containsExactly(2, 6.5f, 2.25f);
  }

  /** A single line, a single column, and words that are left out. */
  @Test
  void littleIsEnough() throws IOException {
    assertThat(sample(read(csv("a,b,c,note\n3,4,6,why\n"), 3, FeatureScale.NONE, "note"), 0))
        .containsExactly(3, 4, 6);
    assertThat(sample(read(csv("7\n8\n"), 1, FeatureScale.NONE), 1)).containsExactly(8);
  }

  @Test
  void aCsvFileWithOneColumnMoreHasLabels() throws IOException {
    StringBuilder content = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 40; i++) {
      content.append(i).append(",0.5,").append(i % 2).append('\n');
    }
    Predictable data = read(csv(content.toString()), 2, FeatureScale.NONE);
    assertThat(data).isInstanceOf(Dataset.class);
    assertThat(((Dataset) data).classNames()).containsExactly("0", "1");
    // Three features would be a, b and the label.
    assertThatThrownBy(() -> read("csv:" + folder.resolve("some.csv"), 3, FeatureScale.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has 2 columns of features beside its labels in its last column");
  }

  @Test
  void aLineThatLacksAValueIsNamed() throws IOException {
    String text = csv("a,b,c\n3,4,6\n5,,7\n");
    assertThatThrownBy(() -> read(text, 3, SCALE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("first line 3 in column 2 (b)");
  }

  @ParameterizedTest
  @CsvSource({"x", "arr_0", "X_test", "photos"})
  void anNpzFileWithOneArray(String name) throws IOException {
    byte[] x = NpzFiles.npy("|u1", "(2, 1, 3)", new byte[] {3, 4, 6, 5, 0, (byte) 255});
    Path file = folder.resolve("some.npz");
    Files.write(file, NpzFiles.zip(Map.of(name, x), false));
    Predictable data = read("npz:" + file, 3, SCALE);
    assertThat(data.shape()).isEqualTo(new Shape(1, 1, 3));
    assertThat(sample(data, 1)).containsExactly(2, 0, 64.25f);
    Files.write(folder.resolve("some.npy"), x);
    assertThat(sample(read("npy:" + folder.resolve("some.npy"), 3, SCALE), 1))
        .containsExactly(2, 0, 64.25f);
  }

  @Test
  void anNpzFileOfLabelsIsNotOfSamples() throws IOException {
    Path file = folder.resolve("some.npz");
    Files.write(file, NpzFiles.zip(Map.of("y", NpzFiles.npy("|u1", "(4, 2)", new byte[8])), false));
    assertThatThrownBy(() -> read("npz:" + file, 2, FeatureScale.NONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no array x");
  }

  /** Dark images do not show that they are pixels, but the weights know; IDX bytes are 0 to 1. */
  @Test
  void pixelsAreTakenAsThoseOfTheTraining() throws IOException {
    byte[] dark = new byte[32];
    Arrays.fill(dark, (byte) 51);
    Path npy = folder.resolve("some.npy");
    Files.write(npy, NpzFiles.npy("|u1", "(2, 16)", dark));
    assertThat(sample(read("npy:" + npy, 16, PixelRange.SCALE), 0)).containsOnly(0.2f);
    assertThat(sample(read("npy:" + npy, 16, FeatureScale.NONE), 0)).containsOnly(51);
    Path idx = folder.resolve("images");
    Files.write(idx, SyntheticFiles.images(3));
    Predictable images = read("idx:" + idx, 784, PixelRange.SCALE);
    assertThat(images.shape()).isEqualTo(new Shape(1, 28, 28));
    assertThat(sample(images, 2)[9]).isEqualTo((62 + 9) / 255f);
    assertThat(sample(read("idx:" + idx, 784, FeatureScale.NONE), 2)).isEqualTo(sample(images, 2));
  }

  @Test
  void trainingStillNeedsLabels() {
    assertThatThrownBy(() -> DataSource.named("npy:x.npy"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("must name its files in order");
  }
}
