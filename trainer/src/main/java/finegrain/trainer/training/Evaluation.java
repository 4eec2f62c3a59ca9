package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.model.Pass;
import finegrain.trainer.model.Perceptrons;
import finegrain.trainer.objective.Aggregation;
import finegrain.trainer.objective.BlendedObjective;
import finegrain.trainer.training.Goal.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Scores some models on samples, in large batches. Sums are taken in double, in order of samples.
 */
final class Evaluation {
  private static final int BATCH = 256;

  private final Perceptrons models;
  private final List<Goal> goals;
  private final Map<Integer, Batches> batchesBySize = new HashMap<>();

  /** Of the goals whose classes are not the coarse ones. */
  private final IdentityHashMap<Goal, Above> above = new IdentityHashMap<>();

  private final int[] samples = new int[BATCH];
  private final int[] coarsePredictions;
  private final Matrix fullLosses;

  // What is added up, for each model.
  private final double[] loss;
  private final double[] coarseLoss;
  private final double[] intraLoss;
  private final int[] right;
  private final int[] coarseRight;
  private final int[] confused;

  /** From the classes of a goal to the coarse ones. */
  private record Above(Aggregation aggregation, int[] coarseOf, boolean blended) {}

  /** The memory for batches of one size. */
  private record Batches(Pass pass, List<Head> heads) {}

  /**
   * The evaluation of some models.
   *
   * @param goals of each model; equal ones follow each other
   */
  Evaluation(Perceptrons models, List<Goal> goals) {
    this.models = models;
    this.goals = goals;
    for (Goal goal : goals) {
      if (!goal.objective().isCoarse()) {
        above.computeIfAbsent(goal, this::above);
      }
    }
    fullLosses = Matrix.allocate(1, models.size() * BATCH);
    coarsePredictions = new int[models.size() * BATCH];
    loss = new double[models.size()];
    coarseLoss = new double[models.size()];
    intraLoss = new double[models.size()];
    right = new int[models.size()];
    coarseRight = new int[models.size()];
    confused = new int[models.size()];
  }

  private Above above(Goal goal) {
    int samples = (goals.lastIndexOf(goal) - goals.indexOf(goal) + 1) * BATCH;
    int[] coarseOf = goal.objective().coarseOf();
    return new Above(
        new Aggregation(coarseOf, samples), coarseOf, goal.objective() instanceof BlendedObjective);
  }

  /**
   * Scores the models over all samples of a set, at least one; then {@link #scores} has what was
   * found.
   *
   * @param features samples x inputs, as products like them
   * @param labels which of a goal's labels are theirs
   * @param hiddenWeights of the models, for the inputs of the set
   */
  void run(Kernels kernels, Matrix features, Function<Goal, Labels> labels, Matrix hiddenWeights) {
    begin();
    for (int from = 0; from < features.rows(); from += BATCH) {
      int size = Math.min(BATCH, features.rows() - from);
      for (int i = 0; i < size; i++) {
        samples[i] = from + i;
      }
      batch(kernels, labels, features.rowRange(from, size), hiddenWeights);
    }
    end();
  }

  /** The same, over the samples of these indices. */
  void run(
      Kernels kernels,
      Matrix features,
      Function<Goal, Labels> labels,
      int[] indices,
      Matrix hiddenWeights) {
    begin();
    Matrix x = Matrix.allocateLeft(BATCH, features.columns());
    for (int from = 0; from < indices.length; from += BATCH) {
      Matrix gathered = x.rowRange(0, Math.min(BATCH, indices.length - from));
      System.arraycopy(indices, from, samples, 0, gathered.rows());
      kernels.gather(features, samples, gathered);
      batch(kernels, labels, gathered, hiddenWeights);
    }
    end();
  }

  private void begin() {
    Arrays.fill(loss, 0);
    Arrays.fill(coarseLoss, 0);
    Arrays.fill(intraLoss, 0);
    Arrays.fill(right, 0);
    Arrays.fill(coarseRight, 0);
    Arrays.fill(confused, 0);
  }

  /** A batch, whose indices are in {@link #samples}. */
  private void batch(
      Kernels kernels, Function<Goal, Labels> labels, Matrix x, Matrix hiddenWeights) {
    Batches batches =
        batchesBySize.computeIfAbsent(
            x.rows(),
            size -> {
              Pass pass = new Pass(models, size);
              return new Batches(pass, Head.of(goals, pass));
            });
    models.forward(kernels, x, hiddenWeights, batches.pass());
    for (Head head : batches.heads()) {
      Labels ofGoal = labels.apply(head.goal());
      head.label(ofGoal.own(), samples);
      head.evaluate(kernels);
      head.tally(loss, right);
      if (!head.goal().objective().isCoarse()) {
        coarse(kernels, head, ofGoal.coarse(), x.rows());
      }
    }
  }

  /** A coarse model's own scores are its coarse ones. */
  private void end() {
    for (int model = 0; model < models.size(); model++) {
      if (goals.get(model).objective().isCoarse()) {
        coarseLoss[model] = loss[model];
        coarseRight[model] = right[model];
      }
    }
  }

  /**
   * The coarse and the intra part of the losses of a head whose classes are not the coarse ones.
   */
  private void coarse(Kernels kernels, Head head, int[] coarseLabels, int batch) {
    Above levels = above.get(head.goal());
    Aggregation aggregation = levels.aggregation();
    int[] coarseOf = levels.coarseOf();
    boolean blended = levels.blended();
    if (blended) {
      // Its own loss is not the sum of the two.
      kernels.crossEntropy(
          head.logits(), head.labels(), fullLosses.columnRange(0, head.models() * batch));
    }
    float[] full = blended ? fullLosses.array() : head.losses();
    aggregation.predict(kernels, head.logits(), coarsePredictions);
    Matrix intra = aggregation.intraLosses(kernels, head.logits(), head.labels());
    for (int model = 0; model < head.models(); model++) {
      int first = model * batch;
      int fullAt = blended ? fullLosses.offset() + first : head.lossAt(model);
      int intraAt = intra.offset() + first;
      double coarseSum = coarseLoss[head.firstModel() + model];
      double intraSum = intraLoss[head.firstModel() + model];
      int count = 0;
      int inside = 0;
      for (int i = 0; i < batch; i++) {
        double both = full[fullAt + i];
        double within = intra.array()[intraAt + i];
        intraSum += within;
        // L_coarse = -log P is not negative, but the rounded difference may be.
        coarseSum += Math.max(0, both - within);
        int coarse = coarseLabels[samples[i]];
        count += coarsePredictions[first + i] == coarse ? 1 : 0;
        int prediction = head.predictions()[first + i];
        boolean wrong = prediction != head.labels()[first + i];
        inside += wrong && coarseOf[prediction] == coarse ? 1 : 0;
      }
      coarseLoss[head.firstModel() + model] = coarseSum;
      intraLoss[head.firstModel() + model] = intraSum;
      coarseRight[head.firstModel() + model] += count;
      confused[head.firstModel() + model] += inside;
    }
  }

  /** The scores of a model over so many samples, those of the last {@link #run}. */
  Scores scores(int model, int size) {
    boolean coarse = goals.get(model).objective().isCoarse();
    double n = size;
    return new Scores(
        loss[model] / n,
        coarseLoss[model] / n,
        coarse ? OptionalDouble.empty() : OptionalDouble.of(intraLoss[model] / n),
        right[model] / n,
        coarseRight[model] / n,
        confused[model] / n);
  }
}
