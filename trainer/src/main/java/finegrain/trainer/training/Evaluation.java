package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.model.Pass;
import finegrain.trainer.model.Perceptrons;
import finegrain.trainer.objective.Aggregation;
import finegrain.trainer.objective.Objective;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Scores some models on samples, in large batches. Sums are taken in double, in order of samples.
 */
final class Evaluation {
  private static final int BATCH = 256;

  private final Perceptrons models;
  private final List<Objective> objectives;
  private final Map<Integer, Batches> batchesBySize = new HashMap<>();

  private final Aggregation aggregation;
  private final int[] samples = new int[BATCH];
  private final int[] coarsePredictions;

  // What is added up, for each model.
  private final double[] loss;
  private final double[] coarseLoss;
  private final double[] intraLoss;
  private final int[] right;
  private final int[] coarseRight;

  /** The memory for batches of one size. */
  private record Batches(Pass pass, List<Head> heads) {}

  /**
   * The evaluation of some models.
   *
   * @param objectives of each model; equal ones follow each other
   */
  Evaluation(Perceptrons models, List<Objective> objectives, LabelMap map) {
    this.models = models;
    this.objectives = objectives;
    aggregation = new Aggregation(map, models.size() * BATCH);
    coarsePredictions = new int[models.size() * BATCH];
    loss = new double[models.size()];
    coarseLoss = new double[models.size()];
    intraLoss = new double[models.size()];
    right = new int[models.size()];
    coarseRight = new int[models.size()];
  }

  /**
   * Scores the models over all samples of a set, at least one; then {@link #scores} has what was
   * found.
   *
   * @param set with its features as {@link LabelledSet#only} has them
   * @param hiddenWeights of the models, for the inputs of the set
   */
  void run(Kernels kernels, LabelledSet set, Matrix hiddenWeights) {
    begin();
    for (int from = 0; from < set.size(); from += BATCH) {
      int size = Math.min(BATCH, set.size() - from);
      for (int i = 0; i < size; i++) {
        samples[i] = from + i;
      }
      batch(kernels, set, set.features().rowRange(from, size), hiddenWeights);
    }
    end();
  }

  /** As {@link #run(Kernels, LabelledSet, Matrix)}, over the samples of these indices. */
  void run(Kernels kernels, LabelledSet set, int[] indices, Matrix hiddenWeights) {
    begin();
    Matrix x = Matrix.allocateLeft(BATCH, set.features().columns());
    for (int from = 0; from < indices.length; from += BATCH) {
      Matrix gathered = x.rowRange(0, Math.min(BATCH, indices.length - from));
      System.arraycopy(indices, from, samples, 0, gathered.rows());
      kernels.gather(set.features(), samples, gathered);
      batch(kernels, set, gathered, hiddenWeights);
    }
    end();
  }

  private void begin() {
    Arrays.fill(loss, 0);
    Arrays.fill(coarseLoss, 0);
    Arrays.fill(intraLoss, 0);
    Arrays.fill(right, 0);
    Arrays.fill(coarseRight, 0);
  }

  /** A batch, whose indices are in {@link #samples}. */
  private void batch(Kernels kernels, LabelledSet set, Matrix x, Matrix hiddenWeights) {
    Batches batches =
        batchesBySize.computeIfAbsent(
            x.rows(),
            size -> {
              Pass pass = new Pass(models, size);
              return new Batches(pass, Head.of(objectives, pass));
            });
    models.forward(kernels, x, hiddenWeights, batches.pass());
    for (Head head : batches.heads()) {
      head.label(set, samples);
      head.evaluate(kernels);
      head.tally(loss, right);
      if (head.objective().labelKind() == LabelKind.FINE) {
        coarse(kernels, head, set, x.rows());
      }
    }
  }

  /** A coarse model's own scores are its coarse ones. */
  private void end() {
    for (int model = 0; model < models.size(); model++) {
      if (objectives.get(model).labelKind() == LabelKind.COARSE) {
        coarseLoss[model] = loss[model];
        coarseRight[model] = right[model];
      }
    }
  }

  /** The coarse and the intra part of the losses of a head of fine labels. */
  private void coarse(Kernels kernels, Head head, LabelledSet set, int batch) {
    aggregation.predict(kernels, head.logits(), coarsePredictions);
    Matrix intra = aggregation.intraLosses(kernels, head.logits(), head.labels());
    for (int model = 0; model < head.models(); model++) {
      int first = model * batch;
      int ownAt = head.lossAt(model);
      int intraAt = intra.offset() + first;
      double coarseSum = coarseLoss[head.firstModel() + model];
      double intraSum = intraLoss[head.firstModel() + model];
      int count = 0;
      for (int i = 0; i < batch; i++) {
        double own = head.losses()[ownAt + i];
        double inside = intra.array()[intraAt + i];
        intraSum += inside;
        // L_coarse = -log P is not negative, but the rounded difference may be.
        coarseSum += Math.max(0, own - inside);
        count += coarsePredictions[first + i] == set.coarse()[samples[i]] ? 1 : 0;
      }
      coarseLoss[head.firstModel() + model] = coarseSum;
      intraLoss[head.firstModel() + model] = intraSum;
      coarseRight[head.firstModel() + model] += count;
    }
  }

  /** The scores of a model over so many samples, those of the last {@link #run}. */
  Scores scores(int model, int size) {
    boolean fine = objectives.get(model).labelKind() == LabelKind.FINE;
    double n = size;
    return new Scores(
        loss[model] / n,
        coarseLoss[model] / n,
        fine ? OptionalDouble.of(intraLoss[model] / n) : OptionalDouble.empty(),
        right[model] / n,
        coarseRight[model] / n);
  }
}
