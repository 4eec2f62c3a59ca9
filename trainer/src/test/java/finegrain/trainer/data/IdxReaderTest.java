package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import finegrain.trainer.UserError;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Malformed IDX files, taken with --unverified, so that nothing but their form is at fault. */
final class IdxReaderTest {
  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  private static final String AGAIN = "; copy or download it again";

  @TempDir Path dir;
  private Path images;
  private Path labels;

  @BeforeEach
  void writeFiles() {
    Path folder = SyntheticFiles.writeMnist(dir);
    images = folder.resolve(TRAIN_IMAGES);
    labels = folder.resolve(TRAIN_LABELS);
  }

  private Dataset load() {
    return DatasetLoader.load("mnist", Optional.of(dir), true);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(this::load).isInstanceOf(UserError.class).hasMessage(message);
  }

  @Test
  void readsPlainFiles() {
    Dataset set = load();
    assertThat(set.train().size()).isEqualTo(3);
    assertThat(set.test().size()).isEqualTo(2);
    assertThat(set.train().label(2)).isEqualTo(2);
    float[] features = new float[784];
    set.train().copyFeatures(2, features, 0);
    assertThat(features[0]).isEqualTo(62 / 255f);
    assertThat(features[783]).isEqualTo((62 + 783) % 256 / 255f);
    assertThat(set.sha256())
        .containsEntry(TRAIN_IMAGES, SyntheticFiles.sha256(SyntheticFiles.images(3)))
        .containsEntry(TRAIN_LABELS, SyntheticFiles.sha256(SyntheticFiles.labels(3)));
  }

  @Test
  void readsGzipFilesUnderEitherNameAndTakesTheOfficialNameFirst() throws Exception {
    SyntheticFiles.write(labels, SyntheticFiles.gzip(SyntheticFiles.labels(3)));
    Path gzip = images.resolveSibling(TRAIN_IMAGES + ".gz");
    SyntheticFiles.write(gzip, SyntheticFiles.gzip(SyntheticFiles.images(3)));
    SyntheticFiles.write(images, new byte[0]);
    Dataset set = load();
    assertThat(set.train().size()).isEqualTo(3);
    assertThat(set.sha256())
        .containsEntry(TRAIN_IMAGES, SyntheticFiles.sha256(SyntheticFiles.images(3)));

    // A browser may unpack the file and leave its name.
    SyntheticFiles.write(gzip, SyntheticFiles.images(3));
    assertThat(load().sha256()).isEqualTo(set.sha256());
  }

  @Test
  void aSetLargerThanTheFirstBufferIsWhole() {
    SyntheticFiles.write(images, SyntheticFiles.gzip(SyntheticFiles.images(5000)));
    SyntheticFiles.write(labels, SyntheticFiles.labels(5000));
    Dataset set = load();
    assertThat(set.sha256())
        .containsEntry(TRAIN_IMAGES, SyntheticFiles.sha256(SyntheticFiles.images(5000)));
    float[] features = new float[784];
    set.train().copyFeatures(4999, features, 0);
    assertThat(features[783]).isEqualTo((31 * 4999 + 783) % 256 / 255f);
  }

  @Test
  void everyTruncationOfAPlainFileIsNamed() {
    byte[] whole = SyntheticFiles.images(1);
    for (int length = 1; length < whole.length; length++) {
      SyntheticFiles.write(images, Arrays.copyOf(whole, length));
      assertThatThrownBy(this::load)
          .isInstanceOf(UserError.class)
          .hasMessageStartingWith(images + " is truncated: it ends after " + length + " bytes ");
    }
    SyntheticFiles.write(images, Arrays.copyOf(whole, 15));
    assertRefused(images + " is truncated: it ends after 15 bytes inside its header of 16" + AGAIN);
    SyntheticFiles.write(images, Arrays.copyOf(whole, 799));
    assertRefused(
        images
            + " is truncated: it ends after 799 bytes of the 800 that its 1 images take"
            + AGAIN);
  }

  @Test
  void everyTruncationOfAGzipFileIsNamed() {
    byte[] whole = SyntheticFiles.gzip(SyntheticFiles.labels(3));
    for (int length = 2; length < whole.length; length++) {
      SyntheticFiles.write(labels, Arrays.copyOf(whole, length));
      assertRefused(labels + " is truncated: its gzip data end too early" + AGAIN);
    }
  }

