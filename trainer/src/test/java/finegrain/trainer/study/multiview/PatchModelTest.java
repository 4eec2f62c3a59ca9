package finegrain.trainer.study.multiview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Matrix;
import finegrain.trainer.study.multiview.Labelling.Granularity;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatchModelTest {
  private static final int D = PatchModel.DIMENSION;
  private static final Alpha ALPHA = Alpha.of("alpha", "0.2-0.4");
  private static final PatchModel MODEL = new PatchModel(3, 0.1, false);

  /** Quantiles of tables of the normal distribution. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.75, 0.6744897501960817",
    "0.975, 1.959963984540054",
    "0.9999, 3.719016485455709",
    "0.001, -3.090232306167813",
    "1e-7, -5.199337582187471",
    "1e-15, -7.941345326170997"
  })
  void theQuantilesOfTheNormalDistributionAreThoseOfTables(double probability, double expected) {
    assertThat(NormalQuantile.of(probability)).isCloseTo(expected, within(1e-6));
  }

  @Test
  void aSampleIsItsFeaturesAndNoise() {
    Matrix easy = MODEL.samples(3, 0, PatchModel.Set.EASY, 12, ALPHA);
    Matrix hard = MODEL.samples(3, 0, PatchModel.Set.HARD, 12, ALPHA);
    double squares = 0;
    int noise = 0;
    for (int sample = 0; sample < 12; sample++) {
      int superclass = sample % 6 / 3;
      for (int patch = 0; patch < 16; patch++) {
        for (int j = 0; j < D; j++) {
          float inEasy = easy.get(sample, patch * D + j);
          float inHard = hard.get(sample, patch * D + j);
          if (patch >= 4 && patch < 8 && j == 2 + sample % 6) {
            assertThat(inEasy).isBetween(0.85f, 1.15f);
            assertThat(inHard).isBetween(0.85f, 1.15f);
          } else if (patch < 4 && j == superclass) {
            assertThat(inEasy).isBetween(0.85f, 1.15f);
            assertThat(inHard).isBetween(-0.05f, 0.05f);
          } else if (patch < 4 && j == 1 - superclass) {
            assertThat(inEasy).isBetween(-0.05f, 0.05f);
            assertThat(inHard).isBetween(0.15f, 0.45f);
          } else {
            squares += inEasy * inEasy + inHard * inHard;
            noise += 2;
          }
        }
      }
    }
    // The recipe's .1 / sqrt(d), to within three deviations of the estimate.
    assertThat(Math.sqrt(squares / noise)).isCloseTo(0.1 / Math.sqrt(D), within(1e-4));
  }

  @Test
  void aFeatureHasOneStrengthInASample() {
    PatchModel exact = new PatchModel(3, 0, true);
    Matrix hard = exact.samples(3, 0, PatchModel.Set.HARD, 60, ALPHA);
    for (int sample = 0; sample < 60; sample++) {
      int feature = sample % 6;
      int opposing = 1 - feature / 3;
      int other = exact.nuisanceOf(3, 0, PatchModel.Set.HARD, sample);
      for (int carrier = 1; carrier < 4; carrier++) {
        assertThat(hard.get(sample, carrier * D + opposing)).isEqualTo(hard.get(sample, opposing));
        assertThat(hard.get(sample, (4 + carrier) * D + 2 + feature))
            .isEqualTo(hard.get(sample, 4 * D + 2 + feature));
        assertThat(hard.get(sample, (8 + carrier) * D + 8 + other))
            .isEqualTo(hard.get(sample, 8 * D + 8 + other));
      }
      assertThat(hard.get(sample, opposing)).isNotEqualTo(hard.get(sample, 4 * D + 2 + feature));
    }
  }

  @Test
  void aSampleDoesNotDependOnHowManyThereAre() {
    Matrix few = MODEL.samples(3, 1, PatchModel.Set.TRAINING, 5, ALPHA);
    Matrix many = MODEL.samples(3, 1, PatchModel.Set.TRAINING, 9, ALPHA);
    for (int j = 0; j < few.columns(); j++) {
      assertThat(few.get(4, j)).isEqualTo(many.get(4, j));
    }
    assertThat(few.get(0, 0)).isNotEqualTo(few.get(1, 0));
    assertThat(few.get(0, 7))
        .isNotEqualTo(MODEL.samples(3, 2, PatchModel.Set.TRAINING, 1, ALPHA).get(0, 7));
  }

  @Test
  void theGranularitiesMergeAndSplitSubclasses() {
    PatchModel model = new PatchModel(5, 0.1, false);
    Labelling fives = Labelling.of(Granularity.FIVES, model, 10, 1, 0);
    assertThat(fives.labels()).containsExactly(0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
    Labelling pairs = Labelling.of(Granularity.PAIRS, model, 10, 1, 0);
    assertThat(pairs.labels()).containsExactly(0, 0, 1, 1, 2, 3, 3, 4, 4, 5);
    assertThat(pairs.targets()).containsExactly(0, 0, 0, 1, 1, 1);
    Labelling fine = Labelling.of(Granularity.FINE, model, 12, 1, 0);
    assertThat(fine.labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
    assertThat(Labelling.of(Granularity.COARSE, model, 10, 1, 0).outputs()).isEqualTo(2);
    Labelling halves = Labelling.of(Granularity.HALVES, model, 1000, 1, 0);
    assertThat(halves.outputs()).isEqualTo(20);
    assertThat(Arrays.stream(halves.labels()).map(label -> label / 2).toArray())
        .isEqualTo(Labelling.of(Granularity.FINE, model, 1000, 1, 0).labels());
    assertThat(Arrays.stream(halves.labels()).filter(label -> label % 2 == 0).count())
        .isBetween(440L, 560L);
    Labelling single = Labelling.of(Granularity.SINGLE, model, 12, 1, 0);
    assertThat(single.labels()).doesNotHaveDuplicates().startsWith(0, 1, 2, 3, 4, 7);
    assertThat(single.targets()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
  }

  @Test
  void noiseRedrawsItsShareInsideTheSuperclassOrAcross() {
    PatchModel model = new PatchModel(10, 0.1, false);
    int[] fine = Labelling.of(Granularity.FINE, model, 4000, 1, 0).labels();
    int[] inside = Labelling.noisy(model, 4000, 0.4, false, 1, 0).labels();
    int[] across = Labelling.noisy(model, 4000, 0.4, true, 1, 0).labels();
    // .4 redrawn, of which a tenth and a twentieth are what they were.
    assertThat(changed(fine, inside)).isCloseTo(0.36, within(0.03));
    assertThat(changed(fine, across)).isCloseTo(0.38, within(0.03));
    assertThat(IntStream.range(0, 4000).allMatch(i -> inside[i] / 10 == fine[i] / 10)).isTrue();
    assertThat(
            IntStream.range(0, 4000).filter(i -> across[i] / 10 != fine[i] / 10).count() / 4000.0)
        .isCloseTo(0.2, within(0.03));
    assertThat(changed(fine, Labelling.noisy(model, 4000, 0, true, 1, 0).labels())).isZero();
  }

  private static double changed(int[] labels, int[] others) {
    return IntStream.range(0, labels.length).filter(i -> labels[i] != others[i]).count()
        / (double) labels.length;
  }

  @Test
  void misalignmentGivesSubclassesToTheOtherSuperclass() {
    PatchModel model = new PatchModel(10, 0.1, false);
    int[] targets = Labelling.swapped(model, 0.3, 1, 0);
    assertThat(Arrays.stream(targets).limit(10).sum()).isEqualTo(3);
    assertThat(Arrays.stream(targets).skip(10).sum()).isEqualTo(7);
    assertThat(Labelling.ofTargets(false, model, 20, targets).labels()).isEqualTo(targets);
    PatchModel other = new PatchModel(10, 0.1, true);
    Labelling nuisance = Labelling.ofNuisance(other, 40, 1, 1, 0);
    Matrix samples = other.samples(1, 0, PatchModel.Set.TRAINING, 40, ALPHA);
    for (int sample = 0; sample < 40; sample++) {
      assertThat(nuisance.labels()[sample] / 10).isEqualTo(sample % 20 / 10);
      int feature = 2 + 20 + nuisance.labels()[sample] % 10;
      assertThat(samples.get(sample, 8 * D + feature)).isGreaterThan(0.8f);
    }
  }

  @Test
  void anAblationTakesAwayFeaturesOrTheNeuronsThatFollowThem() {
    PatchNetwork network = PatchNetwork.drawn(1, 1, 0);
    network.weights().fill(0.1f);
    network.weights().set(0, 0, 1); // a common feature
    network.weights().set(4, 1, 1); // a subclass's
    network.weights().set(9, 0, 2); // none: k = 3 has features 0 to 7
    network.biases().fill(-0.5f);
    PatchNetwork projected = network.copy(1);
    Ablation.NO_SUBCLASS_FEATURES.apply(projected, MODEL);
    assertThat(column(projected, 1)).startsWith(0.1f, 0.1f, 0, 0, 0, 0, 0, 0, 0.1f);
    Ablation.NO_COMMON_FEATURES.apply(projected, MODEL);
    assertThat(column(projected, 0)).startsWith(0, 0, 0, 0, 0, 0, 0, 0, 0.1f, 2);
    PatchNetwork silenced = network.copy(1);
    Ablation.NO_SUBCLASS_NEURONS.apply(silenced, MODEL);
    assertThat(column(silenced, 1)).containsOnly(0);
    assertThat(silenced.biases().get(0, 1)).isZero();
    assertThat(column(silenced, 0)).isEqualTo(column(network, 0));
    Matrix samples = Matrix.allocate(1, 16 * D);
    samples.fill(1);
    Ablation.NO_SUBCLASS_FEATURES.project(samples, MODEL);
    assertThat(samples.get(0, 15 * D + 1)).isEqualTo(1);
    assertThat(samples.get(0, 15 * D + 2)).isZero();
    assertThat(samples.get(0, 15 * D + 8)).isEqualTo(1);
  }

  private static float[] column(PatchNetwork network, int neuron) {
    float[] column = new float[D];
    for (int j = 0; j < D; j++) {
      column[j] = network.weights().get(j, neuron);
    }
    return column;
  }
}
