package finegrain.trainer.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropoutTest {
  private static final int FEATURES = 1000;

  /** Two masks on a batch of ones. */
  private static Network network() {
    return Network.ofImages(
        new Shape(FEATURES, 1, 1),
        List.of(new Dropout(0.25f), new Dropout(0.5f), new Activate(Activation.IDENTITY)));
  }

  private static float[] outputs(int batch, boolean training, int repeat, int step) {
    NetworkPass pass = pass(batch, training, repeat, step);
    return ReferenceCase.values(pass.logits());
  }

  private static NetworkPass pass(int batch, boolean training, int repeat, int step) {
    Network network = network();
    NetworkPass pass =
        network.pass(batch, Matrix.allocate(1, 0), Matrix.allocate(1, 0), Matrix.allocate(1, 0));
    pass.input().fill(1);
    pass.dropoutKey().set(7, repeat, step);
    try (Kernels kernels = Backends.choose("scalar").backend().open()) {
      pass.forward(kernels, training);
      pass.logitsGradient().fill(3);
      pass.backward(kernels);
    }
    return pass;
  }

  @Test
  void dropsTheShareAndScalesTheOthers() {
    float[] y = outputs(20, true, 0, 0);
    int kept = 0;
    for (float value : y) {
      assertThat(value).isIn(0f, (float) (1 / 0.75) * 2);
      kept += value > 0 ? 1 : 0;
    }
    // 0.375 of 20,000, whose standard deviation is 68.
    assertThat(kept).isCloseTo(7500, within(5 * 68));
  }

  @Test
  void aMaskDependsOnSeedRepeatStepAndPlaceAlone() {
    float[] y = outputs(20, true, 0, 0);
    assertThat(outputs(20, true, 0, 0)).containsExactly(y);
    assertThat(Arrays.copyOf(y, 3 * FEATURES)).containsExactly(outputs(3, true, 0, 0));
    assertThat(outputs(20, true, 1, 0)).isNotEqualTo(y);
    assertThat(outputs(20, true, 0, 1)).isNotEqualTo(y);
  }

  @Test
  void anEvaluationDropsNothing() {
    assertThat(outputs(2, false, 0, 0)).containsOnly(1);
  }
}