  @Test
  void aBitFlippedInGzipIsCorruptOrChangesNothing() {
    byte[] whole = SyntheticFiles.gzip(SyntheticFiles.labels(3));
    Dataset unchanged = load();
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      SyntheticFiles.write(labels, SyntheticFiles.flipBit(whole, bit));
      try {
        // Such as the time of packing, in the gzip header.
        assertThat(load().sha256()).isEqualTo(unchanged.sha256());
      } catch (UserError e) {
        assertThat(e).hasMessageStartingWith(labels + " ");
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(8 * (whole.length - 10));
    // The last eight bytes are the checksum and the length.
    SyntheticFiles.write(labels, SyntheticFiles.flipBit(whole, 8 * whole.length - 40));
    assertRefused(labels + " is damaged: its gzip data are corrupt" + AGAIN);
  }

  @Test
  void swappedFilesAreRecognised() {
    SyntheticFiles.write(images, SyntheticFiles.labels(3));
    assertRefused(
        images
            + " holds labels where images belong; exchange it with the file that holds the images");
    SyntheticFiles.write(labels, SyntheticFiles.images(3));
    assertRefused(
        labels
            + " holds images where labels belong; exchange it with the file that holds the labels");
  }

  @Test
  void otherContentIsNotIdx() {
    SyntheticFiles.write(images, "<html>not found</html>".getBytes(StandardCharsets.UTF_8));
    assertRefused(
        images
            + " is not an IDX file of images: it starts with 0x3c68746d, and 0x00000803 is right");
  }

  @Test
  void otherSizesOfImagesAreRefused() {
    byte[] bytes = SyntheticFiles.images(3);
    ByteBuffer.wrap(bytes).putInt(12, -1);
    SyntheticFiles.write(images, bytes);
    assertRefused(images + " has images of 28 x 4294967295 pixels; 28 x 28 are right");
  }

  @Test
  void emptyFilesAndSetsAreRefused() {
    SyntheticFiles.write(images, new byte[0]);
    assertRefused(images + " is empty" + AGAIN);
    SyntheticFiles.write(images, SyntheticFiles.gzip(new byte[0]));
    assertRefused(images + " is empty" + AGAIN);
    SyntheticFiles.write(images, SyntheticFiles.images(0));
    assertRefused(images + " has no images; one at least is needed");
  }

  @Test
  void trailingBytesAreRefused() {
    byte[] longer = Arrays.copyOf(SyntheticFiles.images(3), 2368 + 5);
    String message = images + " has 5 bytes after the 3 images that its header claims" + AGAIN;
    SyntheticFiles.write(images, longer);
    assertRefused(message);
    SyntheticFiles.write(images, SyntheticFiles.gzip(longer));
    assertRefused(message);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x7fffffff, 0x80000000, 0xffffffff, 2_739_137})
  void hugeCountsInTheHeaderAllocateNothing(int count) {
    byte[] bytes = SyntheticFiles.images(3);
    ByteBuffer.wrap(bytes).putInt(4, count);
    SyntheticFiles.write(images, SyntheticFiles.gzip(bytes));
    long heap = Runtime.getRuntime().totalMemory();
    UserError refused = catchThrowableOfType(UserError.class, this::load);
    // The heap would have to grow, or to overflow, for the 2 GiB that are claimed.
    assertThat(Runtime.getRuntime().totalMemory() - heap).isLessThan(1 << 30);
    if (count == 2_739_137) {
      // The most that an array can hold: what is there has to be read to find that it is short.
      assertThat(refused).hasMessageContaining("ends after 2368 bytes of the 2147483424 that");
    } else {
      assertThat(refused)
          .hasMessage(
              images
                  + " is damaged: its header claims "
                  + Integer.toUnsignedLong(count)
                  + " images, and 2739137 is the most that can be read");
    }
  }

  /** Such as the letters of EMNIST. */
  @Test
  void moreClassesAreNoDamage() {
    byte[] bytes = SyntheticFiles.labels(3);
    for (int label : new int[] {10, 128, 255}) {
      bytes[8] = 1;
      bytes[8 + 1] = (byte) label;
      SyntheticFiles.write(labels, bytes);
      assertRefused(
          labels
              + " has 3 classes, with labels from 1 to "
              + label
              + ", and mnist has ten, from 0 to 9; give such files as --dataset"
              + " idx:IMAGES,LABELS,TEST_IMAGES,TEST_LABELS");
    }
  }

  @Test
  void countsHaveToAgree() {
    SyntheticFiles.write(labels, SyntheticFiles.labels(4));
    assertRefused(
        images
            + " has 3 images but "
            + labels
            + " has 4 labels; take both from the same data set, mnist");
  }

  @Test
  void aFolderInThePlaceOfAFileIsRefused() throws Exception {
    Files.delete(labels);
    Files.createDirectory(labels);
    assertRefused(
        labels
            + " is a folder; replace it by the file of that name from the MNIST mirror"
            + " (storage.googleapis.com/cvdf-datasets/mnist/)");
  }

  @Test
  void everyMissingFileIsNamed() throws Exception {
    for (String name :
        new String[] {
          TRAIN_IMAGES, TRAIN_LABELS, "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
        }) {
      Path folder = SyntheticFiles.writeMnist(dir);
      Files.delete(folder.resolve(name));
      assertRefused(
          folder.resolve(name)
              + ".gz is missing; download it from the MNIST mirror"
              + " (storage.googleapis.com/cvdf-datasets/mnist/)");
    }
  }
}
