package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.event.CohortTrace;
import finegrain.trainer.event.Phase;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The training of a cohort: perceptrons of one repeat and number of images, which see the same
 * batches in the same order. They are trained side by side, from their initial weights to their
 * scores; one that has ended leaves, and the columns of the others close up. A model has the bits
 * that it has alone. For one thread.
 */
final class Cohort implements Training {
  private final Setup setup;
  private final CohortEngine engine;
  private final SampleStore.Samples samples;
  private final Matrix validation;
  private final int repeat;
  private final Meter meter;
  private final CohortTrace trace;
  private final BatchOrder order;
  private final CohortOperations operations;

  /** For each input of the pool, which of those of the training set it is; -1 if it is none. */
  private final int[] trained;

  private final int[] everySample;

  // What is made anew when models leave.
  private List<TrainingState> states;
  private Perceptrons models;
  private Matrix poolWeights;
  private Evaluation<PerceptronPass> evaluation;
  private BatchMemory batches;
  private BatchMemory lastBatch;

  /** Epochs that are over. */
  private int epoch;

  // What is added up over an epoch, for each model.
  private double[] loss;
  private int[] right;

  /** The memory of the steps with batches of one size; x is batch x inputs. */
  private record BatchMemory(Matrix x, PerceptronPass pass, List<BatchLosses> losses) {}

  /**
   * A cohort at its initial weights.
   *
   * @param engine trains the models again that need all inputs
   * @param specs of one repeat and number of images
   * @param fineLabels of the samples, for each of the specs
   * @param samples of all of them
   */
  Cohort(
      Setup setup,
      CohortEngine engine,
      List<ModelSpec> specs,
      Function<ModelSpec, FineLabels> fineLabels,
      SampleStore.Samples samples,
      Meter meter) {
    this.setup = setup;
    this.engine = engine;
    this.samples = samples;
    this.meter = meter;
    trace = new CohortTrace(meter.isRecorded());
    validation = samples.pool().set().only(samples.split().validation()).features();
    repeat = specs.getFirst().repeat();
    trained = samples.pool().indicesIn(samples.trainingSet());
    int size = samples.trainingSet().set().size();
    everySample = IntStream.range(0, size).toArray();
    int batchSize = setup.protocol().batchSize(specs.getFirst().perClass(), size);
    order = new BatchOrder(setup.seed(), repeat, size, batchSize);
    operations = new CohortOperations(setup.recordsWhole(), samples);
    states = TrainingState.bySupervision(setup, specs, fineLabels, samples.split());
    models =
        new Perceptrons(
            samples.trainingSet().features(),
            setup.protocol().activation(),
            states.stream().mapToInt(TrainingState::width).toArray(),
            states.stream().mapToInt(TrainingState::outputs).toArray());
    poolWeights = Matrix.allocate(samples.pool().features(), models.columns());
    for (int model = 0; model < states.size(); model++) {
      Parameters initial = initial(states.get(model));
      setup.trace().begins(states.get(model).spec(), initial);
      models.set(model, initial, samples.trainingSet().inputs());
      models.copyRows(model, initial.tensors().getFirst(), samples.pool().inputs(), poolWeights);
    }
    allocate();
  }

  /** Some models of a cohort, where they are. */
  private Cohort(Cohort whole, int[] part) {
    setup = whole.setup;
    engine = whole.engine;
    samples = whole.samples;
    validation = whole.validation;
    meter = whole.meter;
    trace = new CohortTrace(meter.isRecorded());
    repeat = whole.repeat;
    trained = whole.trained;
    everySample = whole.everySample;
    order = whole.order.copy();
    operations = whole.operations;
    epoch = whole.epoch;
    states = whole.states;
    models = whole.models;
    poolWeights = whole.poolWeights;
    close(part);
  }

  private Parameters initial(TrainingState state) {
    Network network = state.network(setup);
    return network.initial(setup.seed(), repeat);
  }

  /** Makes what depends on the models that are left. */
  private void allocate() {
    List<Supervision> supervisions = TrainingState.supervisions(states);
    Perceptrons current = models;
    evaluation = new Evaluation<>(supervisions, size -> new PerceptronPass(current, size));
    batches = batches(supervisions, order.batchSize());
    lastBatch = batches(supervisions, order.lastBatchSize());
    loss = new double[states.size()];
    right = new int[states.size()];
  }

