package finegrain.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The objectives of several labels a sample against their formulas in double precision. */
class LabelObjectiveTest {
  private static final int SAMPLES = 7;
  private static final float SCALE = 0.25f;
  private static final double STEP = 1e-5;

  /** Four classes, with one label, several, all and none. */
  private static final int[][] LABELS = {{2}, {4, 0}, {0, 1, 2, 3, 4}, {}};

  /** Two, three and four labels of four classes. */
  private static final int[][] LEVELS = {{0, 0, 1, 1}, {0, 0, 1, 2}, {3, 2, 1, 0}};

  private static double multiLabelLoss(double[] z, int label) {
    double loss = 0;
    for (int j = 0; j < z.length; j++) {
      int output = j;
      boolean has = Arrays.stream(LABELS[label]).anyMatch(one -> one == output);
      loss += Math.log1p(Math.exp(has ? -z[j] : z[j]));
    }
    return loss;
  }

  private static double levelLoss(double[] z, int label) {
    int[] sizes = {2, 3, 4};
    double loss = 0;
    int from = 0;
    for (int level = 0; level < sizes.length; level++) {
      double sum = 0;
      for (int j = 0; j < sizes[level]; j++) {
        sum += Math.exp(z[from + j]);
      }
      loss += Math.log(sum) - z[from + LEVELS[level][label]];
      from += sizes[level];
    }
    return loss;
  }

  private static Matrix logits(int outputs) {
    SplittableRandom random = new SplittableRandom(outputs);
    Matrix logits = Matrix.allocate(SAMPLES, outputs);
    for (int row = 0; row < SAMPLES; row++) {
      for (int j = 0; j < outputs; j++) {
        logits.set(row, j, (float) random.nextGaussian(0, 3));
      }
    }
    return logits;
  }

  private static int[] classes() {
    return IntStream.range(0, SAMPLES).map(i -> i % LABELS.length).toArray();
  }

  private static void check(LabelObjective objective, Formula formula) {
    Matrix logits = logits(objective.outputs());
    Matrix losses = Matrix.allocate(1, SAMPLES);
    Matrix again = Matrix.allocate(1, SAMPLES);
    Matrix gradient = Matrix.allocate(SAMPLES, objective.outputs());
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      Objective.Loss loss = objective.loss(SAMPLES);
      loss.gradient(kernels, logits, classes(), SCALE, losses, gradient);
      loss.losses(kernels, logits, classes(), again);
    }
    assertThat(again.array()).isEqualTo(losses.array());
    for (int row = 0; row < SAMPLES; row++) {
      int label = classes()[row];
      double[] z = new double[objective.outputs()];
      for (int j = 0; j < z.length; j++) {
        z[j] = logits.get(row, j);
      }
      assertThat((double) losses.get(0, row)).isCloseTo(formula.loss(z, label), within(1e-4));
      for (int j = 0; j < z.length; j++) {
        double difference = difference(z, j, moved -> formula.loss(moved, label));
        assertThat((double) gradient.get(row, j))
            .as("sample %s, logit %s", row, j)
            .isCloseTo(SCALE * difference, within(2e-6));
      }
    }
  }

  private interface Formula {
    double loss(double[] z, int label);
  }

  private static double difference(double[] z, int j, ToDoubleFunction<double[]> loss) {
    double[] moved = z.clone();
    moved[j] = z[j] + STEP;
    double above = loss.applyAsDouble(moved);
    moved[j] = z[j] - STEP;
    return (above - loss.applyAsDouble(moved)) / (2 * STEP);
  }

  @Test
  void severalLabelsOfASampleHaveTheLossAndGradientOfTheFormula() {
    check(new MultiLabelObjective(5, LABELS), LabelObjectiveTest::multiLabelLoss);
  }

  @Test
  void severalLevelsHaveTheLossAndGradientOfTheFormula() {
    check(new LevelObjective(LEVELS), LabelObjectiveTest::levelLoss);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theBitsAreThoseOfTheScalarBackend(boolean multiLabel) {
    LabelObjective objective =
        multiLabel ? new MultiLabelObjective(5, LABELS) : new LevelObjective(LEVELS);
    assertThat(bits(objective, "vector", 2)).isEqualTo(bits(objective, "scalar", 1));
  }

  private static String bits(LabelObjective objective, String backend, int threads) {
    Matrix losses = Matrix.allocate(1, SAMPLES);
    Matrix gradient = Matrix.allocate(SAMPLES, objective.outputs());
    try (Kernels kernels = Backends.choose(backend).backend().open(threads)) {
      objective
          .loss(SAMPLES)
          .gradient(kernels, logits(objective.outputs()), classes(), SCALE, losses, gradient);
    }
    return Arrays.toString(losses.array()) + Arrays.toString(gradient.array());
  }

  @Test
  void anAnswerIsRightIfItIsOneOfTheLabels() {
    LabelObjective several = new MultiLabelObjective(5, LABELS);
    assertThat(IntStream.range(0, 5).filter(answer -> several.isRight(1, answer)))
        .containsExactly(0, 4);
    LabelObjective levels = new LevelObjective(LEVELS);
    assertThat(levels.firstAnswer()).isEqualTo(5);
    assertThat(IntStream.range(0, 4).filter(answer -> levels.isRight(1, answer)))
        .containsExactly(2);
    assertThat(levels.answers(logits(9)).get(1, 0)).isEqualTo(logits(9).get(1, 5));
  }

  @Test
  void labelsAreAmongTheOutputs() {
    assertThatThrownBy(() -> new MultiLabelObjective(4, LABELS))
        .hasMessageContaining("from 0 to below 4, not [4, 0]");
    assertThatThrownBy(() -> new MultiLabelObjective(4, new int[][] {{1, 1}}))
        .hasMessageContaining("different numbers");
  }
}
