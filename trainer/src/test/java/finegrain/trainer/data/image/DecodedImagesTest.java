package finegrain.trainer.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.trainer.UserError;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DecodedImagesTest {
  @TempDir private Path dir;

  private final List<String> told = new ArrayList<>();

  private void write(String name, byte[] bytes) throws Exception {
    Path path = dir.resolve(name);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes);
  }

  private void image(String name, int rgb) throws Exception {
    write(name, ImageDecoderTest.png(2, 2, rgb));
  }

  private DecodedImages open(OptionalInt side) {
    return ScopedValue.where(DecodingNotices.LISTENER, told::add)
        .call(() -> DecodedImages.open(dir, side));
  }

  private DecodedImages open() {
    return open(OptionalInt.empty());
  }

  private static byte[] pixels(DecodedImages images) {
    return images.pixels().toArray(ValueLayout.JAVA_BYTE);
  }

  @Test
  void readsTrainingAndHeldOutImagesInTheOrderOfTheirNames() throws Exception {
    image("train/b/2.png", 0x040506);
    image("train/b/10.png", 0x010203);
    image("train/a/deep/er/x.PNG", 0x070809);
    image("val/b/y.png", 0x0a0b0c);
    image("train/.hidden/z.png", 0);
    image("train/b/.z.png", 0);
    write("train/b/boxes.txt", new byte[1]);
    write("train/list.csv", new byte[1]);
    DecodedImages images = open();
    assertThat(images.width()).isEqualTo(2);
    assertThat(images.height()).isEqualTo(2);
    assertThat(images.faults()).isEmpty();
    assertThat(images.others()).isEqualTo(2);
    DecodedImages.Section train = images.sections().get(0);
    assertThat(train.name()).isEqualTo("train");
    assertThat(train.classes()).containsExactly("a", "b");
    assertThat(train.labels()).containsExactly(0, 1, 1);
    DecodedImages.Section val = images.sections().get(1);
    assertThat(val.classes()).containsExactly("b");
    assertThat(val.first()).isEqualTo(3);
    assertThat(val.labels()).containsExactly(0);
    assertThat(pixels(images))
        .containsExactly(
            7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5,
            5, 5, 5, 6, 6, 6, 6, 10, 10, 10, 10, 11, 11, 11, 11, 12, 12, 12, 12);
  }

  /** Each kind of fault, named by path. */
  @Test
  void saysWhatGivesNoImage() throws Exception {
    image("n00000001/n00000001_1.png", 1);
    image("n00000001/n00000002_1.png", 1);
    image("n00000001/other_2.png", 1);
    write("n00000001/cmyk.jpg", ImageDecoderTest.jpeg("cmyk"));
    write("n00000001/empty.jpg", new byte[0]);
    write("n00000001/film.gif", "GIF89a".getBytes(StandardCharsets.US_ASCII));
    write("n00000001/cut.jpg", Arrays.copyOf(ImageDecoderTest.jpeg("rgb420"), 500));
    image("n00000001/named.jpeg", 1);
    image("stray.png", 1);
    Files.createDirectories(dir.resolve("n00000002"));
    Files.createSymbolicLink(dir.resolve("n00000001/loop"), dir.resolve("n00000001"));
    Files.createSymbolicLink(dir.resolve("n00000001/gone.png"), dir.resolve("nothing"));
    DecodedImages images = open();
    assertThat(images.sections().getFirst().labels()).containsExactly(0, 0, 0);
    assertThat(images.faults())
        .extracting(Fault::toString)
        .satisfiesExactly(
            text -> assertThat(text).isEqualTo("n00000001/gone.png is a link to nothing"),
            text ->
                assertThat(text).isEqualTo("n00000001/loop is a link to a folder that it lies in"),
            text ->
                assertThat(text)
                    .isEqualTo(
                        "n00000001/n00000002_1.png has the name of an image of n00000002 in the"
                            + " folder of n00000001"),
            text -> assertThat(text).isEqualTo("n00000002 is a class without images"),
            text -> assertThat(text).isEqualTo("stray.png lies in the folder of no class"),
            text ->
                assertThat(text)
                    .isEqualTo(
                        "n00000001/cmyk.jpg has 4 colour components (CMYK); convert it to RGB"),
            text -> assertThat(text).startsWith("n00000001/cut.jpg is damaged or cut off"),
            text -> assertThat(text).isEqualTo("n00000001/empty.jpg is empty"),
            text ->
                assertThat(text)
                    .isEqualTo("n00000001/film.gif is a GIF image, and no JPEG or PNG image"));
    assertThat(images.notes())
        .extracting(Fault::toString)
        .containsExactly("n00000001/named.jpeg is a PNG image in spite of its name, and was read");
    // What is kept says the same.
    assertThat(open().faults()).isEqualTo(images.faults());
    assertThat(told).hasSize(1);
  }

  @Test
  void namesTenFaults() {
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < 13; i++) {
      faults.add(new Fault("f" + i, "is \u001b[1mempty"));
    }
    assertThat(Fault.lines(faults))
        .hasSize(11)
        .startsWith("f0 is \\u001b[1mempty")
        .endsWith("and 3 more");
  }

  /** A changed file of the same size and time shows that it is not read again. */
  @Test
  void decodesOnce() throws Exception {
    image("a/1.png", 0x112233);
    image("b/1.png", 0x445566);
    byte[] pixels = pixels(open());
    Path path = dir.resolve("b/1.png");
    FileTime time = Files.getLastModifiedTime(path);
    byte[] other = Files.readAllBytes(path);
    other[other.length / 2] ^= 1;
    Files.write(path, other);
    Files.setLastModifiedTime(path, time);
    assertThat(pixels(open())).isEqualTo(pixels);
    assertThat(told).singleElement().asString().startsWith("decoding 2 images of " + dir);
    Files.setLastModifiedTime(path, FileTime.fromMillis(time.toMillis() + 5));
    assertThat(open().faults()).hasSize(1);
    assertThat(told).hasSize(2);
    // Another size is another file.
    assertThat(pixels(open(OptionalInt.of(1)))).hasSize(3);
    assertThat(told).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0 | has a damaged header",
        "9 | has a damaged header",
        "4100 | has damaged pixels",
        "-1 | has a damaged description",
        "cut | has another length than its header says",
        "short | is too short"
      })
  void makesADamagedFileAgain(String damage) throws Exception {
    image("a/1.png", 0x112233);
    image("b/1.png", 0x445566);
    byte[] pixels = pixels(open());
    Path kept = new PixelCache(ImageListing.of(dir), OptionalInt.empty(), 1).path();
    byte[] whole = Files.readAllBytes(kept);
    byte[] damaged = whole.clone();
    String where = damage.substring(0, damage.indexOf(' '));
    switch (where) {
      case "cut" -> damaged = Arrays.copyOf(whole, whole.length - 1);
      case "short" -> damaged = Arrays.copyOf(whole, 100);
      default -> damaged[Math.floorMod(Integer.parseInt(where), whole.length)] ^= 4;
    }
    // Not in place: the other is mapped.
    Files.delete(kept);
    Files.write(kept, damaged);
    told.clear();
    assertThat(pixels(open())).isEqualTo(pixels);
    assertThat(told)
        .first()
        .asString()
        .isEqualTo(
            "the file of decoded images %s %s; it is made again"
                .formatted(kept, damage.substring(damage.indexOf('|') + 2)));
    assertThat(Files.readAllBytes(kept)).isEqualTo(whole);
  }

  @Test
  void doesNotDependOnTheNumberOfThreads() throws Exception {
    for (int i = 0; i < 40; i++) {
      image("%d/%d.png".formatted(i % 3, i), 0x010305 * i);
    }
    ImageListing listing = ImageListing.of(dir);
    List<byte[]> files = new ArrayList<>();
    for (int threads : new int[] {1, 2, 7}) {
      PixelCache cache = new PixelCache(listing, OptionalInt.of(3), threads);
      Files.deleteIfExists(cache.path());
      cache.open();
      files.add(Files.readAllBytes(cache.path()));
    }
    assertThat(files.get(1)).isEqualTo(files.get(0));
    assertThat(files.get(2)).isEqualTo(files.get(0));
  }

  /** The hash is of pixels and classes, whatever the format and the files' names. */
  @Test
  void hashesPixelsAndClasses() throws Exception {
    image("a/1.png", 0x112233);
    image("b/1.png", 0x445566);
    String sha256 = open().sections().getFirst().sha256();
    Files.move(dir.resolve("b/1.png"), dir.resolve("b/2.png"));
    assertThat(open().sections().getFirst().sha256()).isEqualTo(sha256);
    Files.move(dir.resolve("b"), dir.resolve("c"));
    assertThat(open().sections().getFirst().sha256()).isNotEqualTo(sha256);
    Files.move(dir.resolve("c"), dir.resolve("b"));
    image("b/2.png", 0x445567);
    assertThat(open().sections().getFirst().sha256()).isNotEqualTo(sha256);
  }

  @Test
  void refusesSeveralSizesWithoutOneToMake() throws Exception {
    image("a/1.png", 0);
    write("b/1.png", ImageDecoderTest.png(3, 1, 0));
    assertThatThrownBy(this::open)
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the images of %s have several sizes, such as 2 x 2 (a/1.png) and 3 x 1 (b/1.png); give --image-size, such as 1, to make them squares of one"
                .formatted(dir));
    assertThat(open(OptionalInt.of(2)).width()).isEqualTo(2);
  }

  @Test
  void refusesFoldersWithoutImages() throws Exception {
    assertThatThrownBy(() -> DecodedImages.open(dir.resolve("none"), OptionalInt.empty()))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "none does not exist; give a folder that has a folder of images for each class");
    write("a/x.txt", new byte[1]);
    assertThatThrownBy(this::open)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no JPEG or PNG image")
        .hasMessageEndingWith("\n  a is a class without images");
    write("a/x.png", new byte[1]);
    assertThatThrownBy(this::open)
        .isInstanceOf(UserError.class)
        .hasMessageContaining("no image file of %s can be decoded".formatted(dir))
        .hasMessageEndingWith("\n  a/x.png is another file, and no JPEG or PNG image");
  }
}