  private BatchMemory batches(List<Supervision> supervisions, int size) {
    PerceptronPass pass = new PerceptronPass(models, size);
    Matrix x = Matrix.allocateLeft(size, samples.trainingSet().features());
    return new BatchMemory(x, pass, BatchLosses.of(supervisions, pass));
  }

  @Override
  public void run(Kernels kernels, WorkQueue queue, Sweep.Listener listener) {
    List<ModelSpec> again = new ArrayList<>();
    meter.alive(states.size());
    int perClass = states.getFirst().spec().perClass();
    trace.begin(perClass, repeat, epoch, states.size(), models.columns());
    while (!states.isEmpty() && !Thread.currentThread().isInterrupted()) {
      long begin = System.nanoTime();
      train(kernels);
      validate(kernels);
      count((System.nanoTime() - begin) * 1e-9);
      int[] leaving = models(TrainingState::hasEnded);
      if (leaving.length > 0) {
        score(kernels, leaving, listener, again);
        close(models(state -> !state.hasEnded()));
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

  /** Shares the time of an epoch out among the models, and counts what was done. */
  private void count(double seconds) {
    long all = states.stream().mapToLong(operations::ofEpoch).sum();
    for (TrainingState state : states) {
      long its = operations.ofEpoch(state);
      state.spend(seconds * its / all, its);
      operations.addEpochTo(trace, state);
    }
    long steps = (long) order.batches() * states.size();
    meter.add(steps, all);
    meter.endOfEpoch();
    trace.addSteps(steps);
  }

  /** Parts with the models that are to have about half of the columns. */
  private Cohort share() {
    boolean[] goes = CohortCut.half(states.stream().mapToInt(TrainingState::width).toArray());
    Cohort part = new Cohort(this, indices(model -> goes[model]));
    close(indices(model -> !goes[model]));
    meter.alive(-part.states.size());
    return part;
  }

  @Override
  public void train(Kernels kernels) {
    trace.beginEpoch(states.size(), models.columns(), kernels);
    Arrays.fill(loss, 0);
    Arrays.fill(right, 0);
    float learningRate = setup.protocol().learningRate().at(epoch);
    order.shuffle(epoch);
    trace.mark(Phase.OTHER);
    for (int batch = 0; batch < order.batches(); batch++) {
      step(kernels, order.isShort(batch) ? lastBatch : batches, batch, learningRate);
      tell(batch);
    }
    epoch++;
  }

  /** Tells of the end of a step, and of an epoch after its last one. */
  private void tell(int step) {
    if (setup.trace().equals(Trace.NONE)) {
      return;
    }
    for (int i = 0; i < states.size(); i++) {
      int model = i;
      Supplier<Parameters> weights = () -> weights(model);
      setup.trace().step(states.get(model).spec(), epoch, step, weights);
      if (step == order.batches() - 1) {
        setup.trace().epoch(states.get(model).spec(), epoch, weights);
      }
    }
  }

  /** The weights of a model, those of inputs that are left out included. */
  private Parameters weights(int model) {
    Parameters weights = initial(states.get(model));
    models.get(model, weights, samples.trainingSet().inputs());
    return weights;
  }

  /** Validates all models after an epoch, and finds out which ones end with it. */
  private void validate(Kernels kernels) {
    copyTrained(models, poolWeights);
    Matrix weights = poolWeights;
    evaluation.run(
        kernels,
        validation,
        Supervision::validation,
        (k, x, pass) -> models.forward(k, x, weights, pass));
    Scores[] scores = evaluation.scores(samples.split().validation().length);
    List<Optional<EpochRecord.Whole>> whole =
        setup.recordsWhole()
            ? whole(kernels, evaluation, models, poolWeights)
            : Collections.nCopies(states.size(), Optional.empty());
    double n = order.samples();
    for (int model = 0; model < states.size(); model++) {
      states
          .get(model)
          .add(new EpochRecord(loss[model] / n, right[model] / n, scores[model], whole.get(model)));
    }
    trace.mark(Phase.EVALUATION);
  }

  /** One step of all models. */
  private void step(Kernels kernels, BatchMemory memory, int batch, float learningRate) {
    PerceptronPass pass = memory.pass();
    List<BatchLosses> losses = memory.losses();
    int[] rows = order.take(batch);
    kernels.gather(samples.trainingSet().set().features(), rows, memory.x());
    trace.mark(Phase.GATHER);
    models.forward(kernels, memory.x(), models.hiddenWeights(), pass);
    trace.mark(Phase.FORWARD);
    for (int i = 0; i < losses.size(); i++) {
      BatchLosses one = losses.get(i);
      one.label(one.supervision().trainingSet().own(), rows);
      one.differentiate(kernels);
      one.tally(loss, right);
    }
    trace.mark(Phase.OBJECTIVE);
    models.backward(kernels, pass);
    trace.mark(Phase.BACKWARD);
    models.step(kernels, memory.x(), pass, learningRate, setup.protocol().momentum());
    trace.mark(Phase.UPDATE);
  }

  /** Weights for the inputs of the pool: those that were trained are copied. */
  private void copyTrained(Perceptrons of, Matrix weights) {
    Matrix from = of.hiddenWeights();
    for (int input = 0; input < trained.length; input++) {
      if (trained[input] >= 0) {
        System.arraycopy(
            from.array(),
            from.rowOffset(trained[input]),
            weights.array(),
            weights.rowOffset(input),
            from.columns());
      }
    }
  }

  private int[] models(Predicate<TrainingState> which) {
    return indices(model -> which.test(states.get(model)));
  }

  private int[] indices(IntPredicate which) {
    return IntStream.range(0, states.size()).filter(which).toArray();
  }

  /** Scores models that leave on the training and the test samples. */
  private void score(
      Kernels kernels, int[] leaving, Sweep.Listener listener, List<ModelSpec> again) {
    long begin = System.nanoTime();
    List<TrainingState> left = Arrays.stream(leaving).mapToObj(states::get).toList();
    Perceptrons some = models.only(leaving);
    List<Optional<EpochRecord.Whole>> scores =
        whole(
            kernels,
            new Evaluation<>(
                TrainingState.supervisions(left), size -> new PerceptronPass(some, size)),
            some,
            models.select(leaving, poolWeights, some));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    long all = left.stream().mapToLong(operations::ofScores).sum();
    meter.add(0, all);
    trace.addFlops(Phase.EVALUATION, all);
    trace.mark(Phase.EVALUATION);
    boolean reduced = !samples.trainingSet().all() || !samples.pool().all();
    for (int i = 0; i < leaving.length; i++) {
      TrainingState state = left.get(i);
      if (reduced && (state.hasDiverged() || !some.isFinite(i))) {
        again.add(state.spec());
        continue;
      }
      state.spend(seconds * operations.ofScores(state) / all, operations.ofScores(state));
      Parameters weights = initial(state);
      some.get(i, weights, samples.trainingSet().inputs());
      EpochRecord.Whole last = scores.get(i).orElseThrow();
      listener.finished(state.trained(order.batchSize(), last, weights), state.seconds(), weights);
    }
    trace.mark(Phase.FINISH);
  }

  /** The scores of models on all training and test samples. */
  private List<Optional<EpochRecord.Whole>> whole(
      Kernels kernels, Evaluation<PerceptronPass> of, Perceptrons some, Matrix weightsForPool) {
    of.run(
        kernels,
        samples.trainingSet().set().features(),
        Supervision::trainingSet,
        everySample,
        (k, x, pass) -> some.forward(k, x, some.hiddenWeights(), pass));
    Scores[] train = of.scores(everySample.length);
    of.run(
        kernels,
        samples.pool().set().features(),
        Supervision::pool,
        samples.split().test(),
        (k, x, pass) -> some.forward(k, x, weightsForPool, pass));
    Scores[] test = of.scores(samples.split().test().length);
    List<Optional<EpochRecord.Whole>> whole = new ArrayList<>();
    for (int model = 0; model < some.size(); model++) {
      whole.add(Optional.of(new EpochRecord.Whole(train[model], test[model])));
    }
    return whole;
  }

  /** Goes on with some of the models. */
  private void close(int[] staying) {
    if (staying.length == 0) {
      states = List.of();
      return;
    }
    Perceptrons some = models.only(staying);
    poolWeights = models.select(staying, poolWeights, some);
    models = some;
    states = Arrays.stream(staying).mapToObj(states::get).toList();
    allocate();
  }
}
