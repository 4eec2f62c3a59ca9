package finegrain.trainer.engine;

import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.StoppingCriterion;
import finegrain.trainer.training.TrainedModel;

/** What a program would do that multiplies every input of every sample, zeros included. */
final class DenseWork {
  /** Trainings that an accuracy ends take about this part of their longest time, on MNIST. */
  private static final double STOPPED_EARLY = 0.2;

  private final Setup setup;
  private final Architecture architecture;
  private final Network network;
  private final int trained;
  private final Task.Split split;

  private DenseWork(Setup setup, ModelSpec spec, LabelTree tree, int trained, Task.Split split) {
    this.setup = setup;
    this.trained = trained;
    this.split = split;
    Protocol protocol = setup.protocol(spec);
    architecture = protocol.architecture(spec, setup.task().shape(), tree);
    network =
        architecture.network(
            setup.task().shape(),
            protocol.objective(spec.target(), tree).outputs(),
            protocol.activation());
  }

  /**
   * The floating-point operations of the products, in training and evaluation of a model.
   *
   * @param samples of the model
   * @param tree over its fine classes
   */
  static double flops(
      Setup setup, SampleStore.Samples samples, LabelTree tree, TrainedModel model) {
    return new DenseWork(
            setup, model.spec(), tree, samples.trainingSet().set().size(), samples.split())
        .flops(model.epochs().size());
  }

  /**
   * About how many such operations the training of a model will have.
   *
   * @param tree over its fine classes
   */
  static double expected(Setup setup, Task.Split split, LabelTree tree, ModelSpec spec) {
    int samples = spec.perClass() * setup.task().tree(spec.map()).fineClasses();
    DenseWork work = new DenseWork(setup, spec, tree, samples, split);
    double longest = setup.mostEpochs(spec, work.architecture, samples);
    boolean stops =
        setup.protocol(spec).optimisation() instanceof Optimisation.EarlyStopped
            && setup.stopping() != StoppingCriterion.NEVER;
    return work.flops(stops ? STOPPED_EARLY * longest : longest);
  }

  private double flops(double epochs) {
    double forward = network.forwardFlops();
    double training = (forward + network.backwardFlops()) * trained;
    double whole = forward * (trained + split.test().length);
    double epoch =
        training + forward * split.validation().length + (setup.recordsWhole() ? whole : 0);
    return epoch * epochs + whole;
  }
}
