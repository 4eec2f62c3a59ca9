package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * {@link Perceptrons} of a cohort, for samples that lack inputs. The pool may have inputs that the
 * training set lacks: their weights keep their initial values.
 */
final class PerceptronModels implements CohortModels {
  private final List<TrainingState> states;
  private final SampleStore.Samples samples;
  private final Perceptrons perceptrons;

  /** Hidden weights for the inputs of the pool, inputs x columns. */
  private final Matrix poolWeights;

  /** For each input of the pool its index in the training set; -1 if it is not there. */
  private final int[] trained;

  private final Elements elements;
  private final float momentum;

  /** How many elements of the samples of each set products multiply. */
  private record Elements(long trainingSet, long validation, long test) {
    static Elements of(SampleStore.Samples samples) {
      return new Elements(
          samples.trainingSet().elements(),
          samples.pool().elements(samples.split().validation()),
          samples.pool().elements(samples.split().test()));
    }
  }

  /** Models at their initial weights, which protocols without recipes train. */
  PerceptronModels(
      List<TrainingState> states,
      SampleStore.Samples samples,
      Activation activation,
      float momentum) {
    this.momentum = momentum;
    this.states = states;
    this.samples = samples;
    trained = samples.pool().indicesIn(samples.trainingSet());
    elements = Elements.of(samples);
    perceptrons =
        new Perceptrons(
            samples.trainingSet().features(),
            activation,
            states.stream().mapToInt(TrainingState::width).toArray(),
            states.stream().mapToInt(TrainingState::outputs).toArray());
    poolWeights = Matrix.allocate(samples.pool().features(), perceptrons.columns());
    for (int model = 0; model < states.size(); model++) {
      Parameters initial = states.get(model).initial();
      perceptrons.set(model, initial, samples.trainingSet().inputs());
      perceptrons.copyRows(
          model, initial.tensors().getFirst(), samples.pool().inputs(), poolWeights);
    }
  }

  private PerceptronModels(PerceptronModels all, int[] models) {
    states = Arrays.stream(models).mapToObj(all.states::get).toList();
    samples = all.samples;
    trained = all.trained;
    elements = all.elements;
    momentum = all.momentum;
    perceptrons = all.perceptrons.only(models);
    poolWeights = all.perceptrons.select(models, all.poolWeights, perceptrons);
  }

  private record Pass(Perceptrons models, Matrix poolWeights, PerceptronPass memory, float momentum)
      implements BatchPass {
    @Override
    public int batch() {
      return memory.batch();
    }

    @Override
    public Matrix logits(int firstModel, int models) {
      return memory.logits(firstModel, models);
    }

    @Override
    public Matrix logitsGradient(int firstModel, int models) {
      return memory.logitsGradient(firstModel, models);
    }

    @Override
    public void forward(Kernels kernels, Batch x) {
      models.forward(kernels, x, models.hiddenWeights(), memory);
    }

    @Override
    public void forwardOfTrainingSet(Kernels kernels, Batch x) {
      forward(kernels, x);
    }

    @Override
    public void forwardOfPool(Kernels kernels, Batch x) {
      models.forward(kernels, x, poolWeights, memory);
    }

    @Override
    public void backward(Kernels kernels, Batch x) {
      models.backward(kernels, memory);
    }

    @Override
    public void update(Kernels kernels, Batch x, float learningRate) {
      models.step(kernels, x, memory, learningRate, momentum);
    }
  }

  @Override
  public int columns() {
    return perceptrons.columns();
  }

  @Override
  public BatchPass pass(int batch) {
    return new Pass(perceptrons, poolWeights, new PerceptronPass(perceptrons, batch), momentum);
  }

  @Override
  public void beginEpoch(int epoch) {
    // Steps are alike in all epochs.
  }

  @Override
  public void beginEvaluation() {
    Matrix from = perceptrons.hiddenWeights();
    for (int input = 0; input < trained.length; input++) {
      if (trained[input] >= 0) {
        System.arraycopy(
            from.array(),
            from.rowOffset(trained[input]),
            poolWeights.array(),
            poolWeights.rowOffset(input),
            from.columns());
      }
    }
  }

  @Override
  public Parameters weights(int model) {
    Parameters weights = states.get(model).initial();
    perceptrons.get(model, weights, samples.trainingSet().inputs());
    return weights;
  }

  @Override
  public Flops flops(int model) {
    long ofUnits = 2L * states.get(model).width();
    long ofOutputs = ofUnits * states.get(model).outputs();
    Task.Split split = samples.split();
    long hidden = ofUnits * elements.trainingSet();
    long output = ofOutputs * samples.trainingSet().set().size();
    return new Flops(
        hidden + output,
        2 * output,
        hidden,
        ofUnits * elements.validation() + ofOutputs * split.validation().length,
        ofUnits * elements.test() + ofOutputs * split.test().length);
  }

  @Override
  public CohortModels only(int[] models) {
    return new PerceptronModels(this, models);
  }
}
