package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Task;
import finegrain.trainer.model.Pass;
import finegrain.trainer.model.Perceptron;
import finegrain.trainer.objective.Objective;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The training of one model, from its initial weights to its scores. For one thread. */
final class Training {
  private final Kernels kernels;
  private final Task task;
  private final LabelledSet trainingSet;
  private final Task.Split split;
  private final Protocol protocol;
  private final ModelSpec spec;
  private final long seed;

  private final Objective objective;
  private final Perceptron model;
  private final Pass batch;
  private final Pass lastBatch;
  private final int[] batchLabels;
  private final int[] order;

  /**
   * A training on the samples of a repeat.
   *
   * @param trainingSet with {@code spec.perClass()} samples of each fine class
   * @param split of the pool of the task
   */
  Training(
      Kernels kernels,
      Task task,
      LabelledSet trainingSet,
      Task.Split split,
      Protocol protocol,
      ModelSpec spec,
      long seed) {
    this.kernels = kernels;
    this.task = task;
    this.trainingSet = trainingSet;
    this.split = split;
    this.protocol = protocol;
    this.spec = spec;
    this.seed = seed;

    objective = protocol.objective(spec.labels(), task.map());
    model =
        new Perceptron(
            task.features(),
            spec.width(),
            objective.outputs(),
            protocol.activation(),
            seed,
            spec.repeat());
    int samples = trainingSet.size();
    int batchSize = Math.min(Protocol.batchSize(spec.perClass()), samples);
    batch = Pass.of(model, batchSize);
    // The samples that are left when the batches do not divide the set.
    lastBatch = batch.first(samples % batchSize);
    batchLabels = new int[batchSize];
    order = IntStream.range(0, samples).toArray();
  }

  /** Trains for at most so many epochs. */
  TrainedModel run(int mostEpochs) {
    Evaluation evaluation = new Evaluation(kernels, model, objective, task.map());
    EarlyStopping stopping = new EarlyStopping();
    List<EpochRecord> epochs = new ArrayList<>();
    boolean diverged = false;
    boolean ended = false;
    while (epochs.size() < mostEpochs && !ended && !diverged) {
      EpochRecord epoch = epoch(epochs.size(), evaluation);
      epochs.add(epoch);
      diverged = !Double.isFinite(epoch.trainLoss());
      ended = stopping.endsWith(epoch.validation().accuracy());
    }
    int[] all = IntStream.range(0, trainingSet.size()).toArray();
    Scores train = evaluation.scores(trainingSet, all);
    Scores test = evaluation.scores(task.pool(), split.test());
    return new TrainedModel(
        spec,
        diverged,
        epochs,
        train,
        test,
        model.parameters(),
        model.sha256(),
        flops(evaluation, epochs.size()));
  }

  private EpochRecord epoch(int epoch, Evaluation evaluation) {
    float learningRate = protocol.learningRate().at(epoch);
    shuffle(epoch);
    double loss = 0;
    int right = 0;
    for (int from = 0; from < order.length; from += batch.batch()) {
      Pass pass = order.length - from < batch.batch() ? lastBatch : batch;
      step(pass, from, learningRate);
      for (int row = 0; row < pass.batch(); row++) {
        loss += pass.losses().get(0, row);
        right += objective.prediction(pass.logits(), row) == batchLabels[row] ? 1 : 0;
      }
    }
    double n = order.length;
    return new EpochRecord(loss / n, right / n, evaluation.scores(task.pool(), split.validation()));
  }

  /** A new order of the samples, from that of the file, so that no epoch depends on another. */
  private void shuffle(int epoch) {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    RandomPurpose.BATCH_ORDER.stream(seed, spec.repeat(), epoch).shuffle(order);
  }

  private void step(Pass pass, int from, float learningRate) {
    trainingSet.gather(order, from, pass.x());
    int[] labels = trainingSet.labels(objective.labelKind());
    for (int row = 0; row < pass.batch(); row++) {
      batchLabels[row] = labels[order[from + row]];
    }
    model.forward(kernels, pass);
    objective.gradient(kernels, pass.logits(), batchLabels, pass.losses(), pass.logitsGradient());
    model.backward(kernels, pass);
    model.step(kernels, learningRate, protocol.momentum());
  }

  private long flops(Evaluation evaluation, int epochs) {
    long training = (model.forwardFlops() + model.backwardFlops()) * order.length;
    long validation = evaluation.flops(split.validation().length);
    long last = evaluation.flops(order.length) + evaluation.flops(split.test().length);
    return epochs * (training + validation) + last;
  }
}
