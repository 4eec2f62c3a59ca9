package finegrain.trainer.training;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.model.Pass;
import finegrain.trainer.objective.Objective.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * The models of a cohort that share a goal, in passes of one batch size: the samples of all of
 * them, model after model, are rows of one matrix of logits, so that each operation on them is one
 * call.
 */
final class Head {
  private final Goal goal;
  private final Loss loss;
  private final int firstModel;
  private final int models;
  private final int batch;
  private final Matrix logits;
  private final Matrix gradient;
  private final Matrix losses;
  private final int[] labels;
  private final int[] predictions;

  private Head(Goal goal, int firstModel, int models, Pass pass) {
    this.goal = goal;
    this.firstModel = firstModel;
    this.models = models;
    batch = pass.batch();
    logits = pass.logits(firstModel, models);
    gradient = pass.logitsGradient(firstModel, models);
    losses = Matrix.allocate(1, models * batch);
    loss = goal.objective().loss(models * batch);
    labels = new int[models * batch];
    predictions = new int[models * batch];
  }

  /** The heads of a pass; models of one goal follow each other. */
  static List<Head> of(List<Goal> goals, Pass pass) {
    List<Head> heads = new ArrayList<>();
    for (int first = 0; first < goals.size(); ) {
      Goal goal = goals.get(first);
      int end = goals.lastIndexOf(goal) + 1;
      heads.add(new Head(goal, first, end - first, pass));
      first = end;
    }
    return heads;
  }

  Goal goal() {
    return goal;
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
    goal.objective().predict(logits, predictions);
  }

  /** As {@link #evaluate}, and the gradient of each model's mean loss of the batch. */
  void differentiate(Kernels kernels) {
    loss.gradient(kernels, logits, labels, 1f / batch, losses, gradient);
    goal.objective().predict(logits, predictions);
  }

  /** Losses of all models' samples, in its first elements from {@link #lossAt} on. */
  float[] losses() {
    return losses.array();
  }

  /** Index in {@link #losses} of a model's first sample; models are counted within the head. */
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
