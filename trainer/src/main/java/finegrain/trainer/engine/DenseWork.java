package finegrain.trainer.engine;

import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.TrainedModel;

/** What a program would do that multiplies every input of every sample, zeros included. */
final class DenseWork {
  private DenseWork() {}

  /**
   * The floating-point operations of the products, in training and evaluation of a model.
   *
   * @param samples of the model
   * @param tree over its fine classes
   */
  static double flops(
      Setup setup, SampleStore.Samples samples, LabelTree tree, TrainedModel model) {
    Protocol protocol = setup.protocol(model.spec());
    Network network =
        protocol
            .architecture(model.spec(), setup.task().shape(), tree)
            .network(
                setup.task().shape(),
                protocol.objective(model.spec().target(), tree).outputs(),
                protocol.activation());
    double forward = network.forwardFlops();
    double training = (forward + network.backwardFlops()) * samples.trainingSet().set().size();
    double validation = forward * samples.split().validation().length;
    double whole = forward * (samples.trainingSet().set().size() + samples.split().test().length);
    double epoch = training + validation + (setup.recordsWhole() ? whole : 0);
    return epoch * model.epochs().size() + whole;
  }
}
