package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Shape;
import java.util.List;
import java.util.Optional;

/** A layer with memory of its own for a batch, for tests. */
final class BoundLayer {
  final Matrix x;
  final Matrix y;
  final Matrix dy;
  final Matrix dx;
  final List<Matrix> parameters;
  final List<Matrix> gradients;
  final List<Matrix> state;
  private final LayerPass pass;

  BoundLayer(Layer layer, int samples, Shape input) {
    Shape output = layer.output(input);
    x = Matrix.allocate(samples, input.features());
    y = Matrix.allocate(samples, output.features());
    dy = Matrix.allocate(samples, output.features());
    dx = Matrix.allocate(samples, input.features());
    parameters = allocate(layer.parameters(input));
    gradients = allocate(layer.parameters(input));
    state = allocate(layer.state(input));
    layer.initialiseState(input, state);
    pass =
        layer.bind(
            new LayerMemory(
                new PassPlan(samples, true, new DropoutKey()),
                input,
                parameters,
                state,
                x,
                y,
                Optional.of(new LayerGradients(gradients, dy, Optional.of(dx)))));
  }

  private static List<Matrix> allocate(List<ParameterShape> shapes) {
    Block block = new Block(shapes);
    return block.views(Matrix.allocate(1, block.length()));
  }

  void forward(Kernels kernels, boolean training) {
    pass.forward().run(kernels, training);
  }

  void backward(Kernels kernels) {
    pass.backward().orElseThrow().run(kernels);
  }
}
