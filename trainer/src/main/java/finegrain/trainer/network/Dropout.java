package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.List;

/**
 * Inverted dropout (Srivastava et al., "Dropout: a simple way to prevent neural networks from
 * overfitting", 2014): in training each number is 0 with a probability, and the others are divided
 * by 1 - probability. In an evaluation y = x.
 *
 * @param probability from 0 to below 1
 */
public record Dropout(float probability) implements Layer {
  private static final double WORDS = 0x1p32;

  /** Checks the probability. */
  public Dropout {
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "dropout has a probability from 0 to below 1, not " + probability);
    }
  }

  /** Some layers without those that drop nothing. */
  static List<Layer> withoutIdle(List<Layer> layers) {
    return layers.stream()
        .filter(layer -> !(layer instanceof Dropout(float share) && share == 0))
        .toList();
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    int layer = memory.plan().nextDropout();
    DropoutKey key = memory.plan().key();
    Matrix x = memory.x();
    Matrix y = memory.y();
    boolean trains = memory.gradients().isPresent();
    Matrix mask = memory.scratch(trains ? x.rows() : 0, x.columns());
    long threshold = (long) (probability * WORDS);
    float kept = (float) (1 / (1 - (double) probability));
    return new LayerPass(
        (kernels, training) -> {
          if (training) {
            key.draw(layer, threshold, kept, mask.array(), mask.offset(), x.rows() * x.columns());
            kernels.multiply(x, mask, y);
          } else {
            kernels.scale(1, x, y);
          }
        },
        memory.gradients().map(gradients -> backward(gradients, mask)));
  }

  private static LayerPass.Backward backward(LayerGradients gradients, Matrix mask) {
    return kernels -> {
      if (gradients.dx().isPresent()) {
        kernels.multiply(gradients.dy(), mask, gradients.dx().get());
      }
    };
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }
}
