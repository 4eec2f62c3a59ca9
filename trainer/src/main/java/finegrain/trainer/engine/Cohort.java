package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.trainer.event.CohortTrace;
import finegrain.trainer.event.Phase;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The training of a cohort: models of one repeat and number of images, which see the same batches
 * in the same order. They are trained side by side, from their initial weights to their scores; a
 * model leaves when its training ends. Each model has the bits that it has alone. For one thread.
 */
final class Cohort {
  private final Setup setup;
  private final Engine engine;
  private final SampleStore.Samples samples;
  private final ScoredSamples validation;
  private final Meter meter;
  private final CohortTrace trace;
  private final BatchOrder order;

  // New when models leave.
  private List<TrainingState> states;
  private CohortModels models;
  private Evaluation evaluation;
  private BatchMemory batches;
  private BatchMemory lastBatch;

  /** Epochs that are over. */
  private int epoch;

  // Sums over an epoch, for each model.
  private double[] loss;
  private int[] right;

  /** The memory of the steps with batches of one size. */
  private record BatchMemory(Batch x, BatchPass pass, List<BatchLosses> losses) {}

  /**
   * A cohort at its initial weights.
   *
   * @param engine trains a model again if it needs all inputs
   * @param states of the models, those of one supervision next to each other
   * @param models in the same order
   * @param samples of all models
   */
  Cohort(
      Setup setup,
      Engine engine,
      List<TrainingState> states,
      CohortModels models,
      SampleStore.Samples samples,
      Meter meter) {
    this.setup = setup;
    this.engine = engine;
    this.samples = samples;
    this.meter = meter;
    this.states = states;
    this.models = models;
    trace = new CohortTrace(meter.isRecorded());
    validation = ScoredSamples.often(samples.pool(), samples.split().validation());
    int size = samples.trainingSet().set().size();
    ModelSpec first = states.getFirst().spec();
    int batchSize = setup.protocol(first).batchSize(first.perClass(), size);
    order = new BatchOrder(setup.seed(), first.repeat(), size, batchSize);
    if (isTraced()) {
      for (int model = 0; model < states.size(); model++) {
        setup.trace().begins(states.get(model).spec(), models.weights(model));
      }
    }
    allocate();
  }

  /** Some models of a cohort, at their epoch. */
  private Cohort(Cohort whole, int[] part) {
    setup = whole.setup;
    engine = whole.engine;
    samples = whole.samples;
    validation = whole.validation.copy();
    meter = whole.meter;
    trace = new CohortTrace(meter.isRecorded());
    order = whole.order.copy();
    epoch = whole.epoch;
    states = whole.states;
    models = whole.models;
    keep(part);
  }

  /** Allocates the memory of the models that are left. */
  private void allocate() {
    evaluation = new Evaluation(TrainingState.supervisions(states), models::pass);
    batches = batches(order.batchSize());
    lastBatch = batches(order.lastBatchSize());
    loss = new double[states.size()];
    right = new int[states.size()];
  }

  private BatchMemory batches(int size) {
    BatchPass pass = models.pass(size);
    return new BatchMemory(
        samples.trainingSet().batch(size),
        pass,
        BatchLosses.of(TrainingState.supervisions(states), pass));
  }

  /**
   * Trains all models, except those that other threads take over. It returns early if the thread is
   * interrupted.
   *
   * @param queue takes a part of the cohort if a thread waits there
   * @param listener hears of each model that is trained
   */
  void run(Kernels kernels, WorkQueue queue, Sweep.Listener listener) {
    List<ModelSpec> again = new ArrayList<>();
    ModelSpec first = states.getFirst().spec();
    meter.alive(states.size());
    trace.begin(first.perClass(), first.repeat(), epoch, states.size(), models.columns());
    while (!states.isEmpty() && !Thread.currentThread().isInterrupted()) {
      long begin = System.nanoTime();
      train(kernels);
      validate(kernels);
      count((System.nanoTime() - begin) * 1e-9);
      int[] leaving = indices(model -> states.get(model).hasEnded());
      if (leaving.length > 0) {
        finish(kernels, leaving, listener, again);
        keep(indices(model -> !states.get(model).hasEnded()));
        meter.alive(-leaving.length);
      }
      if (states.size() > 1 && queue.claim()) {
        queue.add(share());
      }
      trace.endEpoch(epoch, kernels);
    }
    trace.end(kernels);
    meter.alive(-states.size());
    if (!again.isEmpty()) {
      engine.withAllInputs(again).run(kernels, queue, listener);
    }
  }

