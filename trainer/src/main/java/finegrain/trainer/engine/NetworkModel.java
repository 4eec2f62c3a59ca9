package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.network.Parameters;

/** One network of any architecture, which is a cohort of its own. It takes all inputs. */
final class NetworkModel implements CohortModels {
  private final TrainingState state;
  private final Network network;
  private final Matrix parameters;
  private final Matrix velocities;
  private final Matrix gradients;

  /** A network at its initial parameters. */
  NetworkModel(TrainingState state) {
    this.state = state;
    network = state.network();
    parameters = state.initialBlock();
    velocities = Matrix.allocate(1, network.size());
    gradients = Matrix.allocate(1, network.size());
  }

  private final class Pass implements BatchPass {
    private final NetworkPass pass;

    Pass(int batch) {
      pass = network.pass(batch, parameters, gradients);
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
    public void forward(Kernels kernels, Matrix x) {
      pass.forward(kernels, x);
    }

    @Override
    public void forwardOfPool(Kernels kernels, Matrix x) {
      pass.forward(kernels, x);
    }

    @Override
    public void backward(Kernels kernels, Matrix x) {
      pass.backward(kernels, x);
    }

    @Override
    public void update(Kernels kernels, Matrix x, float learningRate, float momentum) {
      kernels.momentumStep(parameters, velocities, gradients, learningRate, momentum);
    }
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
    Matrix block = Matrix.allocate(1, network.size());
    System.arraycopy(
        parameters.array(), parameters.offset(), block.array(), block.offset(), network.size());
    return network.parameters(block);
  }

  @Override
  public Flops flops(int model) {
    return new Flops(network.forwardFlops(), network.backwardFlops(), 0, network.forwardFlops());
  }

  @Override
  public CohortModels only(int[] models) {
    return this;
  }
}
