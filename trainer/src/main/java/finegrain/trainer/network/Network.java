package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.RandomStream;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.data.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Layers, one after the other, from a batch of samples to its logits. A network is a plan: its
 * parameters lie in one block, which the caller allocates, and so do gradients, velocities and the
 * state of layers; the activations of a batch lie in a {@link NetworkPass}. It knows nothing of
 * epochs or files.
 */
public final class Network {
  private final Shape input;
  private final boolean channelsLast;
  private final List<Layer> layers;
  private final Sequence whole;
  private final Block parameters;
  private final Block state;

  /**
   * A network whose first layer takes the features of a sample as they are.
   *
   * @param input the shape of a sample
   * @param layers the last one gives the logits
   * @throws IllegalArgumentException if a layer cannot take what the one before it gives
   */
  public Network(Shape input, List<Layer> layers) {
    this(input, layers, false);
  }

  private Network(Shape input, List<Layer> layers, boolean channelsLast) {
    this.input = input;
    this.layers = List.copyOf(layers);
    this.channelsLast = channelsLast;
    whole = new Sequence(layers);
    parameters = new Block(whole.parameters(input));
    state = new Block(whole.state(input));
  }

  /**
   * A network whose layers know channels and positions: a batch has the channels last.
   *
   * @param input the shape of a sample
   * @param layers the last one gives the logits
   * @throws IllegalArgumentException if a layer cannot take what the one before it gives
   */
  public static Network ofImages(Shape input, List<Layer> layers) {
    return new Network(input, layers, true);
  }

  /** This network with dropout before its last layer; at a probability of 0, itself. */
  Network dropping(float probability) {
    if (probability == 0) {
      return this;
    }
    List<Layer> with = new ArrayList<>(layers);
    with.add(layers.size() - 1, new Dropout(probability));
    return new Network(input, with, channelsLast);
  }

  List<Layer> layers() {
    return layers;
  }

  /** The shape of a sample. */
  public Shape input() {
    return input;
  }

  /**
   * Whether a row of {@link NetworkPass#input} is in the order height x width x channels, and not
   * in that of {@link Shape}.
   */
  public boolean channelsLast() {
    return channelsLast;
  }

  /** How many logits a sample has. */
  public int outputs() {
    return whole.output(input).features();
  }

  /** The shapes of all tensors, in the order of {@link #parameters(Matrix, Matrix)}. */
  public List<ParameterShape> shapes() {
    List<ParameterShape> shapes = new ArrayList<>(parameters.shapes());
    shapes.addAll(state.shapes());
    return shapes;
  }

  /** How many numbers its parameters have in all. */
  public int size() {
    return parameters.size();
  }

  /**
   * Numbers in a block of parameters, of gradients or of velocities; more than {@link #size},
   * because each parameter begins at a cache line. The numbers between are 0 and stay so.
   */
  public int blockSize() {
    return parameters.length();
  }

  /** Numbers in a block of state; 0 if no layer has any. */
  public int stateSize() {
    return state.length();
  }

  /**
   * The part of a block whose parameters decay: {@link ParameterShape#decays}.
   *
   * @param block 1 x {@link #blockSize}
   * @return a view
   */
  public Matrix decaying(Matrix block) {
    return block.columnRange(0, parameters.decaying());
  }

  /**
   * The rest of the block.
   *
   * @param block 1 x {@link #blockSize}
   * @return a view
   */
  public Matrix undecaying(Matrix block) {
    return block.columnRange(parameters.decaying(), parameters.length() - parameters.decaying());
  }

  /**
   * Views of the parameters in a block, in the order of the layers.
   *
   * @param block 1 x {@link #blockSize}
   */
  List<Matrix> views(Matrix block) {
    return parameters.views(block);
  }

  /**
   * A block of parameters by their names; not a copy.
   *
   * @param block 1 x {@link #blockSize}
   */
  public Parameters parameters(Matrix block) {
    return parameters(block, Matrix.allocate(1, 0));
  }

  /**
   * Blocks of parameters and state by their names; not copies.
   *
   * @param block 1 x {@link #blockSize}
   * @param stateBlock 1 x {@link #stateSize}, or 1 x 0 to leave out the state
   */
  public Parameters parameters(Matrix block, Matrix stateBlock) {
    List<Parameters.Tensor> tensors = new ArrayList<>();
    add(parameters, block, false, tensors);
    if (stateBlock.columns() > 0) {
      add(state, stateBlock, true, tensors);
    }
    return new Parameters(tensors);
  }

  private static void add(
      Block names, Matrix block, boolean isState, List<Parameters.Tensor> tensors) {
    List<Matrix> views = names.views(block);
    for (int i = 0; i < views.size(); i++) {
      tensors.add(new Parameters.Tensor(names.shapes().get(i).name(), views.get(i), isState));
    }
  }

  /**
   * A copy of the parameters of a network of this architecture.
   *
   * @return 1 x {@link #blockSize}
   * @throws IllegalArgumentException if one is missing or has another shape
   */
  public Matrix block(Parameters from) {
    return copy(parameters, from);
  }