  /** Gives away the models that have about half of the columns. */
  private Cohort share() {
    boolean[] goes = CohortCut.half(states.stream().mapToInt(TrainingState::width).toArray());
    Cohort part = new Cohort(this, indices(model -> goes[model]));
    keep(indices(model -> !goes[model]));
    meter.alive(-part.states.size());
    return part;
  }

  /** Goes on with some of the models. */
  private void keep(int[] staying) {
    if (staying.length == 0) {
      states = List.of();
      return;
    }
    models = models.only(staying);
    states = Arrays.stream(staying).mapToObj(states::get).toList();
    allocate();
  }

  private int[] indices(IntPredicate which) {
    return IntStream.range(0, states.size()).filter(which).toArray();
  }

  /**
   * Trains all models for an epoch, without evaluation. Once warm, it allocates nothing for each
   * step.
   */
  void train(Kernels kernels) {
    trace.beginEpoch(states.size(), models.columns(), kernels);
    Arrays.fill(loss, 0);
    Arrays.fill(right, 0);
    models.beginEpoch(epoch);
    order.shuffle(epoch);
    trace.mark(Phase.OTHER);
    for (int batch = 0; batch < order.batches(); batch++) {
      step(kernels, order.isShort(batch) ? lastBatch : batches, batch);
      tell(batch);
    }
    epoch++;
  }

  /** One step of all models. */
  private void step(Kernels kernels, BatchMemory memory, int batch) {
    BatchPass pass = memory.pass();
    List<BatchLosses> losses = memory.losses();
    int[] rows = order.take(batch);
    memory.x().take(kernels, rows);
    trace.mark(Phase.GATHER);
    pass.forward(kernels, memory.x());
    trace.mark(Phase.FORWARD);
    for (int i = 0; i < losses.size(); i++) {
      BatchLosses one = losses.get(i);
      one.label(one.supervision().trainingSet().own(), rows);
      one.differentiate(kernels);
      one.tally(loss, right);
    }
    trace.mark(Phase.OBJECTIVE);
    pass.backward(kernels, memory.x());
    trace.mark(Phase.BACKWARD);
    // All models of a cohort have one protocol.
    float learningRate = states.getFirst().learningRate(epoch, batch, order.batches());
    pass.update(kernels, memory.x(), learningRate);
    trace.mark(Phase.UPDATE);
  }

  /** The floating-point operations of {@link #train}. */
  long trainingFlops() {
    return IntStream.range(0, states.size())
        .mapToLong(model -> models.flops(model).training())
        .sum();
  }

  private boolean isTraced() {
    return !setup.trace().equals(Trace.NONE);
  }

  /** Tells the trace that a step is over, and after the last step that the epoch is. */
  private void tell(int step) {
    if (!isTraced()) {
      return;
    }
    for (int i = 0; i < states.size(); i++) {
      int model = i;
      Supplier<Parameters> weights = () -> models.weights(model);
      setup.trace().step(states.get(model).spec(), epoch, step, weights);
      if (step == order.batches() - 1) {
        setup.trace().epoch(states.get(model).spec(), epoch, weights);
      }
    }
  }

