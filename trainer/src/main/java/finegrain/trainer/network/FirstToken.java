package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;

/** The first token of each sample, such as a {@link ClassToken}. */
public record FirstToken() implements Layer {
  @Override
  public Shape output(Shape input) {
    return new Shape(input.channels(), 1, 1);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix first = memory.x().columnRange(0, memory.input().channels());
    return new LayerPass(
        (_, _) -> Rows.copy(first, memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    _ -> {
                      if (gradients.dx().isPresent()) {
                        gradients.dx().get().fill(0);
                        Rows.copy(gradients.dy(), gradients.dx().get());
                      }
                    }));
  }
}
