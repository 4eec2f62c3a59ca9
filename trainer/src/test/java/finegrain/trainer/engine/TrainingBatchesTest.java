package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.data.Shape;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.ResNet20;
import finegrain.trainer.training.Recipe;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingBatchesTest {
  private static final int SIZE = 11;
  private static final Shape SHAPE = new Shape(2, 4, 4);

  /** The first channel of an image is its number, the second its number plus a half. */
  private record Numbered() implements Samples {
    @Override
    public int size() {
      return SIZE;
    }

    @Override
    public int features() {
      return SHAPE.features();
    }

    @Override
    public int label(int i) {
      return i % 3;
    }

    @Override
    public void copyFeatures(int i, float[] target, int offset) {
      for (int feature = 0; feature < features(); feature++) {
        target[offset + feature] = feature < features() / 2 ? i : i + 0.5f;
      }
    }
  }

  private static TrainingBatches batches(long seed) {
    ResNet20 architecture = new ResNet20(2);
    Network network = architecture.network(SHAPE, 3, Activation.RELU);
    Recipe recipe = Recipe.usual(architecture, 4, 1, false);
    return new TrainingBatches(new Numbered(), network, recipe, seed);
  }

  /** The numbers of the images in the order of an epoch. */
  private static List<Integer> order(TrainingBatches batches, int epoch) {
    batches.epoch(epoch);
    List<Integer> order = new ArrayList<>();
    int[] labels = new int[batches.size()];
    for (int batch = 0; batch < batches.count(); batch++) {
      Matrix input = Matrix.allocate(batches.size(batch), SHAPE.features());
      batches.take(batch, input, labels);
      for (int row = 0; row < input.rows(); row++) {
        int number = (int) input.get(row, 0);
        assertThat(labels[row]).isEqualTo(number % 3);
        // Channels last.
        for (int feature = 0; feature < input.columns(); feature++) {
          assertThat(input.get(row, feature)).isEqualTo(number + feature % 2 * 0.5f);
        }
        order.add(number);
      }
    }
    return order;
  }

  @Test
  void hasEachSampleOnceInAnEpoch() {
    TrainingBatches batches = batches(1);
    assertThat(batches.count()).isEqualTo(3);
    assertThat(IntStream.range(0, 3).map(batches::size)).containsExactly(4, 4, 3);
    assertThat(batches.lastSize()).isEqualTo(3);
    assertThat(order(batches, 0))
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
        .isNotEqualTo(order(batches, 1))
        .isNotEqualTo(order(batches(2), 0));
  }

  @Test
  void forgetsTheEpochsBefore() {
    TrainingBatches batches = batches(1);
    List<Integer> first = order(batches, 5);
    order(batches, 6);
    assertThat(order(batches, 5)).isEqualTo(first).isEqualTo(order(batches(1), 5));
  }
}
