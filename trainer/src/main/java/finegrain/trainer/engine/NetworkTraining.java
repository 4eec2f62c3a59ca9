package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.event.CohortTrace;
import finegrain.trainer.event.Phase;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The training of one network of any architecture, from its initial parameters to its scores. The
 * memory is allocated once, and a step allocates nothing. For one thread.
 */
final class NetworkTraining implements Training {
  private final Setup setup;
  private final SampleStore.Samples samples;
  private final Meter meter;
  private final CohortTrace trace;
  private final TrainingState state;
  private final Network network;
  private final Matrix parameters;
  private final Matrix velocities;
  private final Matrix gradients;
  private final BatchOrder order;
  private final Batch batch;
  private final Batch lastBatch;
  private final Evaluation<Logits> evaluation;
  private final Matrix validation;
  private final int[] everySample;

  // What is added up over an epoch.
  private final double[] loss = new double[1];
  private final int[] right = new int[1];

  /** Epochs that are over. */
  private int epoch;

  /** The memory of the steps with batches of one size; x is batch x features. */
  private record Batch(Matrix x, NetworkPass pass, BatchLosses losses) {}

  /** The logits of a pass of the one model. */
  private record Logits(NetworkPass pass) implements LogitsMemory {
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
  }

  /** A network at its initial parameters; the samples have all their inputs. */
  NetworkTraining(
      Setup setup,
      ModelSpec spec,
      FineLabels fineLabels,
      SampleStore.Samples samples,
      Meter meter) {
    this.setup = setup;
    this.samples = samples;
    this.meter = meter;
    trace = new CohortTrace(meter.isRecorded());
    state =
        TrainingState.bySupervision(setup, List.of(spec), _ -> fineLabels, samples.split())
            .getFirst();
    network = state.network(setup);
    parameters = network.initialBlock(setup.seed(), spec.repeat());
    velocities = Matrix.allocate(1, network.size());
    gradients = Matrix.allocate(1, network.size());
    int size = samples.trainingSet().set().size();
    order =
        new BatchOrder(
            setup.seed(), spec.repeat(), size, setup.protocol().batchSize(spec.perClass(), size));
    batch = batch(order.batchSize());
    lastBatch = batch(order.lastBatchSize());
    evaluation =
        new Evaluation<>(
            List.of(state.supervision()),
            rows -> new Logits(network.pass(rows, parameters, gradients)));
    validation = samples.pool().set().only(samples.split().validation()).features();
    everySample = IntStream.range(0, size).toArray();
    setup.trace().begins(spec, copy());
  }

  private Batch batch(int size) {
    NetworkPass pass = network.pass(size, parameters, gradients);
    Matrix x = Matrix.allocateLeft(size, network.input().features());
    return new Batch(
        x, pass, BatchLosses.of(List.of(state.supervision()), new Logits(pass)).getFirst());
  }

  /** A copy of the parameters as they are now. */
  private Parameters copy() {
    Matrix block = Matrix.allocate(1, network.size());
    System.arraycopy(
        parameters.array(), parameters.offset(), block.array(), block.offset(), network.size());
    return network.parameters(block);
  }

  @Override
  public void run(Kernels kernels, WorkQueue queue, Sweep.Listener listener) {
    ModelSpec spec = state.spec();
    meter.alive(1);
    trace.begin(spec.perClass(), spec.repeat(), epoch, 1, spec.width());
    while (!state.hasEnded() && !Thread.currentThread().isInterrupted()) {
      long begin = System.nanoTime();
      train(kernels);
      validate(kernels);
      state.spend((System.nanoTime() - begin) * 1e-9, countEpoch());
      if (state.hasEnded()) {
        finish(kernels, listener);
      }
      trace.endEpoch(epoch, kernels);
    }
    trace.end(kernels);
    meter.alive(-1);
  }

  @Override
  public void train(Kernels kernels) {
    trace.beginEpoch(1, state.width(), kernels);
    loss[0] = 0;
    right[0] = 0;
    float learningRate = setup.protocol().learningRate().at(epoch);
    order.shuffle(epoch);
    trace.mark(Phase.OTHER);
    for (int i = 0; i < order.batches(); i++) {
      step(kernels, order.isShort(i) ? lastBatch : batch, i, learningRate);
      tell(i);
    }
    epoch++;
  }

