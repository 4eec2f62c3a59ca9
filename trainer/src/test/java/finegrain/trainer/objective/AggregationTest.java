package finegrain.trainer.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelTree;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AggregationTest {
  private static final LabelMap MAP = LabelMap.parse("01101001");

  private final Kernels kernels = Backends.choose("scalar").backend().open();
  private final SoftmaxObjective fine = SoftmaxObjective.fine(LabelTree.of(MAP));

  @AfterEach
  void close() {
    kernels.close();
  }

  private int own(Matrix logits) {
    int[] prediction = new int[1];
    fine.predict(logits, prediction);
    return prediction[0];
  }

  /** Five classes that are each a little likely beat the single most likely one. */
  @Test
  void predictsByTheSumNotByTheBestClass() {
    LabelMap map = LabelMap.parse("00001000");
    Matrix logits = Matrix.of(1, 8, 1, 1, 1, 1, 2, 1, 1, 1);
    int[] prediction = new int[1];
    new Aggregation(LabelTree.of(map).coarseOf(2), 4).predict(kernels, logits, prediction);
    assertThat(own(logits)).isEqualTo(4);
    assertThat(prediction[0]).isEqualTo(0);
  }

  @Test
  void theFirstOfEqualClassesIsPredicted() {
    Matrix logits = Matrix.of(1, 8, 0, 0, 0, 0, 0, 0, 0, 0);
    int[] prediction = {9};
    new Aggregation(LabelTree.of(MAP).coarseOf(2), 1).predict(kernels, logits, prediction);
    assertThat(prediction[0]).isZero();
    assertThat(own(logits)).isZero();
  }

  /** L_intra = -log(p_y / P), in double precision. */
  @Test
  void intraLossIsThatInsideTheCoarseClass() {
    SplittableRandom random = new SplittableRandom(3);
    Matrix logits = Matrix.allocate(20, 8);
    int[] labels = random.ints(20, 0, 8).toArray();
    for (int row = 0; row < 20; row++) {
      for (int j = 0; j < 8; j++) {
        logits.set(row, j, (float) random.nextGaussian(0, 3));
      }
    }
    Matrix losses =
        new Aggregation(LabelTree.of(MAP).coarseOf(2), 32).intraLosses(kernels, logits, labels);
    assertThat(losses.columns()).isEqualTo(20);
    for (int row = 0; row < 20; row++) {
      double group = 0;
      for (int j : MAP.members(MAP.coarse(labels[row]))) {
        group += Math.exp(logits.get(row, j));
      }
      assertThat((double) losses.get(0, row))
          .isCloseTo(Math.log(group) - logits.get(row, labels[row]), within(1e-5));
    }
  }

  /** The coarse class has probability exp(-200), which no float holds. */
  @Test
  void intraLossIsRightWhereTheCoarseClassUnderflows() {
    LabelMap map = LabelMap.parse("00000111");
    Matrix logits = Matrix.of(1, 8, 200, 0, 0, 0, 0, 1, 2, 0);
    Matrix losses =
        new Aggregation(LabelTree.of(map).coarseOf(2), 1)
            .intraLosses(kernels, logits, new int[] {6});
    double expected = Math.log(Math.exp(1) + Math.exp(2) + 1) - 2;
    assertThat((double) losses.get(0, 0)).isCloseTo(expected, within(1e-6));
  }

  /** A coarse class with one fine class has nothing to tell apart. */
  @Test
  void intraLossOfASingleClassIsZero() {
    LabelMap map = LabelMap.parse("00000001");
    Matrix logits = Matrix.of(1, 8, 3, 1, 4, 1, 5, 9, 2, 6);
    Matrix losses =
        new Aggregation(LabelTree.of(map).coarseOf(2), 1)
            .intraLosses(kernels, logits, new int[] {7});
    assertThat(losses.get(0, 0)).isZero();
  }
}
