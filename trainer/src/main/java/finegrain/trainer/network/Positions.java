package finegrain.trainer.network;

import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.function.Supplier;

/**
 * Learnt positions, which are added to the tokens. They start from normal draws of deviation 0.02
 * within two deviations, as in Dosovitskiy et al., "An image is worth 16x16 words" (2021).
 *
 * @param name of the parameter
 */
public record Positions(String name) implements Layer {
  static final Initialisation INITIAL = new Initialisation.TruncatedNormal(0.02);

  @Override
  public Shape output(Shape input) {
    return input;
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return List.of(new ParameterShape(name, Images.positions(input), input.channels(), false));
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    INITIAL.fill(streams.get(), 0, LayerMemory.flat(parameters.getFirst()));
  }

  @Override
  public LayerPass bind(LayerMemory memory) {
    Matrix positions = LayerMemory.flat(memory.parameters().getFirst());
    return new LayerPass(
        (kernels, _) -> kernels.addBias(memory.x(), positions, memory.y()),
        memory
            .gradients()
            .map(
                gradients -> {
                  Matrix dpositions = LayerMemory.flat(gradients.parameters().getFirst());
                  return kernels -> {
                    kernels.columnSums(gradients.dy(), dpositions);
                    // In place, dx is dy already.
                    if (gradients.dx().isPresent() && gradients.dx().get() != gradients.dy()) {
                      kernels.scale(1, gradients.dy(), gradients.dx().get());
                    }
                  };
                }));
  }

  @Override
  public boolean gradientInPlace() {
    return true;
  }
}
