package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Layers, one after the other, from a batch of samples to its logits. A network is a plan: its
 * parameters lie in one block, which the caller allocates, and so do gradients and velocities; the
 * activations of a batch lie in a {@link NetworkPass}. It knows nothing of epochs or files.
 */
public final class Network {
  /** A layer in its place: what it takes, and where its parameters lie in a block. */
  private record Place(Layer layer, Shape input, Shape output, List<ParameterShape> parameters) {}

  private final Shape input;
  private final List<Place> places = new ArrayList<>();
  private final int size;

  /**
   * A network.
   *
   * @param input the shape of a sample
   * @param layers the last one gives the logits
   * @throws IllegalArgumentException if a layer cannot take what the one before it gives
   */
  public Network(Shape input, List<Layer> layers) {
    this.input = input;
    Shape shape = input;
    int numbers = 0;
    for (Layer layer : layers) {
      Shape output = layer.output(shape);
      List<ParameterShape> parameters = layer.parameters(shape);
      places.add(new Place(layer, shape, output, parameters));
      for (ParameterShape parameter : parameters) {
        numbers = Math.addExact(numbers, parameter.size());
      }
      shape = output;
    }
    size = numbers;
  }

  /** The shape of a sample. */
  public Shape input() {
    return input;
  }

  /** How many logits a sample has. */
  public int outputs() {
    return places.getLast().output().features();
  }

  /** How many numbers its parameters have in all. */
  public int size() {
    return size;
  }

  /**
   * Views of the parameters of each layer in a block.
   *
   * @param block 1 x {@link #size}
   */
  List<List<Matrix>> views(Matrix block) {
    List<List<Matrix>> views = new ArrayList<>();
    int at = block.offset();
    for (Place place : places) {
      List<Matrix> ofLayer = new ArrayList<>();
      for (ParameterShape parameter : place.parameters()) {
        int columns = parameter.columns();
        ofLayer.add(Matrix.of(block.array(), at, parameter.rows(), columns, columns));
        at += parameter.size();
      }
      views.add(List.copyOf(ofLayer));
    }
    return views;
  }

  /** A block of parameters by their names; not a copy. */
  public Parameters parameters(Matrix block) {
    List<Parameters.Tensor> tensors = new ArrayList<>();
    List<List<Matrix>> views = views(block);
    for (int i = 0; i < places.size(); i++) {
      List<ParameterShape> shapes = places.get(i).parameters();
      for (int j = 0; j < shapes.size(); j++) {
        tensors.add(new Parameters.Tensor(shapes.get(j).name(), views.get(i).get(j)));
      }
    }
    return new Parameters(tensors);
  }

  /**
   * The initial parameters in a block, which depend on seed and repeat alone. The last layer draws
   * from a stream of its own, so networks of one repeat that differ in their outputs share all
   * other parameters.
   *
   * @return 1 x {@link #size}
   */
  public Matrix initialBlock(long seed, int repeat) {
    Matrix block = Matrix.allocate(1, size);
    List<List<Matrix>> views = views(block);
    int drawn = 0;
    for (int i = 0; i < places.size(); i++) {
      if (!views.get(i).isEmpty()) {
        boolean last = i == places.size() - 1;
        RandomPurpose purpose = last ? RandomPurpose.OUTPUT_WEIGHTS : RandomPurpose.HIDDEN_WEIGHTS;
        places
            .get(i)
            .layer()
            .initialise(views.get(i), purpose.stream(seed, repeat, last ? 0 : drawn));
        drawn++;
      }
    }
    return block;
  }

  /** The initial parameters, as in {@link #initialBlock}. */
  public Parameters initial(long seed, int repeat) {
    return parameters(initialBlock(seed, repeat));
  }

  /** The memory for batches of so many samples, with parameters and gradients in these blocks. */
  public NetworkPass pass(int batch, Matrix parameters, Matrix gradients) {
    List<NetworkPass.Step> steps = new ArrayList<>();
    List<List<Matrix>> parameterViews = views(parameters);
    List<List<Matrix>> gradientViews = views(gradients);
    Optional<Matrix> dx = Optional.empty();
    for (int i = 0; i < places.size(); i++) {
      int features = places.get(i).output().features();
      Matrix y = Matrix.allocate(batch, features);
      Matrix dy = Matrix.allocate(batch, features);
      steps.add(
          new NetworkPass.Step(
              places.get(i).layer(), parameterViews.get(i), gradientViews.get(i), y, dy, dx));
      dx = Optional.of(dy);
    }
    return new NetworkPass(batch, steps);
  }

  /**
   * The logits of some samples, for a look at a finished network.
   *
   * @param parameters of this network
   * @param x samples x features
   * @return samples x outputs
   */
  public Matrix logits(Kernels kernels, Parameters parameters, Matrix x) {
    Matrix block = parameters.block();
    NetworkPass pass = pass(x.rows(), block, Matrix.allocate(1, size));
    pass.forward(kernels, x);
    return pass.logits();
  }

  /** Floating-point operations of the products of a forward pass, for one sample. */
  public long forwardFlops() {
    return places.stream().mapToLong(place -> place.layer().forwardFlops(place.input())).sum();
  }

  /** Floating-point operations of the products of a backward pass, for one sample. */
  public long backwardFlops() {
    long flops = 0;
    for (int i = 0; i < places.size(); i++) {
      flops += places.get(i).layer().backwardFlops(places.get(i).input(), i > 0);
    }
    return flops;
  }
}
