package finegrain.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelTree;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The blended objective against its formula in double precision, and its identities. */
class BlendedObjectiveTest {
  private static final LabelTree TWO = LabelTree.parse("00010111");
  private static final LabelTree THREE = LabelTree.parse("00001111/00112334");
  private static final int SAMPLES = 13;
  private static final double STEP = 1e-5;

  private final Kernels kernels = Backends.choose("scalar").backend().open();

  @AfterEach
  void close() {
    kernels.close();
  }

  /** Losses and gradient of an objective. */
  private record Outcome(Matrix losses, Matrix gradient) {}

  private static Matrix logits(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Matrix logits = Matrix.allocate(SAMPLES, 8);
    for (int row = 0; row < SAMPLES; row++) {
      for (int j = 0; j < 8; j++) {
        logits.set(row, j, (float) random.nextGaussian(0, 3));
      }
    }
    return logits;
  }

  private static int[] labels() {
    return IntStream.range(0, SAMPLES).map(i -> i % 8).toArray();
  }

  private Outcome outcome(Objective objective, Matrix logits, int[] labels, float scale) {
    Matrix losses = Matrix.allocate(1, SAMPLES);
    Matrix gradient = Matrix.allocate(SAMPLES, 8);
    objective.loss(SAMPLES).gradient(kernels, logits, labels, scale, losses, gradient);
    Matrix again = Matrix.allocate(1, SAMPLES);
    objective.loss(SAMPLES).losses(kernels, logits, labels, again);
    assertThat(again.array()).isEqualTo(losses.array());
    return new Outcome(losses, gradient);
  }

  /** -sum of beta_l log(P_l / P_(l-1)), from the probabilities themselves. */
  private static double loss(LabelTree tree, List<Double> betas, double[] z, int label) {
    double[] mass = new double[tree.levels() + 1];
    for (int j = 0; j < z.length; j++) {
      mass[0] += Math.exp(z[j]);
      for (int level = 1; level <= tree.levels(); level++) {
        if (tree.classOf(level, j) == tree.classOf(level, label)) {
          mass[level] += Math.exp(z[j]);
        }
      }
    }
    double loss = 0;
    for (int level = 1; level <= tree.levels(); level++) {
      loss -= betas.get(level - 1) * Math.log(mass[level] / mass[level - 1]);
    }
    return loss;
  }

  @ParameterizedTest
  @CsvSource({
    "00010111, 1:0",
    "00010111, 1:0.3",
    "00010111, 1:3",
    "00010111, 0.5:0.25",
    "00010111, 0:1",
    "00001111/00112334, 1:0.5:0.25",
    "00001111/00112334, 1:0:0",
    "00001111/00112334, 0.2:1:3",
    "00001111/00112334, 0:0:1"
  })
  void lossAndGradientAreThoseOfTheFormula(String text, String weights) {
    LabelTree tree = LabelTree.parse(text);
    List<Double> betas = Arrays.stream(weights.split(":")).map(Double::valueOf).toList();
    Matrix logits = logits(1);
    Outcome outcome = outcome(new BlendedObjective(tree, betas), logits, labels(), 0.25f);
    for (int row = 0; row < SAMPLES; row++) {
      int sample = row;
      double[] z = IntStream.range(0, 8).mapToDouble(j -> logits.get(sample, j)).toArray();
      int label = labels()[row];
      assertThat((double) outcome.losses().get(0, row))
          .isCloseTo(loss(tree, betas, z, label), within(1e-4));
      for (int j = 0; j < 8; j++) {
        double value = z[j];
        z[j] = value + STEP;
        double above = loss(tree, betas, z, label);
        z[j] = value - STEP;
        double below = loss(tree, betas, z, label);
        z[j] = value;
        assertThat((double) outcome.gradient().get(row, j))
            .as("sample %d, logit %d", row, j)
            .isCloseTo(0.25 * (above - below) / (2 * STEP), within(2e-6));
      }
    }
  }

  @Test
  void weightsOfOneAreFineTrainingToTheBit() {
    Outcome fine = outcome(SoftmaxObjective.fine(THREE), logits(2), labels(), 0.125f);
    Outcome blended =
        outcome(new BlendedObjective(THREE, List.of(1.0, 1.0, 1.0)), logits(2), labels(), 0.125f);
    assertThat(blended.losses().array()).isEqualTo(fine.losses().array());
    assertThat(blended.gradient().array()).isEqualTo(fine.gradient().array());
  }

  @Test
  void theFineLossIsTheCoarseOneAndTheOneInside() {
    Matrix fine = outcome(SoftmaxObjective.fine(TWO), logits(3), labels(), 1).losses();
    Matrix coarse =
        outcome(new BlendedObjective(TWO, List.of(1.0, 0.0)), logits(3), labels(), 1).losses();
    Matrix intra =
        outcome(new BlendedObjective(TWO, List.of(0.0, 1.0)), logits(3), labels(), 1).losses();
    for (int row = 0; row < SAMPLES; row++) {
      assertThat(coarse.get(0, row) + intra.get(0, row)).isCloseTo(fine.get(0, row), within(4e-6f));
    }
  }

  /** With equal weights below the coarse level, the level between is not felt. */
  @Test
  void threeLevelsWithEqualWeightsBelowAreTheBlendedForm() {
    Outcome three =
        outcome(new BlendedObjective(THREE, List.of(1.0, 0.3, 0.3)), logits(4), labels(), 1);
    Outcome two =
        outcome(
            new BlendedObjective(LabelTree.of(THREE.coarse()), List.of(1.0, 0.3)),
            logits(4),
            labels(),
            1);
    assertThat(three.losses().array()).isEqualTo(two.losses().array());
    assertThat(three.gradient().array()).isEqualTo(two.gradient().array());
  }

  /** The coarse class has probability exp(-200), which no float holds. */
  @Test
  void theGradientIsRightWhereTheCoarseClassUnderflows() {
    LabelTree tree = LabelTree.parse("00000111");
    Matrix logits = Matrix.allocate(SAMPLES, 8);
    for (int row = 0; row < SAMPLES; row++) {
      logits.set(row, 0, 200);
      logits.set(row, 6, 1);
    }
    int[] labels = IntStream.range(0, SAMPLES).map(_ -> 6).toArray();
    Outcome coarse = outcome(new BlendedObjective(tree, List.of(1.0, 0.0)), logits, labels, 1);
    double inside = Math.exp(1) + 2;
    assertThat((double) coarse.losses().get(0, 0)).isCloseTo(200 - Math.log(inside), within(2e-5));
    // p - q: p is all on the first logit, q on the three of the coarse class.
    assertThat((double) coarse.gradient().get(0, 0)).isCloseTo(1, within(1e-6));
    assertThat((double) coarse.gradient().get(0, 6)).isCloseTo(-Math.exp(1) / inside, within(1e-6));
    assertThat((double) coarse.gradient().get(0, 5)).isCloseTo(-1 / inside, within(1e-6));
  }

  @Test
  void eachLevelNeedsAWeight() {
    assertThatThrownBy(() -> new BlendedObjective(THREE, List.of(1.0, 0.5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a tree of 3 levels needs as many weights, not 2");
  }
}
