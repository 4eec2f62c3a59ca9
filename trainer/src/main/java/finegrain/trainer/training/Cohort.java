package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.event.CohortTrace;
import finegrain.trainer.event.Phase;
import finegrain.trainer.labels.Target;
import finegrain.trainer.labels.Task;
import finegrain.trainer.model.Pass;
import finegrain.trainer.model.Perceptron;
import finegrain.trainer.model.Perceptrons;
import finegrain.trainer.objective.Objective;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The training of a cohort: models of one repeat and number of images, which see the same batches
 * in the same order. They are trained side by side, from their initial weights to their scores; one
 * that has ended leaves, and the columns of the others close up. A model has the bits that it has
 * alone. For one thread.
 */
final class Cohort {
  private final Setup setup;
  private final ReducedSet trainingSet;
  private final ReducedSet pool;
  private final Task.Split split;
  private final Matrix validation;
  private final int repeat;
  private final Meter meter;
  private final CohortTrace trace;

  /** For each input of the pool, which of those of the training set it is; -1 if it is none. */
  private final int[] trained;

  private final int[] order;
  private final int[] everySample;
  private final int batchSize;

  /** The samples of a batch. */
  private final int[] rows;

  // What is made anew when models leave.
  private List<Member> members;
  private Perceptrons models;
  private Matrix poolWeights;
  private Evaluation evaluation;
  private Batches batches;
  private Batches lastBatch;

  /** Epochs that are over. */
  private int epoch;

  // What is added up over an epoch, for each model.
  private double[] loss;
  private int[] right;

  /** The memory of the steps with batches of one size; x is batch x inputs. */
  private record Batches(Matrix x, Pass pass, List<Head> heads) {}

  /**
   * A cohort at its initial weights.
   *
   * @param specs of one repeat and number of images
   * @param labellings of the samples, for each of the specs
   * @param trainingSet with so many samples of each fine class
   * @param pool of the task
   * @param split of the pool, that of the repeat
   */
  Cohort(
      Setup setup,
      List<ModelSpec> specs,
      Function<ModelSpec, Labelling> labellings,
      ReducedSet trainingSet,
      ReducedSet pool,
      Task.Split split,
      Meter meter) {
    this.setup = setup;
    this.trainingSet = trainingSet;
    this.pool = pool;
    this.split = split;
    this.meter = meter;
    trace = new CohortTrace(meter.isRecorded());
    validation = pool.set().only(split.validation()).features();
    repeat = specs.getFirst().repeat();
    trained = pool.indicesIn(trainingSet);
    int samples = trainingSet.set().size();
    everySample = IntStream.range(0, samples).toArray();
    order = new int[samples];
    batchSize = setup.protocol().batchSize(specs.getFirst().perClass(), samples);
    rows = new int[batchSize];
    members = members(specs, labellings);
    models =
        new Perceptrons(
            trainingSet.features(),
            setup.protocol().activation(),
            members.stream().mapToInt(Member::hiddenUnits).toArray(),
            members.stream().mapToInt(member -> member.goal().objective().outputs()).toArray());
    poolWeights = Matrix.allocate(pool.features(), models.columns());
    for (int model = 0; model < members.size(); model++) {
      Perceptron initial = initial(members.get(model));
      setup.trace().begins(members.get(model).spec(), initial);
      models.set(model, initial, trainingSet.inputs());
      models.copyRows(model, initial.w1(), pool.inputs(), poolWeights);
    }
    allocate();
  }

  /** Some models of a cohort, where they are. */
  private Cohort(Cohort whole, int[] part) {
    setup = whole.setup;
    trainingSet = whole.trainingSet;
    pool = whole.pool;
    split = whole.split;
    validation = whole.validation;
    meter = whole.meter;
    trace = new CohortTrace(meter.isRecorded());
    repeat = whole.repeat;
    trained = whole.trained;
    everySample = whole.everySample;
    order = whole.order.clone();
    batchSize = whole.batchSize;
    rows = whole.rows.clone();
    epoch = whole.epoch;
    members = whole.members;
    models = whole.models;
    poolWeights = whole.poolWeights;
    close(part);
  }

