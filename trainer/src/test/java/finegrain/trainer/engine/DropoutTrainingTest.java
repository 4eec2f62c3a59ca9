package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Philox;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Dense;
import finegrain.trainer.network.Dropout;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Schedule;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Logistic regression with dropout of its inputs, against plain loops in double precision. */
class DropoutTrainingTest {
  private static final long SEED = 7L << 32 | 5;
  private static final int FEATURES = 6;
  private static final int SAMPLES = 7;
  private static final int BATCH = 4;
  private static final int EPOCHS = 3;
  private static final double RATE = 0.5;
  private static final float SHARE = 0.25f;

  private record Made() implements Samples {
    @Override
    public int size() {
      return SAMPLES;
    }

    @Override
    public int features() {
      return FEATURES;
    }

    @Override
    public int label(int i) {
      return i % 2;
    }

    float feature(int i, int j) {
      return (i * 5 + j * 3) % 11 / 11f - 0.3f;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      for (int j = 0; j < FEATURES; j++) {
        target[offset + j] = feature(i, j);
      }
    }
  }

  private static final NetworkTraining.Observer NOBODY =
      new NetworkTraining.Observer() {
        @Override
        public void stepped(NetworkTraining training, int samples) {
          // Nobody looks.
        }

        @Override
        public void epochEnded(NetworkTraining training, NetworkEpoch epoch, double perSecond) {
          // Nobody looks.
        }
      };

  /** The difference of the logits of the classes is all that the loss depends on. */
  private static double[] byHand(Matrix weights) {
    double[] w = new double[FEATURES];
    for (int j = 0; j < FEATURES; j++) {
      w[j] = (double) weights.get(j, 1) - weights.get(j, 0);
    }
    Made samples = new Made();
    BatchOrder order = new BatchOrder(SEED, 0, SAMPLES, BATCH);
    double bias = 0;
    int step = 0;
    int[] words = new int[4];
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      order.shuffle(epoch);
      for (int batch = 0; batch < 2; batch++) {
        int size = batch == 0 ? BATCH : SAMPLES - BATCH;
        int[] rows = order.take(batch);
        double[] dw = new double[FEATURES];
        double dbias = 0;
        for (int n = 0; n < size; n++) {
          double[] x = new double[FEATURES];
          double logit = bias;
          for (int j = 0; j < FEATURES; j++) {
            int i = n * FEATURES + j;
            Philox.block(i / 4, step, 0, 11, SEED, words);
            boolean kept = Integer.toUnsignedLong(words[i % 4]) >= SHARE * 0x1p32;
            x[j] = kept ? samples.feature(rows[n], j) / (1 - SHARE) : 0;
            logit += x[j] * w[j];
          }
          double error = 1 / (1 + Math.exp(-logit)) - samples.label(rows[n]);
          for (int j = 0; j < FEATURES; j++) {
            dw[j] += error * x[j] / size;
          }
          dbias += error / size;
        }
        // Both classes move, by as much and apart.
        for (int j = 0; j < FEATURES; j++) {
          w[j] -= 2 * RATE * dw[j];
        }
        bias -= 2 * RATE * dbias;
        step++;
      }
    }
    return w;
  }

  @Test
  void theMasksOfAStepFollowFromSeedAndStep() throws InterruptedException {
    Shape shape = Shape.row(FEATURES);
    Network network =
        new Network(
            shape, List.of(new Dropout(SHARE), new Dense("output", 2, Activation.IDENTITY)));
    Recipe recipe =
        new Recipe(
            new Optimiser.Sgd(0, false),
            RATE,
            0,
            Schedule.CONSTANT,
            BATCH,
            EPOCHS,
            Augmentation.NONE,
            0,
            0,
            SHARE);
    Samples samples = new Made();
    NetworkState state = NetworkState.initial(network, recipe.optimiser(), SEED);
    double[] expected = byHand(state.named().tensors().getFirst());
    try (Kernels kernels = CohortTest.backend("auto").open()) {
      new NetworkTraining(
              network,
              recipe,
              new NetworkData(shape, 2, samples, Optional.empty(), samples),
              SEED,
              state,
              kernels)
          .run(NOBODY);
    }
    Matrix weights = state.named().tensors().getFirst();
    for (int j = 0; j < FEATURES; j++) {
      assertThat((double) weights.get(j, 1) - weights.get(j, 0))
          .isCloseTo(expected[j], within(1e-5));
    }
  }
}
