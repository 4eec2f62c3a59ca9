package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.trainer.data.Shape;

/**
 * A layer that applies an activation to each number: y = f(x).
 *
 * @param activation f
 */
public record Activate(Activation activation) implements Layer {
  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    return new LayerPass(
        (kernels, _) -> kernels.activate(activation, memory.x(), memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    kernels -> {
                      if (gradients.dx().isPresent()) {
                        kernels.activationGradient(
                            activation, memory.y(), gradients.dy(), gradients.dx().get());
                      }
                    }));
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }

  @Override
  public boolean endsBranch() {
    return false;
  }
}
