package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.engine.Supervision.Labels;
import finegrain.trainer.objective.Aggregation;
import finegrain.trainer.objective.BlendedObjective;
import finegrain.trainer.training.Scores;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Scores some models on samples, in large batches. Sums are taken in double, in order of samples.
 */
final class Evaluation {
  private static final int BATCH = 256;
  private static final int NONE = -1;
  private static final int SEVERAL = -2;

  private final List<Supervision> supervisions;
  private final IntFunction<BatchPass> memory;
  private final Map<Integer, BatchMemory> memoryBySize = new HashMap<>();

  /** Of the supervisions whose classes are not the coarse ones. */
  private final IdentityHashMap<Supervision, Above> above = new IdentityHashMap<>();

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

  /** The coarse class of a model's first answer; {@link #SEVERAL} if another one has followed. */
  private final int[] answer;

  /** Samples of each coarse class, and those among them that a model gets right. */
  private final int[][] ofCoarse;

  private final int[][] rightOfCoarse;

  /** From the classes of a supervision to the coarse ones. */
  private record Above(Aggregation aggregation, int[] coarseOf, boolean blended) {}

  /** The memory for batches of one size. */
  private record BatchMemory(BatchPass pass, List<BatchLosses> losses) {}

  /** Computes the logits of a batch. */
  interface Forward {
    /**
     * Computes them.
     *
     * @param pass whose logits are overwritten
     * @param x the features of the batch
     */
    void run(BatchPass pass, Kernels kernels, Batch x);
  }

  /**
   * The evaluation of some models.
   *
   * @param supervisions of each model; equal ones follow each other
   * @param memory makes the memory for batches of a size
   */
  Evaluation(List<Supervision> supervisions, IntFunction<BatchPass> memory) {
    this.supervisions = supervisions;
    this.memory = memory;
    for (Supervision supervision : supervisions) {
      if (!supervision.objective().isCoarse()) {
        above.computeIfAbsent(supervision, this::above);
      }
    }
    fullLosses = Matrix.allocate(1, supervisions.size() * BATCH);
    coarsePredictions = new int[supervisions.size() * BATCH];
    loss = new double[supervisions.size()];
    coarseLoss = new double[supervisions.size()];
    intraLoss = new double[supervisions.size()];
    right = new int[supervisions.size()];
    coarseRight = new int[supervisions.size()];
    confused = new int[supervisions.size()];
    answer = new int[supervisions.size()];
    ofCoarse = new int[supervisions.size()][];
    rightOfCoarse = new int[supervisions.size()][];
    for (int model = 0; model < supervisions.size(); model++) {
      ofCoarse[model] = new int[supervisions.get(model).coarseClasses()];
      rightOfCoarse[model] = new int[ofCoarse[model].length];
    }
  }

  private Above above(Supervision supervision) {
    int samples =
        (supervisions.lastIndexOf(supervision) - supervisions.indexOf(supervision) + 1) * BATCH;
    int[] coarseOf = supervision.objective().coarseOf();
    return new Above(
        new Aggregation(coarseOf, samples),
        coarseOf,
        supervision.objective() instanceof BlendedObjective);
  }