  /** Validates all models after an epoch, and finds out whose training ends with it. */
  private void validate(Kernels kernels) {
    models.beginEvaluation();
    evaluation.run(kernels, validation, Supervision::pool, BatchPass::forwardOfPool);
    Scores[] scores = evaluation.scores(validation.size());
    List<EpochRecord.Whole> whole =
        setup.recordsWhole() ? wholeScores(kernels, evaluation) : List.of();
    double n = order.samples();
    for (int model = 0; model < states.size(); model++) {
      states
          .get(model)
          .add(
              new EpochRecord(
                  loss[model] / n,
                  right[model] / n,
                  scores[model],
                  whole.isEmpty() ? Optional.empty() : Optional.of(whole.get(model))));
    }
    trace.mark(Phase.EVALUATION);
  }

  /** The scores of models on all training samples, then on all test samples. */
  private List<EpochRecord.Whole> wholeScores(Kernels kernels, Evaluation of) {
    ScoredSamples training = ScoredSamples.all(samples.trainingSet());
    of.run(kernels, training, Supervision::trainingSet, BatchPass::forwardOfTrainingSet);
    Scores[] train = of.scores(training.size());
    ScoredSamples others = ScoredSamples.some(samples.pool(), samples.split().test());
    of.run(kernels, others, Supervision::pool, BatchPass::forwardOfPool);
    Scores[] test = of.scores(others.size());
    return IntStream.range(0, train.length)
        .mapToObj(model -> new EpochRecord.Whole(train[model], test[model]))
        .toList();
  }

  /** Counts the operations of an epoch, and divides its time among the models by them. */
  private void count(double seconds) {
    long[] operations = new long[states.size()];
    for (int model = 0; model < operations.length; model++) {
      CohortModels.Flops flops = models.flops(model);
      long evaluation = flops.validation() + (setup.recordsWhole() ? flops.whole() : 0);
      operations[model] = flops.training() + evaluation;
      trace.addFlops(Phase.FORWARD, flops.forward());
      trace.addFlops(Phase.BACKWARD, flops.backward());
      trace.addFlops(Phase.UPDATE, flops.update());
      trace.addFlops(Phase.EVALUATION, evaluation);
    }
    long steps = (long) order.batches() * states.size();
    meter.add(steps, spend(states, operations, seconds));
    meter.endOfEpoch();
    trace.addSteps(steps);
  }

  /** Divides time among models by their operations; returns the sum of the operations. */
  private static long spend(List<TrainingState> states, long[] operations, double seconds) {
    long all = Arrays.stream(operations).sum();
    for (int model = 0; model < operations.length; model++) {
      states.get(model).spend(seconds * operations[model] / all, operations[model]);
    }
    return all;
  }

  /** Scores models whose training has ended, and hands them over. */
  private void finish(
      Kernels kernels, int[] leaving, Sweep.Listener listener, List<ModelSpec> again) {
    long begin = System.nanoTime();
    List<TrainingState> ended = Arrays.stream(leaving).mapToObj(states::get).toList();
    CohortModels some = models.only(leaving);
    Evaluation last = new Evaluation(TrainingState.supervisions(ended), some::pass);
    List<EpochRecord.Whole> scores = wholeScores(kernels, last);
    long all =
        spend(
            ended,
            IntStream.range(0, leaving.length)
                .mapToLong(model -> some.flops(model).whole())
                .toArray(),
            (System.nanoTime() - begin) * 1e-9);
    meter.add(0, all);
    trace.addFlops(Phase.EVALUATION, all);
    trace.mark(Phase.EVALUATION);
    for (int model = 0; model < leaving.length; model++) {
      TrainingState state = ended.get(model);
      Parameters weights = some.weights(model);
      if (!samples.isWhole() && (state.hasDiverged() || !weights.isFinite())) {
        again.add(state.spec());
      } else {
        listener.finished(
            state.trained(
                order.batchSize(),
                scores.get(model),
                last.answersOneClass(model),
                last.balancedAccuracy(model),
                weights),
            state.seconds(),
            weights);
      }
    }
    trace.mark(Phase.FINISH);
  }
}
