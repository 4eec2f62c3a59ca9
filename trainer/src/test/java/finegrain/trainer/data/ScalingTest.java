package finegrain.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.UserError;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ScalingTest {
  /** One row for each sample. */
  private record Rows(double[]... rows) implements DoubleSamples {
    @Override
    public int size() {
      return rows.length;
    }

    @Override
    public int features() {
      return rows[0].length;
    }

    @Override
    public int label(int i) {
      return 0;
    }

    @Override
    public double feature(int i, int j) {
      return rows[i][j];
    }
  }

  private static final Rows TRAIN =
      new Rows(new double[] {2, 5, .1}, new double[] {4, 5, .1}, new double[] {9, 5, .1});
  private static final Rows TEST = new Rows(new double[] {10, 7, .1});

  private static float[] features(Samples samples, int i) {
    float[] features = new float[samples.features()];
    samples.copyFeatures(i, features, 0);
    return features;
  }

  private static Scaling.Sets apply(Scaling scaling) {
    return scaling.apply(new Scaling.Sets(TRAIN, TEST), "here");
  }

  @Test
  void noneLeavesFeaturesAsTheyAre() {
    assertThat(apply(Scaling.NONE).train()).isSameAs(TRAIN);
  }

  /** Mean 5, deviation sqrt((9 + 1 + 16) / 3) = 2.943920288775949. */
  @Test
  void standardSubtractsTheMeanAndDividesByTheDeviation() {
    Scaling.Sets sets = apply(Scaling.STANDARD);
    double deviation = 2.943920288775949;
    assertThat(features(sets.train(), 0)).containsExactly((float) (-3 / deviation), 0, 0);
    assertThat(features(sets.train(), 2)).containsExactly((float) (4 / deviation), 0, 0);
    // A feature that was constant in training is not divided.
    assertThat(features(sets.test(), 0)).containsExactly((float) (5 / deviation), 2, 0);
  }

  @Test
  void unitTakesTheTrainingSetFromZeroToOne() {
    Scaling.Sets sets = apply(Scaling.UNIT);
    assertThat(features(sets.train(), 0)).containsExactly(0, 0, 0);
    assertThat(features(sets.train(), 1)).containsExactly((float) (2. / 7), 0, 0);
    assertThat(features(sets.train(), 2)).containsExactly(1, 0, 0);
    assertThat(features(sets.test(), 0)).containsExactly((float) (8. / 7), 2, 0);
  }

  @Property(tries = 200)
  void standardGivesMeanZeroAndDeviationOne(
      @ForAll @Size(min = 2, max = 50)
          List<@IntRange(min = -1_000_000, max = 1_000_000) Integer> values) {
    double[][] rows = new double[values.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {values.get(i)};
    }
    Rows table = new Rows(rows);
    DoubleSamples scaled = Scaling.STANDARD.apply(new Scaling.Sets(table, table), "here").train();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < scaled.size(); i++) {
      sum += scaled.feature(i, 0);
      squares += scaled.feature(i, 0) * scaled.feature(i, 0);
    }
    boolean constant = values.stream().distinct().count() == 1;
    assertThat(sum / scaled.size()).isCloseTo(0, within(1e-6));
    assertThat(squares / scaled.size()).isCloseTo(constant ? 0 : 1, within(1e-6));
  }

  @Test
  void numbersThatBecomeTooLarge() {
    Rows train = new Rows(new double[] {0}, new double[] {1e-60});
    Rows test = new Rows(new double[] {1e30});
    assertThatThrownBy(() -> Scaling.UNIT.apply(new Scaling.Sets(train, test), "FILE"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "feature 0 of test sample 0 (both from 0) of FILE is too large after --scale unit; its"
                + " values in the training set are too close together");
  }

  /**
   * The published mean and deviation of all pixels are .1307 and .3081; of each it is tested here.
   */
  @Test
  void aPublishedDataSetIsScaledToo() {
    Dataset mnist =
        ((DataSource.Published)
                DataSource.of("mnist", Optional.empty(), false, ReadOptions.NONE, Scaling.STANDARD))
            .open()
            .reader()
            .get();
    assertThat(mnist.name()).isEqualTo("mnist-standard");
    float[] features = new float[784];
    double[] sum = new double[784];
    double[] squares = new double[784];
    for (int i = 0; i < mnist.train().size(); i++) {
      mnist.train().copyFeatures(i, features, 0);
      for (int j = 0; j < 784; j++) {
        sum[j] += features[j];
        squares[j] += (double) features[j] * features[j];
      }
    }
    for (int j = 0; j < 784; j++) {
      assertThat(sum[j] / 60_000).isCloseTo(0, within(1e-6));
      // A pixel that is never inked stays 0.
      double square = squares[j] / 60_000;
      assertThat(Math.min(square, Math.abs(square - 1))).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void isNamedOnTheCommandLine() {
    assertThat(Scaling.named("standard")).isEqualTo(Scaling.STANDARD);
    assertThatThrownBy(() -> Scaling.named("STANDARD"))
        .isInstanceOf(UserError.class)
        .hasMessage("there is no scaling \"STANDARD\"; choose one of none, standard, unit, raw");
  }
}
