package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Augmenter;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import java.util.Optional;

/** One network of any architecture, which is a cohort of its own. It takes all inputs. */
final class NetworkModel implements CohortModels {
  private final TrainingState model;
  private final SampleStore.Samples samples;
  private final Network network;
  private final NetworkState state;
  private final Matrix gradients;
  private final Step step;

  /** Changes training images; empty where they stay as they are. */
  private final Optional<Augmenter> augmenter;

  /** Steps so far. */
  private int steps;

  /** How the parameters follow their gradients. */
  private interface Step {
    void apply(Kernels kernels, float learningRate);
  }

  /** A network at its initial parameters. */
  NetworkModel(TrainingState model, SampleStore.Samples samples) {
    this.model = model;
    this.samples = samples;
    network = model.network();
    gradients = Matrix.allocate(1, network.blockSize());
    Optimiser optimiser = model.recipe().map(Recipe::optimiser).orElse(Optimiser.SGD);
    state = NetworkState.initial(network, optimiser, model.seed(), model.spec().repeat());
    step = step();
    augmenter =
        model
            .recipe()
            .map(Recipe::augmentation)
            .filter(augmentation -> !augmentation.equals(Augmentation.NONE))
            // An augmenter reads channels that lie last, as only such networks have their samples.
            .filter(_ -> network.channelsLast() || network.input().channels() == 1)
            .map(
                augmentation ->
                    augmentation.augmenter(network.input(), model.seed(), model.spec().repeat()));
  }

  private Step step() {
    return switch (model.optimisation()) {
      case Optimisation.EarlyStopped early -> {
        Matrix velocities = state.moment(0);
        float momentum = early.momentum();
        yield (kernels, learningRate) ->
            kernels.momentumStep(state.parameters(), velocities, gradients, learningRate, momentum);
      }
      case Optimisation.ByRecipe _ ->
          new OptimiserStep(network, model.recipe().orElseThrow(), state, gradients)::apply;
    };
  }

  private final class Pass implements BatchPass {
    private final NetworkPass pass;

    Pass(int batch) {
      pass = network.pass(batch, state.parameters(), gradients, state.layerState());
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
      DenseBatch batch = dense(x);
      if (augmenter.isEmpty()) {
        pass.take(batch.x());
      } else {
        for (int row = 0; row < batch(); row++) {
          augmenter.get().apply(batch.x(), row, batch.rows()[row], pass.input(), row);
        }
      }
      pass.dropoutKey().set(model.seed(), model.spec().repeat(), steps);
      pass.forward(kernels, true);
    }

    @Override
    public void forwardOfTrainingSet(Kernels kernels, Batch x) {
      pass.take(dense(x).x());
      pass.forward(kernels, false);
    }

    @Override
    public void forwardOfPool(Kernels kernels, Batch x) {
      forwardOfTrainingSet(kernels, x);
    }

    @Override
    public void backward(Kernels kernels, Batch x) {
      pass.backward(kernels);
    }

    @Override
    public void update(Kernels kernels, Batch x, float learningRate) {
      step.apply(kernels, learningRate);
      steps++;
    }
  }

  private static DenseBatch dense(Batch x) {
    return switch (x) {
      case DenseBatch dense -> dense;
      case SparseBatch _ -> throw new IllegalArgumentException("a network takes all inputs");
    };
  }

  @Override
  public int columns() {
    return model.width();
  }

  @Override
  public BatchPass pass(int batch) {
    return new Pass(batch);
  }

  @Override
  public void beginEpoch(int epoch) {
    augmenter.ifPresent(own -> own.epoch(epoch));
  }

  @Override
  public void beginEvaluation() {
    // Training set and pool have the same inputs.
  }

  @Override
  public Parameters weights(int index) {
    return network.parameters(copy(state.parameters()), copy(state.layerState()));
  }

  private static Matrix copy(Matrix block) {
    Matrix copy = Matrix.allocate(1, block.columns());
    System.arraycopy(block.array(), block.offset(), copy.array(), copy.offset(), block.columns());
    return copy;
  }

  @Override
  public Flops flops(int index) {
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