  /** What two models must share to share a goal. */
  private record GoalKey(String map, Target target) {}

  /** The models, in an order in which those of one goal follow each other. */
  private List<Member> members(List<ModelSpec> specs, Function<ModelSpec, Labelling> labellings) {
    Map<GoalKey, List<Member>> byGoal = new LinkedHashMap<>();
    for (ModelSpec spec : specs) {
      Labelling labelling = labellings.apply(spec);
      List<Member> same =
          byGoal.computeIfAbsent(new GoalKey(spec.map(), spec.target()), _ -> new ArrayList<>());
      Goal goal = same.isEmpty() ? goal(spec, labelling) : same.getFirst().goal();
      int units = setup.protocol().hiddenUnits(spec, setup.task().features(), labelling.tree());
      same.add(new Member(spec, goal, units, setup));
    }
    return byGoal.values().stream().flatMap(List::stream).toList();
  }

  private Goal goal(ModelSpec spec, Labelling labelling) {
    Objective objective = setup.protocol().objective(spec.target(), labelling.tree());
    return Goal.of(objective, labelling, split.validation());
  }

  private Perceptron initial(Member member) {
    return Perceptron.initial(
        setup.task().features(),
        member.hiddenUnits(),
        member.goal().objective().outputs(),
        setup.seed(),
        repeat);
  }

  /** Makes what depends on the models that are left. */
  private void allocate() {
    List<Goal> goals = goals(members);
    evaluation = new Evaluation(models, goals);
    batches = batches(goals, batchSize);
    // The samples that are left when the batches do not divide the set.
    lastBatch = batches(goals, order.length % batchSize);
    loss = new double[members.size()];
    right = new int[members.size()];
  }

  private static List<Goal> goals(List<Member> members) {
    return members.stream().map(Member::goal).toList();
  }

  private Batches batches(List<Goal> goals, int size) {
    Pass pass = new Pass(models, size);
    Matrix x = Matrix.allocateLeft(size, trainingSet.features());
    return new Batches(x, pass, Head.of(goals, pass));
  }

  /**
   * Trains all models but those that other threads take over, and returns early if the thread is
   * interrupted.
   *
   * @param queue where parts of the cohort go if threads wait there
   * @return the models that must be trained again with all inputs, because not all of their weights
   *     were finite: the listener has not heard of them
   */
  List<ModelSpec> run(Kernels kernels, CohortQueue queue, Sweep.Listener listener) {
    List<ModelSpec> again = new ArrayList<>();
    meter.alive(members.size());
    int perClass = members.getFirst().spec().perClass();
    trace.begin(perClass, repeat, epoch, members.size(), models.columns());
    while (!members.isEmpty() && !Thread.currentThread().isInterrupted()) {
      long begin = System.nanoTime();
      train(kernels);
      validate(kernels);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      long operations = members.stream().mapToLong(this::epochFlops).sum();
      for (Member member : members) {
        member.spend(seconds * epochFlops(member) / operations, epochFlops(member));
      }
      long steps = (long) Math.ceilDiv(order.length, batchSize) * members.size();
      meter.add(steps, operations);
      meter.endOfEpoch();
      trace.addSteps(steps);
      members.forEach(this::traceFlops);
      int[] leaving = models(true);
      if (leaving.length > 0) {
        score(kernels, leaving, listener, again);
        close(models(false));
        meter.alive(-leaving.length);
      }
      if (members.size() > 1 && queue.claim()) {
        queue.add(share());
      }
      trace.endEpoch(epoch, kernels);
    }
    trace.end(kernels);
    meter.alive(-members.size());
    return again;
  }

  /** Parts with the models that are to have about half of the columns. */
  private Cohort share() {
    int[] widestFirst =
        IntStream.range(0, members.size())
            .boxed()
            .sorted(Comparator.comparingInt(model -> -models.hiddenUnits(model)))
            .mapToInt(Integer::intValue)
            .toArray();
    boolean[] goes = new boolean[members.size()];
    int more = 0;
    for (int model : widestFirst) {
      goes[model] = more > 0;
      more += goes[model] ? -models.hiddenUnits(model) : models.hiddenUnits(model);
    }
    Cohort part = new Cohort(this, models(model -> goes[model]));
    close(models(model -> !goes[model]));
    meter.alive(-part.members.size());
    return part;
  }

