package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import finegrain.trainer.UserError;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageFolderTest {
  private static final ImageOptions SKIP = new ImageOptions(Optional.empty(), true);

  @TempDir private Path dir;

  private void image(String name, int rgb) throws Exception {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, rgb);
    Path path = dir.resolve(name);
    Files.createDirectories(path.getParent());
    ImageIO.write(image, "png", path.toFile());
  }

  private ImageFolder folder(ImageOptions options, Scaling scaling) {
    return new ImageFolder(dir, options, scaling);
  }

  private Dataset read(ImageOptions options, Scaling scaling) {
    return folder(options, scaling).open().reader().get();
  }

  private static float[] features(Samples samples, int i) {
    float[] features = new float[samples.features()];
    samples.copyFeatures(i, features, 0);
    return features;
  }

  private void twoClasses() throws Exception {
    for (int i = 0; i < 15; i++) {
      image("cat/%02d.png".formatted(i), 0x330066);
      image("dog/%02d.png".formatted(i), 0xff0000);
    }
  }

  @Test
  void holdsOutTheLastFifthOfEachClass() throws Exception {
    twoClasses();
    Dataset set = read(ImageOptions.NONE, Scaling.NONE);
    assertThat(set.shape()).isEqualTo(new Shape(3, 1, 2));
    assertThat(set.classNames()).containsExactly("cat", "dog");
    assertThat(set.train().size()).isEqualTo(24);
    assertThat(set.test().size()).isEqualTo(6);
    assertThat(set.test().label(3)).isEqualTo(1);
    assertThat(features(set.train(), 0)).containsExactly(0.2f, 0, 0, 0, 0.4f, 0);
    assertThat(features(set.train(), 12)).containsExactly(1, 0, 0, 0, 0, 0);
    assertThat(set.sha256()).containsOnlyKeys("images");
    assertThat(set.train().upperBound()).isEqualTo(1);
    assertThat(set.facts())
        .containsExactly(new Fact("test set", "the last fifth of each class, in file order"));
  }

  @Test
  void scales() throws Exception {
    twoClasses();
    Dataset raw = read(ImageOptions.NONE, Scaling.RAW);
    assertThat(features(raw.train(), 0)).containsExactly(0x33, 0, 0, 0, 0x66, 0);
    assertThat(raw.train().upperBound()).isEqualTo(255);
    // As many cats as dogs: each feature is one deviation away from the mean.
    Dataset standard = read(ImageOptions.NONE, Scaling.STANDARD);
    assertThat(features(standard.train(), 0)).containsExactly(-1, 0, 0, 0, 1, 0);
    assertThat(standard.name()).isEqualTo("folder-%s-standard".formatted(dir.getFileName()));
  }

  @Test
  void refusesOrSkipsBadImages() throws Exception {
    twoClasses();
    Files.write(dir.resolve("dog/14.png"), new byte[0]);
    Files.createDirectories(dir.resolve("empty"));
    assertThatThrownBy(() -> folder(ImageOptions.NONE, Scaling.NONE).open())
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%s has 2 entries that give no image; --bad-images skip leaves them out:\n  empty is a class without images\n  dog/14.png is empty"
                .formatted(dir));
    Dataset set = read(SKIP, Scaling.NONE);
    assertThat(set.classNames()).containsExactly("cat", "dog");
    assertThat(set.train().size() + set.test().size()).isEqualTo(29);
    assertThat(set.facts())
        .startsWith(
            new Fact("left out", "2 entries that give no image"),
            new Fact("left out", "empty is a class without images"),
            new Fact("left out", "dog/14.png is empty"));
  }

  @Test
  void testsByTheHeldOutFolder() throws Exception {
    for (int i = 0; i < 5; i++) {
      image("train/10/%d.png".formatted(i), 0x100000 * i);
      image("train/9/%d.png".formatted(i), i);
      image("val/10/%d.png".formatted(i), 0x330000);
    }
    Dataset set = read(ImageOptions.NONE, Scaling.NONE);
    // Numbers are in the order of their values.
    assertThat(set.classNames()).containsExactly("9", "10");
    assertThat(set.train().label(0)).isEqualTo(1);
    assertThat(set.test().label(0)).isEqualTo(1);
    assertThat(features(set.test(), 4)[0]).isEqualTo(0.2f);
    assertThat(set.sha256()).containsOnlyKeys("train", "val");
    image("val/11/0.png", 1);
    assertThatThrownBy(() -> read(ImageOptions.NONE, Scaling.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the folder val of %s has the classes 11, which train lacks; it must have a folder of images for each class, with the names that train has"
                .formatted(dir));
  }

  @Test
  void givesANetworkImagesWithoutClasses() throws Exception {
    image("b.png", 0x0000ff);
    image("a.png", 0x00ff00);
    ImageFolder folder = folder(ImageOptions.NONE, Scaling.NONE);
    Predictable samples = folder.read(new Shape(3, 1, 1), FeatureScale.NONE);
    assertThat(samples.shape()).isEqualTo(new Shape(3, 1, 1));
    assertThat(samples).isInstanceOf(UnlabelledSamples.class);
    Samples all = ((UnlabelledSamples) samples).samples();
    assertThat(features(all, 0)).containsExactly(0, 1, 0); // The left one of two.
    assertThatThrownBy(folder::open)
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "has images but no folders of them; give a folder that has a folder of images for each"
                + " class");
  }

  @Test
  void isAValue() {
    DataSource source =
        DataSource.of(
            "folder:my dogs",
            Optional.empty(),
            false,
            ReadOptions.NONE,
            ImageOptions.of(Optional.of(32), Optional.of("skip")),
            Scaling.UNIT);
    assertThat(source.name()).isEqualTo("folder-my_dogs-32-unit");
    assertThat(source.options())
        .containsExactly(
            "--dataset",
            "folder:my dogs",
            "--image-size",
            "32",
            "--bad-images",
            "skip",
            "--scale",
            "unit");
    assertThat(source.json())
        .isEqualTo(
            JsonParser.parseString(
                "{kind: folder, path: \"my dogs\", image_size: 32, bad_images: skip, scaling:"
                    + " unit}"));
    assertThat(DataSource.of(source.json().getAsJsonObject())).isEqualTo(source);
  }

  @Test
  void refusesOptionsThatAreNotForIt() {
    assertThatThrownBy(() -> ImageOptions.of(Optional.of(0), Optional.empty()))
        .isInstanceOf(UserError.class)
        .hasMessage("--image-size must be from 1 to 4096 pixels, not 0");
    assertThatThrownBy(() -> ImageOptions.of(Optional.empty(), Optional.of("keep")))
        .isInstanceOf(UserError.class)
        .hasMessage("--bad-images must be refuse or skip, not \"keep\"");
    assertThatThrownBy(
            () ->
                DataSource.of(
                    "mnist", Optional.empty(), false, ReadOptions.NONE, SKIP, Scaling.NONE))
        .isInstanceOf(UserError.class)
        .hasMessage("--bad-images is for folder:DIR, and not for mnist; leave it out");
    assertThatThrownBy(() -> DataSource.named("folder:"))
        .isInstanceOf(UserError.class)
        .hasMessage("--dataset folder: must have a folder after the colon");
    assertThatThrownBy(() -> DataSource.named(dir.toString()))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "there is no data set \"%s\"; for a folder of your own, write --dataset folder:%s"
                .formatted(dir, dir));
  }
}