  private void step(Kernels kernels, Batch memory, int index, float learningRate) {
    int[] rows = order.take(index);
    kernels.gather(samples.trainingSet().set().features(), rows, memory.x());
    trace.mark(Phase.GATHER);
    memory.pass().forward(kernels, memory.x());
    trace.mark(Phase.FORWARD);
    memory.losses().label(state.supervision().trainingSet().own(), rows);
    memory.losses().differentiate(kernels);
    memory.losses().tally(loss, right);
    trace.mark(Phase.OBJECTIVE);
    memory.pass().backward(kernels, memory.x());
    trace.mark(Phase.BACKWARD);
    kernels.momentumStep(
        parameters, velocities, gradients, learningRate, setup.protocol().momentum());
    trace.mark(Phase.UPDATE);
  }

  /** Tells of the end of a step, and of an epoch after its last one. */
  private void tell(int step) {
    if (setup.trace().equals(Trace.NONE)) {
      return;
    }
    Supplier<Parameters> weights = this::copy;
    setup.trace().step(state.spec(), epoch, step, weights);
    if (step == order.batches() - 1) {
      setup.trace().epoch(state.spec(), epoch, weights);
    }
  }

  /** Validates after an epoch, and finds out whether the training ends with it. */
  private void validate(Kernels kernels) {
    evaluation.run(kernels, validation, Supervision::validation, NetworkTraining::forward);
    Scores scores = evaluation.scores(samples.split().validation().length)[0];
    Optional<EpochRecord.Whole> whole =
        setup.recordsWhole() ? Optional.of(whole(kernels)) : Optional.empty();
    double n = order.samples();
    state.add(new EpochRecord(loss[0] / n, right[0] / n, scores, whole));
    trace.mark(Phase.EVALUATION);
  }

  private static void forward(Kernels kernels, Matrix x, Logits logits) {
    logits.pass().forward(kernels, x);
  }

  /** The scores on all training and test samples. */
  private EpochRecord.Whole whole(Kernels kernels) {
    evaluation.run(
        kernels,
        samples.trainingSet().set().features(),
        Supervision::trainingSet,
        everySample,
        NetworkTraining::forward);
    Scores train = evaluation.scores(everySample.length)[0];
    evaluation.run(
        kernels,
        samples.pool().set().features(),
        Supervision::pool,
        samples.split().test(),
        NetworkTraining::forward);
    return new EpochRecord.Whole(train, evaluation.scores(samples.split().test().length)[0]);
  }

  private void finish(Kernels kernels, Sweep.Listener listener) {
    long begin = System.nanoTime();
    EpochRecord.Whole last = whole(kernels);
    long operations = scoreFlops();
    meter.add(0, operations);
    trace.addFlops(Phase.EVALUATION, operations);
    trace.mark(Phase.EVALUATION);
    state.spend((System.nanoTime() - begin) * 1e-9, operations);
    Parameters weights = copy();
    listener.finished(state.trained(order.batchSize(), last, weights), state.seconds(), weights);
    trace.mark(Phase.FINISH);
  }

  /** Counts the operations of an epoch's products, by phase; how many they are. */
  private long countEpoch() {
    long forward = network.forwardFlops() * order.samples();
    long backward = network.backwardFlops() * order.samples();
    long evaluated = network.forwardFlops() * samples.split().validation().length;
    if (setup.recordsWhole()) {
      evaluated += scoreFlops();
    }
    trace.addFlops(Phase.FORWARD, forward);
    trace.addFlops(Phase.BACKWARD, backward);
    trace.addFlops(Phase.EVALUATION, evaluated);
    trace.addSteps(order.batches());
    long all = forward + backward + evaluated;
    meter.add(order.batches(), all);
    meter.endOfEpoch();
    return all;
  }

  private long scoreFlops() {
    return network.forwardFlops() * (order.samples() + (long) samples.split().test().length);
  }
}