  /**
   * Scores the models over some samples, at least one; then {@link #scores} has what was found.
   *
   * @param scored the samples
   * @param labels which of a supervision's labels are those of their set
   * @param forward computes the logits from the features
   */
  void run(
      Kernels kernels,
      ScoredSamples scored,
      Function<Supervision, Labels> labels,
      Forward forward) {
    begin();
    for (int from = 0; from < scored.size(); from += BATCH) {
      int size = Math.min(BATCH, scored.size() - from);
      scored.copyIndices(from, size, samples);
      batch(kernels, labels, scored.batch(kernels, from, size), size, forward);
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
    Arrays.fill(answer, NONE);
    for (int model = 0; model < ofCoarse.length; model++) {
      Arrays.fill(ofCoarse[model], 0);
      Arrays.fill(rightOfCoarse[model], 0);
    }
  }

  /** A batch, whose indices are in {@link #samples}. */
  private void batch(
      Kernels kernels, Function<Supervision, Labels> labels, Batch x, int size, Forward forward) {
    BatchMemory batches =
        memoryBySize.computeIfAbsent(
            size,
            samplesOfBatch -> {
              BatchPass pass = memory.apply(samplesOfBatch);
              return new BatchMemory(pass, BatchLosses.of(supervisions, pass));
            });
    forward.run(batches.pass(), kernels, x);
    for (BatchLosses one : batches.losses()) {
      Labels ofModels = labels.apply(one.supervision());
      one.label(ofModels.own(), samples);
      one.evaluate(kernels);
      one.tally(loss, right);
      boolean isCoarse = one.supervision().objective().isCoarse();
      if (!isCoarse) {
        coarse(kernels, one, ofModels.coarse(), size);
      }
      int[] answers = isCoarse ? one.predictions() : coarsePredictions;
      answers(one, answers, size);
      count(one, answers, ofModels.coarse(), size);
    }
  }

  /** Takes note of models that have given one coarse class only. */
  private void answers(BatchLosses one, int[] predictions, int batch) {
    for (int model = 0; model < one.models(); model++) {
      int all = answer[one.firstModel() + model];
      for (int i = 0; i < batch; i++) {
        int coarse = predictions[model * batch + i];
        all = all == NONE || all == coarse ? coarse : SEVERAL;
      }
      answer[one.firstModel() + model] = all;
    }
  }

  /** Counts the samples of each coarse class, and those that are right. */
  private void count(BatchLosses one, int[] predictions, int[] coarseLabels, int batch) {
    for (int model = 0; model < one.models(); model++) {
      int[] all = ofCoarse[one.firstModel() + model];
      int[] hits = rightOfCoarse[one.firstModel() + model];
      for (int i = 0; i < batch; i++) {
        int coarse = coarseLabels[samples[i]];
        all[coarse]++;
        hits[coarse] += predictions[model * batch + i] == coarse ? 1 : 0;
      }
    }
  }

  /** A coarse model's own scores are its coarse ones. */
  private void end() {
    for (int model = 0; model < supervisions.size(); model++) {
      if (supervisions.get(model).objective().isCoarse()) {
        coarseLoss[model] = loss[model];
        coarseRight[model] = right[model];
      }
    }
  }

  /**
   * The coarse and the intra part of the losses of models whose classes are not the coarse ones.
   */
  private void coarse(Kernels kernels, BatchLosses one, int[] coarseLabels, int batch) {
    Above levels = above.get(one.supervision());
    Aggregation aggregation = levels.aggregation();
    int[] coarseOf = levels.coarseOf();
    boolean blended = levels.blended();
    if (blended) {
      // Its own loss is not the sum of the two.
      kernels.crossEntropy(
          one.logits(), one.labels(), fullLosses.columnRange(0, one.models() * batch));
    }
    float[] full = blended ? fullLosses.array() : one.losses();
    aggregation.predict(kernels, one.logits(), coarsePredictions);
    Matrix intra = aggregation.intraLosses(kernels, one.logits(), one.labels());
    for (int model = 0; model < one.models(); model++) {
      int first = model * batch;
      int fullAt = blended ? fullLosses.offset() + first : one.lossAt(model);
      int intraAt = intra.offset() + first;
      double coarseSum = coarseLoss[one.firstModel() + model];
      double intraSum = intraLoss[one.firstModel() + model];
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
        int prediction = one.predictions()[first + i];
        boolean wrong = prediction != one.labels()[first + i];
        inside += wrong && coarseOf[prediction] == coarse ? 1 : 0;
      }
      coarseLoss[one.firstModel() + model] = coarseSum;
      intraLoss[one.firstModel() + model] = intraSum;
      coarseRight[one.firstModel() + model] += count;
      confused[one.firstModel() + model] += inside;
    }
  }

  /** Whether a model gave all samples of the last {@link #run} the same coarse class. */
  boolean answersOneClass(int model) {
    return answer[model] != SEVERAL;
  }

  /**
   * The mean, over the coarse classes that have samples, of the share of their samples that a model
   * got right in the last {@link #run}.
   */
  double balancedAccuracy(int model) {
    double sum = 0;
    int classes = 0;
    for (int coarse = 0; coarse < ofCoarse[model].length; coarse++) {
      if (ofCoarse[model][coarse] > 0) {
        sum += (double) rightOfCoarse[model][coarse] / ofCoarse[model][coarse];
        classes++;
      }
    }
    return sum / classes;
  }

  /** The scores of each model over so many samples, those of the last {@link #run}. */
  Scores[] scores(int size) {
    Scores[] scores = new Scores[supervisions.size()];
    for (int model = 0; model < scores.length; model++) {
      scores[model] = scores(model, size);
    }
    return scores;
  }

  private Scores scores(int model, int size) {
    boolean coarse = supervisions.get(model).objective().isCoarse();
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
