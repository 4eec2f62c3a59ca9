package finegrain.trainer.network;

import finegrain.kernels.Image;
import finegrain.trainer.data.Shape;

/** The largest of each 2 x 2 pixels; an odd last row or column is left out. */
public record MaxPool() implements Layer {
  @Override
  public Shape output(Shape input) {
    if (input.height() < 2 || input.width() < 2) {
      throw new IllegalArgumentException(
          "max pooling needs at least 2 x 2 pixels, not %s x %s"
              .formatted(Integer.toString(input.height()), Integer.toString(input.width())));
    }
    return new Shape(input.channels(), input.height() / 2, input.width() / 2);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Image image = Images.of(memory.input());
    return new LayerPass(
        (kernels, _) -> kernels.maxPool(image, memory.x(), memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    kernels -> {
                      if (gradients.dx().isPresent()) {
                        kernels.maxPoolGradient(
                            image, memory.x(), gradients.dy(), gradients.dx().get());
                      }
                    }));
  }
}
