package finegrain.trainer.study.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.clustering.RandIndex;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.SelectedSamples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.MadeUpImages;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.objective.LevelObjective;
import finegrain.trainer.objective.MultiLabelObjective;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The labels of each arm on 80 images of eight leaves: four even and four odd ones. */
class LabellingsTest {
  private static final Shape SHAPE = new Shape(1, 8, 8);
  private static final int LEAVES = 8;
  private static final TransferData DATA =
      data(new MadeUpImages(80, SHAPE, LEAVES, 1), "01010101/02130213");

  private final Kernels kernels = Backends.choose("vector").backend().open();

  @AfterEach
  void close() {
    kernels.close();
  }

  private static TransferData data(Samples samples, String tree) {
    return new TransferData(SHAPE, samples, samples, LabelTree.parse(tree));
  }

  private Labelling of(String arm, long seed) {
    return new Labellings(DATA, false).of(Arm.parse(arm), seed, kernels);
  }

  private int[] labels(String arm, long seed) {
    Samples samples = of(arm, seed).samples();
    return IntStream.range(0, samples.size()).map(samples::label).toArray();
  }

  /** The label of each leaf; the images of a leaf have one label. */
  private int[] ofLeaves(String arm, long seed) {
    int[] labels = labels(arm, seed);
    for (int i = 0; i < labels.length; i++) {
      assertThat(labels[i]).isEqualTo(labels[i % LEAVES]);
    }
    return Arrays.copyOf(labels, LEAVES);
  }

  @ParameterizedTest
  @CsvSource({
    "target, 2, 40, 40, 80",
    "level-2, 4, 20, 20, 80",
    "merged-2, 4, 20, 20, 80",
    "merged-3, 4, 10, 30, 80",
    "leaves, 8, 10, 10, 80",
    "instances, 80, 1, 1, 80",
    "few, 2, 10, 10, 20",
    "mixed, 14, 10, 10, 80",
  })
  void eachArmHasItsLabelsAndImages(String arm, int labels, int fewest, int most, int images) {
    Labelling labelling = of(arm, 1);
    assertThat(labelling.labels()).isEqualTo(labels);
    assertThat(labelling.fewest()).isEqualTo(fewest);
    assertThat(labelling.most()).isEqualTo(most);
    assertThat(labelling.samples().size()).isEqualTo(images);
    assertThat(labelling.objective().outputs()).isEqualTo(labels);
  }

