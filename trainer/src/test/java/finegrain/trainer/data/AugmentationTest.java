package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final Shape SHAPE = new Shape(3, 5, 7);

  /** Samples without a zero, so that a zero is one that was put there. */
  private static Matrix samples(int count, Shape shape) {
    Random random = new Random(count);
    Matrix samples = Matrix.allocate(count, shape.features(), shape.features() + 3);
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < shape.features(); j++) {
        samples.set(i, j, 0.5f + random.nextFloat());
      }
    }
    return samples;
  }

  private static float[] row(Matrix matrix, int row) {
    int from = matrix.rowOffset(row);
    return Arrays.copyOfRange(matrix.array(), from, from + matrix.columns());
  }

  private static Matrix batch(Shape shape) {
    Matrix batch = Matrix.allocate(3, shape.features(), shape.features() + 1);
    batch.fill(Float.NaN);
    return batch;
  }

  private static float[] apply(Augmenter augmenter, Matrix samples, int sample, Shape shape) {
    Matrix batch = batch(shape);
    augmenter.apply(samples, sample, sample, batch, 1);
    assertThat(row(batch, 0)).containsOnly(Float.NaN);
    assertThat(row(batch, 2)).containsOnly(Float.NaN);
    assertThat(batch.array()[batch.rowOffset(1) + batch.columns()]).as("the gap").isZero();
    return row(batch, 1);
  }

  /** The image that a crop, a flip and a square make, by their definitions. */
  private static float[] byDefinition(
      float[] sample, Shape s, int down, int right, boolean mirrored, Square square) {
    float[] image = new float[s.features()];
    for (int y = 0; y < s.height(); y++) {
      for (int x = 0; x < s.width(); x++) {
        for (int c = 0; c < s.channels(); c++) {
          int fromY = y + down;
          int fromX = (mirrored ? s.width() - 1 - x : x) + right;
          boolean inside = fromY >= 0 && fromY < s.height() && fromX >= 0 && fromX < s.width();
          image[(y * s.width() + x) * s.channels() + c] =
              inside && !square.has(y, x)
                  ? sample[(c * s.height() + fromY) * s.width() + fromX]
                  : 0;
        }
      }
    }
    return image;
  }

  /** The pixels of a square around a centre; a square of an even side has one more before it. */
  private record Square(int side, int centreY, int centreX) {
    static final Square NONE = new Square(0, 0, 0);

    boolean has(int y, int x) {
      return has(y - centreY) && has(x - centreX);
    }

    private boolean has(int distance) {
      return distance >= -(side / 2) && distance < side - side / 2;
    }
  }

  @Test
  void withoutAugmentationTheChannelsOfAPixelComeTogether() {
    Matrix sample = Matrix.of(1, 12, 1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60);
    Shape shape = new Shape(2, 2, 3);
    Augmenter augmenter = Augmentation.NONE.augmenter(shape, 1, 0);
    assertThat(apply(augmenter, sample, 0, shape))
        .containsExactly(1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60);
    Shape table = Shape.row(12);
    assertThat(apply(Augmentation.NONE.augmenter(table, 1, 0), sample, 0, table))
        .isEqualTo(row(sample, 0));
  }

  @Test
  void everyShiftIsOneOfTheDefinitionAndAsLikelyAsTheOthers() {
    int crop = 2;
    int draws = 25_000;
    Matrix samples = samples(1, SHAPE);
    float[] sample = row(samples, 0);
    List<float[]> images = new ArrayList<>();
    for (int down = -crop; down <= crop; down++) {
      for (int right = -crop; right <= crop; right++) {
        images.add(byDefinition(sample, SHAPE, down, right, false, Square.NONE));
      }
    }
    // The 99.9 % point of chi-square with 24 degrees of freedom.
    assertThat(chiSquare(Augmentation.parse("crop=2"), samples, images, draws)).isLessThan(51.18);
  }

  @Test
  void halfOfTheImagesAreMirrored() {
    Matrix samples = samples(1, SHAPE);
    List<float[]> images =
        List.of(
            byDefinition(row(samples, 0), SHAPE, 0, 0, false, Square.NONE),
            byDefinition(row(samples, 0), SHAPE, 0, 0, true, Square.NONE));
    // The 99.9 % point with 1 degree of freedom.
    assertThat(chiSquare(Augmentation.parse("flip"), samples, images, 10_000)).isLessThan(10.83);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void everyCentreOfASquareIsAsLikelyAsTheOthers(int side) {
    Matrix samples = samples(1, SHAPE);
    List<float[]> images = new ArrayList<>();
    for (int y = 0; y < SHAPE.height(); y++) {
      for (int x = 0; x < SHAPE.width(); x++) {
        images.add(byDefinition(row(samples, 0), SHAPE, 0, 0, false, new Square(side, y, x)));
      }
    }
    // The 99.9 % point with 34 degrees of freedom; large squares at the border are alike, and
    // fewer.
    assertThat(chiSquare(Augmentation.parse("cutout=" + side), samples, images, 35_000))
        .isLessThan(65.25);
  }

  /** Of the counts of images; each drawn one must be one of these, and equal ones add up. */
  private static double chiSquare(
      Augmentation augmentation, Matrix samples, List<float[]> images, int draws) {
    Augmenter augmenter = augmentation.augmenter(SHAPE, 11, 0);
    Matrix batch = batch(SHAPE);
    int[] counts = new int[images.size()];
    for (int index = 0; index < draws; index++) {
      augmenter.apply(samples, 0, index, batch, 1);
      counts[first(images, row(batch, 1))]++;
    }
    int[] alike = new int[images.size()];
    images.forEach(image -> alike[first(images, image)]++);
    double chiSquare = 0;
    for (int i = 0; i < counts.length; i++) {
      double expected = (double) draws / images.size() * alike[i];
      chiSquare += alike[i] == 0 ? 0 : (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    return chiSquare;
  }

  private static int first(List<float[]> images, float[] image) {
    return IntStream.range(0, images.size())
        .filter(i -> Arrays.equals(images.get(i), image))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no such image: " + Arrays.toString(image)));
  }

  /** The parts draw apart from each other, so what one does alone it does beside the others. */
  @Test
  void allPartsTogetherAreTheirComposition() {
    Matrix samples = samples(200, SHAPE);
    Augmenter all = Augmentation.parse("crop=3,flip,cutout=2").augmenter(SHAPE, 5, 2);
    Augmenter crop = Augmentation.parse("crop=3").augmenter(SHAPE, 5, 2);
    Augmenter flip = Augmentation.parse("flip").augmenter(SHAPE, 5, 2);
    Augmenter cutout = Augmentation.parse("cutout=2").augmenter(SHAPE, 5, 2);
    for (int i = 0; i < samples.rows(); i++) {
      float[] sample = row(samples, i);
      float[] cropped = apply(crop, samples, i, SHAPE);
      float[] flipped = apply(flip, samples, i, SHAPE);
      float[] cut = apply(cutout, samples, i, SHAPE);
      boolean mirrored =
          Arrays.equals(flipped, byDefinition(sample, SHAPE, 0, 0, true, Square.NONE));
      float[] expected = new float[sample.length];
      for (int y = 0; y < SHAPE.height(); y++) {
        for (int x = 0; x < SHAPE.width(); x++) {
          for (int c = 0; c < SHAPE.channels(); c++) {
            int to = (y * SHAPE.width() + x) * SHAPE.channels() + c;
            int mirror = (y * SHAPE.width() + SHAPE.width() - 1 - x) * SHAPE.channels() + c;
            expected[to] = cut[to] == 0 ? 0 : cropped[mirrored ? mirror : to];
          }
        }
      }
      assertThat(apply(all, samples, i, SHAPE)).isEqualTo(expected);
    }
  }

  @Test
  void aDrawDependsOnSeedRepeatEpochAndIndexAlone() {
    Matrix samples = samples(60, SHAPE);
    Augmentation augmentation = Augmentation.parse("crop=4,flip,cutout=3");
    Augmenter augmenter = augmentation.augmenter(SHAPE, 5, 2);
    List<List<float[]>> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < 3; epoch++) {
      augmenter.epoch(epoch);
      epochs.add(
          IntStream.range(0, 60).mapToObj(i -> apply(augmenter, samples, i, SHAPE)).toList());
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, 180).boxed().toList());
    Collections.shuffle(order, new Random(1));
    Augmenter other = augmentation.augmenter(SHAPE, 5, 2);
    for (int each : order) {
      other.epoch(each / 60);
      assertThat(apply(other, samples, each % 60, SHAPE))
          .isEqualTo(epochs.get(each / 60).get(each % 60));
    }
    assertDiffer(epochs.get(0), epochs.get(1));
    for (Augmenter stranger :
        List.of(augmentation.augmenter(SHAPE, 6, 2), augmentation.augmenter(SHAPE, 5, 3))) {
      assertDiffer(
          epochs.get(0),
          IntStream.range(0, 60).mapToObj(i -> apply(stranger, samples, i, SHAPE)).toList());
    }
  }

  private static void assertDiffer(List<float[]> some, List<float[]> others) {
    long same =
        IntStream.range(0, some.size())
            .filter(i -> Arrays.equals(some.get(i), others.get(i)))
            .count();
    assertThat(same).isLessThan(5);
  }

  @Test
  void aSampleAllocatesNothing() throws InterruptedException {
    Shape shape = new Shape(3, 32, 32);
    Matrix samples = samples(10, shape);
    Matrix batch = batch(shape);
    Augmenter augmenter = Augmentation.parse("crop=4,flip,cutout=8").augmenter(shape, 1, 0);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int look = 0; look < 100 && allocated > 0; look++) {
      Thread.sleep(10); // C2 compiles in the background.
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1000; i++) {
        augmenter.apply(samples, i % 10, i, batch, 1);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }
    assertThat(allocated).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none", "crop=4", "flip", "cutout=16", "crop=4,flip", "crop=2,flip,cutout=8"})
  void theTextIsReadBack(String text) {
    assertThat(Augmentation.parse(text)).hasToString(text);
  }

  @Test
  void thePartsComeInAnyOrder() {
    assertThat(Augmentation.parse("flip,cutout=8,crop=4")).isEqualTo(new Augmentation(4, true, 8));
    assertThat(Augmentation.parse("none")).isEqualTo(Augmentation.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|there is no augmentation \"\"; give none, or one or more of",
        "Flip|there is no augmentation \"Flip\"",
        "flip=1|there is no augmentation \"flip=1\"",
        "crop|there is no augmentation \"crop\"",
        "crop=|there is no augmentation",
        "crop=0|there is no augmentation",
        "crop=-1|there is no augmentation",
        "crop=4;flip|there is no augmentation",
        "crop=4,|there is no augmentation \"\"",
        "crop=4,none|there is no augmentation \"none\"",
        "crop=999999|there is no augmentation",
        "flip,flip|has a part twice",
        "crop=2,crop=3|has a part twice",
      })
  void anotherTextIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> Augmentation.parse(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "crop=5|too large for images of 3 x 5 x 7",
        "cutout=6|too large for images of 3 x 5 x 7",
      })
  void whatIsTooLargeForAnImageIsRefused(String text, String sentence) {
    assertThatThrownBy(() -> Augmentation.parse(text).augmenter(SHAPE, 1, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void rowsOfATableAreRefused() {
    assertThatThrownBy(() -> Augmentation.parse("flip").augmenter(Shape.row(20), 1, 0))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs images, and the samples are 1 x 1 x 20; choose none");
  }

  @Test
  void otherShapesAndRowsAreRefused() {
    Augmenter augmenter = Augmentation.NONE.augmenter(SHAPE, 1, 0);
    Matrix samples = samples(2, SHAPE);
    Matrix batch = batch(SHAPE);
    assertThatThrownBy(() -> augmenter.apply(samples, 2, 0, batch, 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> augmenter.apply(samples, 0, 0, batch, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> augmenter.apply(samples, 0, -1, batch, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> augmenter.apply(samples, 0, 0, Matrix.allocate(1, 104), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
