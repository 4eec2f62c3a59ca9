package finegrain.trainer.network;

import finegrain.trainer.data.Shape;

/** The mean of each channel over all positions: global average pooling, or the mean of tokens. */
public record GlobalAverage() implements Layer {
  @Override
  public Shape output(Shape input) {
    return new Shape(input.channels(), 1, 1);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    return new LayerPass(
        (kernels, _) -> kernels.averagePool(memory.x(), memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    kernels -> {
                      if (gradients.dx().isPresent()) {
                        kernels.averagePoolGradient(gradients.dy(), gradients.dx().get());
                      }
                    }));
  }
}
