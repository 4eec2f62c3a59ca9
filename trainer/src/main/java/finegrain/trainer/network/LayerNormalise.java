package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * Layer normalisation of each token (Ba, Kiros and Hinton, 2016). It writes to memory of its own:
 * its backward pass needs x.
 *
 * @param name of the layer, which its parameters are named by
 * @param epsilon is added to the variance
 */
public record LayerNormalise(String name, float epsilon) implements Layer {
  /** One whose epsilon is 1e-5. */
  public LayerNormalise(String name) {
    this(name, 1e-5f);
  }

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(
        ParameterShape.row(name + ".scale", input.channels()),
        ParameterShape.row(name + ".shift", input.channels()));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    parameters.getFirst().fill(1);
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix x = memory.x();
    Matrix y = memory.y();
    Matrix scale = memory.parameters().getFirst();
    Matrix shift = memory.parameters().getLast();
    Matrix statistics = memory.scratch(2, x.rows() * Images.positions(memory.input()));
    return new LayerPass(
        (kernels, _) -> kernels.layerNormalise(x, scale, shift, epsilon, statistics, y),
        memory
            .gradients()
            .map(
                gradients -> {
                  Matrix dscale = gradients.parameters().getFirst();
                  Matrix dshift = gradients.parameters().getLast();
                  Matrix dy = gradients.dy();
                  // A first layer has no use for dx, but the operation computes it.
                  Matrix dx = gradients.dx().orElse(dy);
                  return kernels ->
                      kernels.layerNormaliseGradient(x, scale, statistics, dy, dscale, dshift, dx);
                }));
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }
}
