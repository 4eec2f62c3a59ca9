package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Layers, one after the other, as one layer.
 *
 * @param layers at least one
 */
public record Sequence(List<Layer> layers) implements Layer {
  /** Checks that there is a layer. */
  public Sequence {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a sequence needs at least 1 layer");
    }
  }

  /** These layers. */
  static Sequence of(Layer... layers) {
    return new Sequence(List.of(layers));
  }

  @Override
  public Shape output(Shape input) {
    Shape shape = input;
    for (Layer layer : layers) {
      shape = layer.output(shape);
    }
    return shape;
  }

  @Override
  public List<ParameterShape> parameters(Shape input) {
    return all(input, Layer::parameters);
  }

  @Override
  public List<ParameterShape> state(Shape input) {
    return all(input, Layer::state);
  }

  private List<ParameterShape> all(
      Shape input, BiFunction<Layer, Shape, List<ParameterShape>> shapes) {
    List<ParameterShape> all = new ArrayList<>();
    Shape shape = input;
    for (Layer layer : layers) {
      all.addAll(shapes.apply(layer, shape));
      shape = layer.output(shape);
    }
    return all;
  }

  @Override
  public boolean endsBranch() {
    return layers.getLast().endsBranch();
  }

  /** Binds each layer to its part of the memory. */
  @Override
  public LayerPass bind(LayerMemory memory) {
    List<LayerPass> passes = new ArrayList<>();
    PassPlan plan = memory.plan();
    Shape shape = memory.input();
    Matrix x = memory.x();
    Optional<Matrix> dx = memory.gradients().flatMap(LayerGradients::dx);
    int parameter = 0;
    int state = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      boolean last = i == layers.size() - 1;
      Shape output = layer.output(shape);
      int itsParameters = parameter + layer.parameters(shape).size();
      int itsState = state + layer.state(shape).size();
      Matrix y = last ? memory.y() : plan.output(output.features());
      Optional<LayerGradients> gradients = Optional.empty();
      boolean inPlace = !last && i > 0 && layer.gradientInPlace() && output.equals(shape);
      if (memory.gradients().isPresent()) {
        LayerGradients whole = memory.gradients().get();
        Matrix dy = last ? whole.dy() : inPlace ? dx.orElseThrow() : plan.take(output.features());
        gradients =
            Optional.of(
                new LayerGradients(whole.parameters().subList(parameter, itsParameters), dy, dx));
      }
      passes.add(
          layer.bind(
              new LayerMemory(
                  plan,
                  shape,
                  memory.parameters().subList(parameter, itsParameters),
                  memory.state().subList(state, itsState),
                  x,
                  y,
                  gradients)));
      if (i > 0) {
        plan.releaseOutput(x);
        if (!inPlace) {
          dx.ifPresent(plan::release);
        }
      }
      shape = output;
      x = y;
      dx = gradients.map(LayerGradients::dy);
      parameter = itsParameters;
      state = itsState;
    }
    return passOf(passes);
  }

  private static LayerPass passOf(List<LayerPass> passes) {
    LayerPass.Forward[] forward =
        passes.stream().map(LayerPass::forward).toArray(LayerPass.Forward[]::new);
    LayerPass.Backward[] backward =
        passes.stream()
            .flatMap(pass -> pass.backward().stream())
            .toArray(LayerPass.Backward[]::new);
    return new LayerPass(
        (kernels, training) -> forward(forward, kernels, training),
        passes.getLast().backward().map(_ -> kernels -> backward(backward, kernels)));
  }

  private static void forward(LayerPass.Forward[] passes, Kernels kernels, boolean training) {
    for (LayerPass.Forward pass : passes) {
      pass.run(kernels, training);
    }
  }

  private static void backward(LayerPass.Backward[] passes, Kernels kernels) {
    for (int i = passes.length - 1; i >= 0; i--) {
      passes[i].run(kernels);
    }
  }

  @Override
  public void initialise(Shape input, List<Matrix> parameters, Supplier<RandomStream> streams) {
    int from = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      int to = from + layer.parameters(shape).size();
      layer.initialise(shape, parameters.subList(from, to), streams);
      from = to;
      shape = layer.output(shape);
    }
  }

  @Override
  public void initialiseState(Shape input, List<Matrix> state) {
    int from = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      int to = from + layer.state(shape).size();
      layer.initialiseState(shape, state.subList(from, to));
      from = to;
      shape = layer.output(shape);
    }
  }

  @Override
  public long forwardFlops(Shape input) {
    long flops = 0;
    Shape shape = input;
    for (Layer layer : layers) {
      flops += layer.forwardFlops(shape);
      shape = layer.output(shape);
    }
    return flops;
  }

  @Override
  public long backwardFlops(Shape input, boolean inputGradient) {
    long flops = 0;
    Shape shape = input;
    boolean needed = inputGradient;
    for (Layer layer : layers) {
      flops += layer.backwardFlops(shape, needed);
      shape = layer.output(shape);
      needed = true;
    }
    return flops;
  }
}
