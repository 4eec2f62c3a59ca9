package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.network.Parameters;

/** One network of any architecture, which is a cohort of its own. It takes all inputs. */
final class NetworkModel implements CohortModels {
  private final TrainingState state;
  private final SampleStore.Samples samples;
  private final Network network;
  private final Matrix parameters;
  private final Matrix velocities;
  private final Matrix gradients;
  private final Matrix layerState;

  /** A network at its initial parameters. */
  NetworkModel(TrainingState state, SampleStore.Samples samples) {
    this.state = state;
    this.samples = samples;
    network = state.network();
    parameters = state.initialBlock();
    velocities = Matrix.allocate(1, network.blockSize());
    gradients = Matrix.allocate(1, network.blockSize());
    layerState = network.initialState();
  }

  private final class Pass implements BatchPass {
    private final NetworkPass pass;

    Pass(int batch) {
      pass = network.pass(batch, parameters, gradients, layerState);
    }

    @Override
    public int batch() {
      return pass.batch();
    }

    @Override
    public Matrix logits(int firstModel, int models) {
      return pass.logits();
    }

    @Override
    public Matrix logitsGradient(int firstModel, int models) {
      return pass.logitsGradient();
    }

    @Override
    public void forward(Kernels kernels, Batch x) {
      pass.take(features(x));
      pass.forward(kernels, true);
    }

    @Override
    public void forwardOfTrainingSet(Kernels kernels, Batch x) {
      pass.take(features(x));
      pass.forward(kernels, false);
    }

    @Override
    public void forwardOfPool(Kernels kernels, Batch x) {
      pass.take(features(x));
      pass.forward(kernels, false);
    }

    @Override
    public void backward(Kernels kernels, Batch x) {
      pass.backward(kernels);
    }

    @Override
    public void update(Kernels kernels, Batch x, float learningRate, float momentum) {
      kernels.momentumStep(parameters, velocities, gradients, learningRate, momentum);
    }
  }

  private static Matrix features(Batch x) {
    return switch (x) {
      case DenseBatch dense -> dense.x();
      case SparseBatch _ -> throw new IllegalArgumentException("a network takes all inputs");
    };
  }

  @Override
  public int columns() {
    return state.width();
  }

  @Override
  public BatchPass pass(int batch) {
    return new Pass(batch);
  }

  @Override
  public void beginEvaluation() {
    // Training set and pool have the same inputs.
  }

  @Override
  public Parameters weights(int model) {
    return network.parameters(copy(parameters), copy(layerState));
  }

  private static Matrix copy(Matrix block) {
    Matrix copy = Matrix.allocate(1, block.columns());
    System.arraycopy(block.array(), block.offset(), copy.array(), copy.offset(), block.columns());
    return copy;
  }

  @Override
  public Flops flops(int model) {
    long forward = network.forwardFlops();
    long size = samples.trainingSet().set().size();
    return new Flops(
        forward * size,
        network.backwardFlops() * size,
        0,
        forward * samples.split().validation().length,
        forward * samples.split().test().length);
  }

  @Override
  public CohortModels only(int[] models) {
    return this;
  }
}