  /** Trains all models for an epoch. Once warm, it allocates nothing for each step. */
  void train(Kernels kernels) {
    trace.beginEpoch(members.size(), models.columns(), kernels);
    Arrays.fill(loss, 0);
    Arrays.fill(right, 0);
    float learningRate = setup.protocol().learningRate().at(epoch);
    shuffle();
    trace.mark(Phase.OTHER);
    for (int from = 0; from < order.length; from += batchSize) {
      step(kernels, order.length - from < batchSize ? lastBatch : batches, from, learningRate);
      tell(from / batchSize);
    }
    epoch++;
  }

  /** Tells of the end of a step, and of an epoch after its last one. */
  private void tell(int step) {
    if (setup.trace().equals(Trace.NONE)) {
      return;
    }
    for (int i = 0; i < members.size(); i++) {
      int model = i;
      Supplier<Perceptron> weights = () -> weights(model);
      setup.trace().step(members.get(model).spec(), epoch, step, weights);
      if ((step + 1) * batchSize >= order.length) {
        setup.trace().epoch(members.get(model).spec(), epoch, weights);
      }
    }
  }

  /** The weights of a model, those of inputs that are left out included. */
  private Perceptron weights(int model) {
    Perceptron weights = initial(members.get(model));
    models.get(model, weights, trainingSet.inputs());
    return weights;
  }

  /** Validates all models after an epoch, and finds out which ones end with it. */
  private void validate(Kernels kernels) {
    copyTrained(models, poolWeights);
    evaluation.run(kernels, validation, Goal::validation, poolWeights);
    Scores[] scores = scores(evaluation, members.size(), split.validation().length);
    List<Optional<EpochRecord.Whole>> whole =
        setup.recordsWhole()
            ? whole(kernels, evaluation, models, poolWeights)
            : Collections.nCopies(members.size(), Optional.empty());
    double n = order.length;
    for (int model = 0; model < members.size(); model++) {
      members
          .get(model)
          .add(new EpochRecord(loss[model] / n, right[model] / n, scores[model], whole.get(model)));
    }
    trace.mark(Phase.EVALUATION);
  }

  /** A new order of the samples, from that of the file, so that no epoch depends on another. */
  private void shuffle() {
    for (int i = 0; i < order.length; i++) {
      order[i] = i;
    }
    RandomPurpose.BATCH_ORDER.stream(setup.seed(), repeat, epoch).shuffle(order);
  }