  /**
   * A copy of the state of a network of this architecture.
   *
   * @return 1 x {@link #stateSize}
   * @throws IllegalArgumentException if a part is missing or has another shape
   */
  public Matrix stateBlock(Parameters from) {
    return copy(state, from);
  }

  private static Matrix copy(Block to, Parameters from) {
    Map<String, Matrix> byName = new HashMap<>();
    from.named().forEach(one -> byName.put(one.name(), one.values()));
    Matrix block = Matrix.allocate(1, to.length());
    List<Matrix> views = to.views(block);
    for (int i = 0; i < views.size(); i++) {
      String name = to.shapes().get(i).name();
      Matrix values = byName.get(name);
      Matrix view = views.get(i);
      if (values == null) {
        throw new IllegalArgumentException("there is no %s".formatted(name));
      }
      if (values.rows() != view.rows() || values.columns() != view.columns()) {
        throw new IllegalArgumentException(
            "%s is %s, and this network has %s".formatted(name, values, view));
      }
      Rows.copy(values, view);
    }
    return block;
  }

  /**
   * The initial parameters in a block, which depend on seed and repeat alone. The last layer draws
   * from a stream of its own, so networks of one repeat that differ in their outputs share all
   * other parameters.
   *
   * @return 1 x {@link #blockSize}
   */
  public Matrix initialBlock(long seed, int repeat) {
    Matrix block = Matrix.allocate(1, blockSize());
    List<Matrix> views = views(block);
    Streams hidden = new Streams(RandomPurpose.HIDDEN_WEIGHTS, seed, repeat);
    Streams output = new Streams(RandomPurpose.OUTPUT_WEIGHTS, seed, repeat);
    Shape shape = input;
    int from = 0;
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int to = from + layer.parameters(shape).size();
      layer.initialise(shape, views.subList(from, to), i == layers.size() - 1 ? output : hidden);
      shape = layer.output(shape);
      from = to;
    }
    return block;
  }

  /** The streams of a purpose, one for each tensor. */
  private static final class Streams implements Supplier<RandomStream> {
    private final RandomPurpose purpose;
    private final long seed;
    private final int repeat;
    private int drawn;

    Streams(RandomPurpose purpose, long seed, int repeat) {
      this.purpose = purpose;
      this.seed = seed;
      this.repeat = repeat;
    }

    @Override
    public RandomStream get() {
      return purpose.stream(seed, repeat, drawn++);
    }
  }

  /**
   * The state before any training.
   *
   * @return 1 x {@link #stateSize}
   */
  public Matrix initialState() {
    Matrix block = Matrix.allocate(1, stateSize());
    whole.initialiseState(input, state.views(block));
    return block;
  }

  /** The initial parameters, as in {@link #initialBlock}. */
  public Parameters initial(long seed, int repeat) {
    return parameters(initialBlock(seed, repeat));
  }

  /**
   * The memory of a training with batches of so many samples.
   *
   * @param block of parameters
   * @param gradients a block; a backward pass overwrites it
   * @param stateBlock a forward pass in training changes it
   */
  public NetworkPass pass(int batch, Matrix block, Matrix gradients, Matrix stateBlock) {
    return pass(batch, block, Optional.of(gradients), stateBlock);
  }

  /**
   * The memory of an evaluation with batches of so many samples: without gradients, so that the
   * activations of few layers lie in memory at a time.
   *
   * @param block of parameters
   * @param stateBlock is read
   */
  public NetworkPass evaluationPass(int batch, Matrix block, Matrix stateBlock) {
    return pass(batch, block, Optional.empty(), stateBlock);
  }

  private NetworkPass pass(int batch, Matrix block, Optional<Matrix> gradients, Matrix stateBlock) {
    DropoutKey key = new DropoutKey();
    PassPlan plan = new PassPlan(batch, gradients.isPresent(), key);
    Matrix x =
        channelsLast
            ? Matrix.allocate(batch, input.features())
            : Matrix.allocateLeft(batch, input.features());
    Matrix y = Matrix.allocate(batch, outputs());
    Optional<LayerGradients> memory =
        gradients.map(
            one ->
                new LayerGradients(
                    views(one), Matrix.allocate(batch, outputs()), Optional.empty()));
    LayerPass pass =
        whole.bind(
            new LayerMemory(plan, input, views(block), state.views(stateBlock), x, y, memory));
    return new NetworkPass(input, channelsLast, x, y, memory.map(LayerGradients::dy), pass, key);
  }

  /**
   * The logits of some samples, for a look at a finished network.
   *
   * @param trained parameters and state of this network
   * @param x samples x features, in the order channels x height x width
   * @return samples x outputs
   */
  public Matrix logits(Kernels kernels, Parameters trained, Matrix x) {
    NetworkPass pass = evaluationPass(x.rows(), block(trained), stateBlock(trained));
    pass.take(x);
    pass.forward(kernels, false);
    return pass.logits();
  }

  /** Floating-point operations of the products of a forward pass, for one sample. */
  public long forwardFlops() {
    return whole.forwardFlops(input);
  }

  /** Floating-point operations of the products of a backward pass, for one sample. */
  public long backwardFlops() {
    return whole.backwardFlops(input, false);
  }
}