  @Test
  void levelsAndGroupsAreThoseOfTheTree() {
    assertThat(ofLeaves("target", 1)).containsExactly(0, 1, 0, 1, 0, 1, 0, 1);
    assertThat(ofLeaves("level-2", 1)).containsExactly(0, 2, 1, 3, 0, 2, 1, 3);
    // The leaves 0 and 2, 4 and 6 of the one class, 1 and 3, 5 and 7 of the other.
    assertThat(ofLeaves("merged-2", 1)).containsExactly(0, 2, 0, 2, 1, 3, 1, 3);
    assertThat(ofLeaves("leaves", 1)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void misalignedPairsSpanTwoTargetClasses() {
    int[] groups = ofLeaves("misaligned-1", 1);
    for (int group = 0; group < 4; group++) {
      int of = group;
      int[] members = IntStream.range(0, LEAVES).filter(leaf -> groups[leaf] == of).toArray();
      assertThat(members).hasSize(2);
      assertThat(members[0] % 2).isNotEqualTo(members[1] % 2);
    }
    int[] half = ofLeaves("misaligned-0.5", 3);
    long mixed =
        IntStream.range(0, 4)
            .filter(
                group ->
                    IntStream.range(0, LEAVES)
                            .filter(leaf -> half[leaf] == group)
                            .map(leaf -> leaf % 2)
                            .distinct()
                            .count()
                        == 2)
            .count();
    assertThat(mixed).isEqualTo(2);
  }

  /** Five target classes of five leaves have ten pairs. */
  @ParameterizedTest
  @CsvSource({"0.2, 2", "0.3, 3", "0.5, 5", "0.7, 7", "1, 10"})
  void aShareOfAllPairsTrades(String share, int pairs) {
    Samples images = new MadeUpImages(25, SHAPE, 25, 1);
    TransferData data = data(images, "0000011111222223333344444");
    for (long seed = 1; seed < 5; seed++) {
      Samples samples =
          new Labellings(data, false).of(Arm.parse("misaligned-" + share), seed, kernels).samples();
      int[] labels = IntStream.range(0, 25).map(samples::label).toArray();
      int[] across =
          IntStream.range(0, 25)
              .filter(
                  leaf ->
                      IntStream.range(0, 25)
                          .anyMatch(i -> labels[i] == labels[leaf] && i / 5 != leaf / 5))
              .toArray();
      // The first leaf of such a pair, and the second.
      assertThat(across).hasSize(2 * pairs);
      int most = (pairs + 4) / 5;
      for (int target = 0; target < 5; target++) {
        int of = target;
        assertThat(IntStream.of(across).filter(leaf -> leaf / 5 == of).count())
            .isLessThanOrEqualTo(2L * most);
      }
    }
  }

  @Test
  void aTargetClassTradesNoMorePairsThanTheOthersHave() {
    // Three pairs of the one class and one of the other: one of each trades.
    TransferData data = data(new MadeUpImages(8, SHAPE, 8, 1), "00000011");
    Samples samples =
        new Labellings(data, false).of(Arm.parse("misaligned-1"), 1, kernels).samples();
    int[] labels = IntStream.range(0, 8).map(samples::label).toArray();
    long kept = IntStream.of(0, 2, 4, 6).filter(leaf -> labels[leaf] == labels[leaf + 1]).count();
    assertThat(kept).isEqualTo(2);
    assertThat(labels[6]).isNotEqualTo(labels[7]);
  }

  @Test
  void clustersInsideClassesFindTheLeaves() {
    int[] leaves = labels("leaves", 1);
    int[] inside = labels("inside-4", 1);
    for (int i = 0; i < inside.length; i++) {
      assertThat(inside[i] / 4).isEqualTo(i % 2);
    }
    // k-means may end with two leaves in one cluster.
    assertThat(RandIndex.adjusted(inside, leaves)).isGreaterThan(0.7);
    assertThat(RandIndex.adjusted(labels("overall-4", 1), leaves)).isGreaterThan(0.7);
    assertThat(Math.abs(RandIndex.adjusted(labels("random-4", 1), leaves))).isLessThan(0.1);
  }

  @Test
  void clustersInsideLeavesDivideThem() {
    int[] finer = labels("subleaves-2", 1);
    assertThat(IntStream.of(finer).distinct()).hasSize(16);
    for (int i = 0; i < finer.length; i++) {
      assertThat(finer[i] / 2).isEqualTo(i % LEAVES);
    }
  }

  @Test
  void aShareOfNoisyLabelsIsWrong() {
    int[] leaves = labels("leaves", 1);
    int[] noisy = labels("noise-0.2", 1);
    assertThat(IntStream.range(0, 80).filter(i -> noisy[i] != leaves[i]).count()).isEqualTo(16);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random-4", "noise-0.4", "inside-2", "misaligned-0.5"})
  void drawsDependOnTheSeedAlone(String arm) {
    assertThat(labels(arm, 1)).isEqualTo(labels(arm, 1));
    assertThat(IntStream.range(2, 6).mapToObj(seed -> Arrays.toString(labels(arm, seed))))
        .anyMatch(other -> !other.equals(Arrays.toString(labels(arm, 1))));
  }

  @Test
  void theObjectiveIsThatOfTheLabels() {
    assertThat(of("mixed", 1).objective()).isInstanceOf(LevelObjective.class);
    assertThat(new Labellings(DATA, true).of(Arm.LEAVES, 1, kernels).objective())
        .isInstanceOf(MultiLabelObjective.class);
  }

  @Test
  void aTreeThatCannotHaveTheLabelsIsNamed() {
    TransferData flat = data(new MadeUpImages(80, SHAPE, 3, 1), "001");
    assertThatThrownBy(() -> new Labellings(flat, false).check(Arm.parse("level-2"), 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("needs a tree with a level 2");
    assertThatThrownBy(() -> new Labellings(flat, false).check(Arm.parse("misaligned-1"), 1))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("pairs of leaves in two target classes");
  }

  @Test
  void aShareOfTheTargetHasSoManyImagesOfEachClass() {
    Samples tenth = DATA.shareOfTarget(0.1, 1);
    assertThat(tenth.size()).isEqualTo(8);
    assertThat(IntStream.range(0, 8).map(tenth::label).filter(label -> label == 1)).hasSize(4);
    assertThat(DATA.shareOfTarget(0.001, 1).size()).isEqualTo(2);
    assertThat(DATA.shareOfTarget(1, 1).size()).isEqualTo(80);
  }

  /** Sorted as in a folder: leaves 0 and 1 are target 0, leaf 2 is target 1. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aShareIsSpreadOverTheLeavesOfSortedImages(long seed) {
    Samples images = new MadeUpImages(12, SHAPE, 3, 1);
    int[] sorted = {0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11};
    int[] leaves = IntStream.of(sorted).map(images::label).toArray();
    TransferData data = data(SelectedSamples.relabelled(images, sorted, leaves), "001");
    assertThat(ofEachLeaf(data, 4, seed)).containsExactly(2, 2, 4);
    // Two leaves of target 0: one has one image more.
    long[] odd = ofEachLeaf(data, 3, seed);
    assertThat(odd[0] + odd[1]).isEqualTo(3);
    assertThat(Math.abs(odd[0] - odd[1])).isOne();
    assertThat(data.spread(target -> 4, seed)).contains(data.spread(target -> 3, seed));
    assertThat(data.spread(target -> 8, seed)).containsExactly(IntStream.range(0, 12).toArray());
  }

  private static long[] ofEachLeaf(TransferData data, int count, long seed) {
    int[] rows = data.spread(target -> count, seed);
    return IntStream.range(0, 3)
        .mapToLong(leaf -> IntStream.of(rows).filter(i -> data.train().label(i) == leaf).count())
        .toArray();
  }

  @Test
  void theImagesOfAShareAreDrawn() {
    assertThat(IntStream.range(0, 8).mapToObj(seed -> Arrays.toString(tenth(seed))).distinct())
        .hasSizeGreaterThan(6);
    assertThat(tenth(3)).isEqualTo(tenth(3));
    // So is the leaf that has one more than the others: the first leaf of target 0 and others.
    assertThat(
            IntStream.range(0, 16)
                .map(seed -> DATA.train().label(DATA.spread(target -> 1 - target, seed)[0]))
                .distinct()
                .sorted())
        .containsExactly(0, 2, 4, 6);
  }

  private static int[] tenth(long seed) {
    return DATA.spread(target -> 4, seed);
  }

  @Test
  void largeImagesAreClusteredByTheMeansOfSquares() {
    Shape shape = new Shape(1, 4, 600);
    Samples columns = new MadeUpImages(1, shape, 4, 1);
    float[] image = new float[2400];
    columns.copyFeatures(0, image, 0);
    var features = ClusterFeatures.of(columns, shape, new int[] {0});
    assertThat(features.columns()).isEqualTo(600);
    assertThat(features.get(0, 301))
        .isEqualTo(((image[1202] + image[1203]) + (image[1802] + image[1803])) / 4);
  }
}
