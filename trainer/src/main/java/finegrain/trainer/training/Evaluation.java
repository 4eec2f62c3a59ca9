package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelKind;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.model.Pass;
import finegrain.trainer.model.Perceptron;
import finegrain.trainer.objective.Aggregation;
import finegrain.trainer.objective.Objective;
import java.util.OptionalDouble;

/** Scores a model on samples, in large batches. Sums are taken in double, in order of samples. */
final class Evaluation {
  private static final int BATCH = 256;

  private final Kernels kernels;
  private final Perceptron model;
  private final Objective objective;
  private final Pass pass;
  private final Aggregation aggregation;
  private final int[] ownLabels = new int[BATCH];
  private final int[] coarsePredictions = new int[BATCH];

  Evaluation(Kernels kernels, Perceptron model, Objective objective, LabelMap map) {
    this.kernels = kernels;
    this.model = model;
    this.objective = objective;
    this.pass = Pass.of(model, BATCH);
    this.aggregation = new Aggregation(map, BATCH);
  }

  /** The scores over the samples of these indices, at least one. */
  Scores scores(LabelledSet set, int[] samples) {
    boolean fine = objective.labelKind() == LabelKind.FINE;
    double loss = 0;
    double coarseLoss = 0;
    double intraLoss = 0;
    int right = 0;
    int coarseRight = 0;
    for (int from = 0; from < samples.length; from += BATCH) {
      Pass batch = pass.first(Math.min(BATCH, samples.length - from));
      set.gather(samples, from, batch.x());
      model.forward(kernels, batch);
      for (int row = 0; row < batch.batch(); row++) {
        ownLabels[row] = set.labels(objective.labelKind())[samples[from + row]];
      }
      objective.losses(kernels, batch.logits(), ownLabels, batch.losses());
      if (fine) {
        aggregation.predict(kernels, batch.logits(), coarsePredictions);
        Matrix intra = aggregation.intraLosses(kernels, batch.logits(), ownLabels);
        for (int row = 0; row < batch.batch(); row++) {
          double own = batch.losses().get(0, row);
          intraLoss += intra.get(0, row);
          // L_coarse = -log P is not negative, but the rounded difference may be.
          coarseLoss += Math.max(0, own - intra.get(0, row));
        }
      }
      for (int row = 0; row < batch.batch(); row++) {
        int prediction = objective.prediction(batch.logits(), row);
        int coarsePrediction = fine ? coarsePredictions[row] : prediction;
        loss += batch.losses().get(0, row);
        right += prediction == ownLabels[row] ? 1 : 0;
        coarseRight += coarsePrediction == set.coarse()[samples[from + row]] ? 1 : 0;
      }
    }
    double n = samples.length;
    return new Scores(
        loss / n,
        (fine ? coarseLoss : loss) / n,
        fine ? OptionalDouble.of(intraLoss / n) : OptionalDouble.empty(),
        right / n,
        coarseRight / n);
  }

  /** Floating-point operations of {@link #scores} over so many samples. */
  long flops(int samples) {
    return model.forwardFlops() * samples;
  }
}
