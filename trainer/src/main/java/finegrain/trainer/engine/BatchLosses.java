package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.objective.Objective.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * Losses, predictions and gradients of the models that share a supervision, for batches of one
 * size. The samples of all of them, model after model, are rows of one matrix of logits, so that
 * each operation on them is one call.
 */
final class BatchLosses {
  private final Supervision supervision;
  private final Loss loss;
  private final int firstModel;
  private final int models;
  private final int batch;
  private final Matrix logits;
  private final Matrix gradient;
  private final Matrix losses;
  private final int[] labels;
  private final int[] predictions;

  private BatchLosses(Supervision supervision, int firstModel, int models, BatchPass pass) {
    this.supervision = supervision;
    this.firstModel = firstModel;
    this.models = models;
    batch = pass.batch();
    logits = pass.logits(firstModel, models);
    gradient = pass.logitsGradient(firstModel, models);
    losses = Matrix.allocate(1, models * batch);
    loss = supervision.objective().loss(models * batch);
    labels = new int[models * batch];
    predictions = new int[models * batch];
  }

  /** Those of a pass; models of one supervision follow each other. */
  static List<BatchLosses> of(List<Supervision> supervisions, BatchPass pass) {
    List<BatchLosses> all = new ArrayList<>();
    for (int first = 0; first < supervisions.size(); ) {
      Supervision supervision = supervisions.get(first);
      int end = supervisions.lastIndexOf(supervision) + 1;
      all.add(new BatchLosses(supervision, first, end - first, pass));
      first = end;
    }
    return all;
  }

  Supervision supervision() {
    return supervision;
  }

  int firstModel() {
    return firstModel;
  }

  int models() {
    return models;
  }

  /** The logits of all models, (models * batch) x outputs. */
  Matrix logits() {
    return logits;
  }

  /** The labels of all models' samples, as {@link #label} took them. */
  int[] labels() {
    return labels;
  }

  /** Takes the labels of a batch: that of its i-th sample is {@code all[samples[i]]}. */
  void label(int[] all, int[] samples) {
    for (int i = 0; i < batch; i++) {
      labels[i] = all[samples[i]];
    }
    for (int model = 1; model < models; model++) {
      System.arraycopy(labels, 0, labels, model * batch, batch);
    }
  }

  /** Computes losses and predictions from the logits. */
  void evaluate(Kernels kernels) {
    loss.losses(kernels, logits, labels, losses);
    supervision.objective().predict(logits, predictions);
  }

  /** As {@link #evaluate}, and the gradient of each model's mean loss of the batch. */
  void differentiate(Kernels kernels) {
    loss.gradient(kernels, logits, labels, 1f / batch, losses, gradient);
    supervision.objective().predict(logits, predictions);
  }

  /** Losses of all models' samples, in its first elements from {@link #lossAt} on. */
  float[] losses() {
    return losses.array();
  }

  /** Index in {@link #losses} of a model's first sample; models are counted within these. */
  int lossAt(int model) {
    return losses.offset() + model * batch;
  }

  /** Predictions of all models' samples; those of a model start at model * batch. */
  int[] predictions() {
    return predictions;
  }

  /**
   * Adds up each model's losses and right answers, the losses in order of samples.
   *
   * @param loss of each model of the cohort, added to
   * @param right of each model of the cohort, added to
   */
  void tally(double[] loss, int[] right) {
    for (int model = 0; model < models; model++) {
      double sum = loss[firstModel + model];
      int count = 0;
      int at = lossAt(model);
      int first = model * batch;
      for (int i = 0; i < batch; i++) {
        sum += losses.array()[at + i];
        count += predictions[first + i] == labels[first + i] ? 1 : 0;
      }
      loss[firstModel + model] = sum;
      right[firstModel + model] += count;
    }
  }
}
