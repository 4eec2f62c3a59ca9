package finegrain.trainer.network;

import finegrain.kernels.Attention;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;

/**
 * Scaled dot-product attention (Vaswani et al., 2017). A token of its input is query, key and value
 * one after the other, each of d numbers; a token of its output has d.
 *
 * @param heads divides d
 */
public record Attend(int heads) implements Layer {
  private Attention shape(Shape input) {
    int dimension = input.channels() / 3;
    return new Attention(Images.positions(input), heads, dimension / heads);
  }

  @Override
  public Shape output(Shape input) {
    if (input.channels() % (3 * heads) != 0) {
      throw new IllegalArgumentException(
          "attention with %s heads needs tokens of a multiple of %s numbers, not %s"
              .formatted(
                  Integer.toString(heads),
                  Integer.toString(3 * heads),
                  Integer.toString(input.channels())));
    }
    return new Shape(input.channels() / 3, input.height(), input.width());
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Attention shape = shape(memory.input());
    Matrix qkv = memory.x();
    Matrix weights = memory.scratch(memory.samples(), heads * shape.tokens() * shape.tokens());
    return new LayerPass(
        (kernels, _) -> kernels.attention(shape, qkv, weights, memory.y()),
        memory
            .gradients()
            .map(
                gradients ->
                    kernels -> {
                      if (gradients.dx().isPresent()) {
                        kernels.attentionGradient(
                            shape, qkv, weights, gradients.dy(), gradients.dx().get());
                      }
                    }));
  }

  @Override
  public long forwardFlops(Shape input) {
    return shape(input).flops();
  }

  @Override
  public long backwardFlops(Shape input, boolean inputGradient) {
    return inputGradient ? 2 * forwardFlops(input) : 0;
  }
}
