package finegrain.trainer.network;

import finegrain.trainer.data.Shape;

/** GELU of each number, in the form with tanh. Its backward pass needs x, so y is not x. */
public record Gelu() implements Layer {
  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    return new LayerPass(
        (kernels, _) -> kernels.gelu(memory.x(), memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    kernels -> {
                      if (gradients.dx().isPresent()) {
                        kernels.geluGradient(memory.x(), gradients.dy(), gradients.dx().get());
                      }
                    }));
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }
}