  /** One step of all models. */
  private void step(Kernels kernels, Batches batch, int from, float learningRate) {
    Pass pass = batch.pass();
    List<Head> heads = batch.heads();
    System.arraycopy(order, from, rows, 0, pass.batch());
    kernels.gather(trainingSet.set().features(), rows, batch.x());
    trace.mark(Phase.GATHER);
    models.forward(kernels, batch.x(), models.hiddenWeights(), pass);
    trace.mark(Phase.FORWARD);
    for (int i = 0; i < heads.size(); i++) {
      Head head = heads.get(i);
      head.label(head.goal().trainingSet().own(), rows);
      head.differentiate(kernels);
      head.tally(loss, right);
    }
    trace.mark(Phase.OBJECTIVE);
    models.backward(kernels, pass);
    trace.mark(Phase.BACKWARD);
    models.step(kernels, batch.x(), pass, learningRate, setup.protocol().momentum());
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

  /** The models that have ended, or those that have not. */
  private int[] models(boolean ended) {
    return models(model -> members.get(model).hasEnded() == ended);
  }

  private int[] models(IntPredicate which) {
    return IntStream.range(0, members.size()).filter(which).toArray();
  }

  /** Scores models that leave on the training and the test samples. */
  private void score(
      Kernels kernels, int[] leaving, Sweep.Listener listener, List<ModelSpec> again) {
    long begin = System.nanoTime();
    List<Member> left = Arrays.stream(leaving).mapToObj(members::get).toList();
    Perceptrons some = models.only(leaving);
    List<Optional<EpochRecord.Whole>> scores =
        whole(
            kernels,
            new Evaluation(some, goals(left)),
            some,
            models.select(leaving, poolWeights, some));
    double seconds = (System.nanoTime() - begin) * 1e-9;
    long operations = left.stream().mapToLong(this::scoreFlops).sum();
    meter.add(0, operations);
    trace.addFlops(Phase.EVALUATION, operations);
    trace.mark(Phase.EVALUATION);
    for (int i = 0; i < leaving.length; i++) {
      Member member = left.get(i);
      boolean reduced = !trainingSet.all() || !pool.all();
      if (reduced && (member.hasDiverged() || !some.isFinite(i))) {
        again.add(member.spec());
        continue;
      }
      member.spend(seconds * scoreFlops(member) / operations, scoreFlops(member));
      Perceptron weights = initial(member);
      some.get(i, weights, trainingSet.inputs());
      EpochRecord.Whole last = scores.get(i).orElseThrow();
      listener.finished(
          member.trained(batchSize, last.train(), last.test(), weights), member.seconds(), weights);
    }
    trace.mark(Phase.FINISH);
  }

  /** The scores of models on all training and test samples. */
  private List<Optional<EpochRecord.Whole>> whole(
      Kernels kernels, Evaluation of, Perceptrons some, Matrix weightsForPool) {
    Matrix features = trainingSet.set().features();
    of.run(kernels, features, Goal::trainingSet, everySample, some.hiddenWeights());
    Scores[] train = scores(of, some.size(), everySample.length);
    of.run(kernels, pool.set().features(), Goal::pool, split.test(), weightsForPool);
    Scores[] test = scores(of, some.size(), split.test().length);
    List<Optional<EpochRecord.Whole>> whole = new ArrayList<>();
    for (int model = 0; model < some.size(); model++) {
      whole.add(Optional.of(new EpochRecord.Whole(train[model], test[model])));
    }
    return whole;
  }

  private static Scores[] scores(Evaluation evaluation, int models, int samples) {
    Scores[] scores = new Scores[models];
    for (int model = 0; model < models; model++) {
      scores[model] = evaluation.scores(model, samples);
    }
    return scores;
  }

  /** Goes on with some of the models. */
  private void close(int[] staying) {
    if (staying.length == 0) {
      members = List.of();
      return;
    }
    Perceptrons some = models.only(staying);
    poolWeights = models.select(staying, poolWeights, some);
    models = some;
    members = Arrays.stream(staying).mapToObj(members::get).toList();
    allocate();
  }

  /** Operations of the products of a model in an epoch. */
  private long epochFlops(Member member) {
    long hidden = trainingSet.features();
    long outputs = member.goal().objective().outputs();
    // Forward x w1 and h w2; backward their gradients and that of h.
    long training = (2 * hidden + 3 * outputs) * order.length;
    long validation = (pool.features() + outputs) * split.validation().length;
    long epoch = 2L * member.hiddenUnits() * (training + validation);
    return setup.recordsWhole() ? epoch + scoreFlops(member) : epoch;
  }

  /** Adds {@link #epochFlops} to the trace, by phase: what is left is the evaluation's. */
  private void traceFlops(Member member) {
    long ofLayer = 2L * member.hiddenUnits() * order.length;
    long hidden = ofLayer * trainingSet.features();
    long output = ofLayer * member.goal().objective().outputs();
    trace.addFlops(Phase.FORWARD, hidden + output);
    trace.addFlops(Phase.BACKWARD, 2 * output);
    trace.addFlops(Phase.UPDATE, hidden);
    trace.addFlops(Phase.EVALUATION, epochFlops(member) - 2 * hidden - 3 * output);
  }

  /** Operations of the products of a model's last scores. */
  private long scoreFlops(Member member) {
    long outputs = member.goal().objective().outputs();
    long train = (trainingSet.features() + outputs) * order.length;
    long test = (pool.features() + outputs) * split.test().length;
    return 2L * member.hiddenUnits() * (train + test);
  }
}
