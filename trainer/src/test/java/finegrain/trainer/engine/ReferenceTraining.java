package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.trainer.RandomPurpose;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.training.EarlyStopping;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The training of one model as a reader would write it down: alone, with all inputs, one batch
 * after the other, each operation a call of its own. What both engines must equal bit for bit.
 */
final class ReferenceTraining {
  private final Kernels kernels;
  private final Task task;
  private final Protocol protocol;
  private final Optimisation.EarlyStopped optimisation;
  private final ModelSpec spec;
  private final LabelTree tree;
  private final Objective objective;
  private final boolean sigmoid;
  private final Parameters model;
  private final Matrix w1;
  private final Matrix b1;
  private final Matrix w2;
  private final Matrix b2;
  private final List<Matrix> velocities = new ArrayList<>();

  private ReferenceTraining(
      Kernels kernels, Task task, Protocol protocol, ModelSpec spec, long seed) {
    this.kernels = kernels;
    this.task = task;
    this.protocol = protocol;
    this.spec = spec;
    tree = task.tree(spec.map());
    optimisation = (Optimisation.EarlyStopped) protocol.optimisation();
    objective = protocol.objective(spec.target(), tree);
    int outputs = objective.outputs();
    sigmoid = outputs == 1;
    model =
        spec.model()
            .network(Shape.row(task.features()), outputs, protocol.activation())
            .initial(seed, spec.repeat());
    w1 = model.tensors().get(0);
    b1 = model.tensors().get(1);
    w2 = model.tensors().get(2);
    b2 = model.tensors().get(3);
    for (Matrix tensor : model.tensors()) {
      velocities.add(Matrix.allocate(tensor.rows(), tensor.columns()));
    }
  }

  /** Trains a model; its operations are not counted. */
  static TrainedModel train(
      Backend backend, Task task, Protocol protocol, ModelSpec spec, long seed, int mostEpochs) {
    try (Kernels kernels = backend.open()) {
      return new ReferenceTraining(kernels, task, protocol, spec, seed).run(seed, mostEpochs);
    }
  }

  private TrainedModel run(long seed, int mostEpochs) {
    LabelledSet trainingSet = task.trainingSet(spec.perClass(), spec.repeat());
    Task.Split split = task.split(seed, spec.repeat());
    int samples = trainingSet.size();
    int batch = protocol.batchSize(spec.perClass(), samples);
    EarlyStopping stopping = new EarlyStopping(optimisation.patience());
    List<EpochRecord> epochs = new ArrayList<>();
    boolean diverged = false;
    boolean ended = false;
    while (epochs.size() < mostEpochs && !ended && !diverged) {
      int[] order = IntStream.range(0, samples).toArray();
      RandomPurpose.BATCH_ORDER.stream(seed, spec.repeat(), epochs.size()).shuffle(order);
      float learningRate = optimisation.learningRate().at(epochs.size());
      double loss = 0;
      int right = 0;
      for (int from = 0; from < samples; from += batch) {
        int[] rows = Arrays.copyOfRange(order, from, Math.min(samples, from + batch));
        int[] labels = labels(trainingSet, rows);
        Matrix x = gathered(trainingSet, rows);
        Matrix hidden = hidden(x);
        Matrix logits = logits(hidden);
        Matrix losses = step(x, hidden, logits, labels, learningRate);
        for (int row = 0; row < rows.length; row++) {
          loss += losses.get(0, row);
          right += prediction(logits, row) == labels[row] ? 1 : 0;
        }
      }
      Scores validation = scores(task.pool(spec.repeat()), split.validation());
      epochs.add(new EpochRecord(loss / samples, (double) right / samples, validation));
      diverged = !Double.isFinite(loss);
      ended = stopping.endsWith(validation.accuracy());
    }
    return new TrainedModel(
        spec,
        batch,
        diverged,
        epochs,
        scores(trainingSet, IntStream.range(0, samples).toArray()),
        scores(task.pool(spec.repeat()), split.test()),
        answersOneClass(task.pool(spec.repeat()), split.test()),
        model.count(),
        model.sha256(),
        0,
        Double.NaN);
  }

  private int[] labels(LabelledSet set, int[] rows) {
    return Arrays.stream(rows).map(row -> objective.classOf(set.fine()[row])).toArray();
  }

  private static Matrix gathered(LabelledSet set, int[] rows) {
    return set.only(rows).features();
  }

  private Matrix hidden(Matrix x) {
    Matrix hidden = Matrix.allocate(x.rows(), spec.width());
    kernels.dense(x, w1, b1, protocol.activation(), hidden);
    return hidden;
  }

  private Matrix logits(Matrix hidden) {
    Matrix logits = Matrix.allocate(hidden.rows(), w2.columns());
    kernels.dense(hidden, w2, b2, Activation.IDENTITY, logits);
    return logits;
  }

  /** One step, on gradients that are all found before the first weight moves. */
  private Matrix step(Matrix x, Matrix hidden, Matrix logits, int[] labels, float learningRate) {
    int batch = x.rows();
    Matrix losses = Matrix.allocate(1, batch);
    Matrix dz = Matrix.allocate(batch, w2.columns());
    if (sigmoid) {
      kernels.binaryCrossEntropyGradient(logits, labels, 1f / batch, losses, dz);
    } else {
      kernels.crossEntropyGradient(logits, labels, 1f / batch, losses, dz);
    }
    Matrix ds = Matrix.allocate(batch, spec.width());
    kernels.matmul(Transposed.RIGHT, dz, w2, ds);
    kernels.activationGradient(protocol.activation(), hidden, ds, ds);
    List<Matrix> gradients =
        model.tensors().stream()
            .map(tensor -> Matrix.allocate(tensor.rows(), tensor.columns()))
            .toList();
    kernels.matmul(Transposed.LEFT, x, ds, gradients.get(0));
    kernels.columnSums(ds, gradients.get(1));
    kernels.matmul(Transposed.LEFT, hidden, dz, gradients.get(2));
    kernels.columnSums(dz, gradients.get(3));
    for (int i = 0; i < gradients.size(); i++) {
      kernels.momentumStep(
          model.tensors().get(i),
          velocities.get(i),
          gradients.get(i),
          learningRate,
          optimisation.momentum());
    }
    return losses;
  }

  private int prediction(Matrix logits, int row) {
    if (sigmoid) {
      return logits.get(row, 0) > 0 ? 1 : 0;
    }
    int best = 0;
    for (int output = 1; output < logits.columns(); output++) {
      best = logits.get(row, output) > logits.get(row, best) ? output : best;
    }
    return best;
  }

  /** The scores over samples, one sample after the other. */
  private Scores scores(LabelledSet set, int[] samples) {
    boolean fine = !objective.isCoarse();
    double loss = 0;
    double coarseLoss = 0;
    double intraLoss = 0;
    int right = 0;
    int coarseRight = 0;
    int confused = 0;
    Matrix oneLoss = Matrix.allocate(1, 1);
    for (int sample : samples) {
      int[] rows = {sample};
      int[] label = labels(set, rows);
      Matrix logits = logits(hidden(gathered(set, rows)));
      if (sigmoid) {
        kernels.binaryCrossEntropy(logits, label, oneLoss);
      } else {
        kernels.crossEntropy(logits, label, oneLoss);
      }
      double own = oneLoss.get(0, 0);
      int prediction = prediction(logits, 0);
      loss += own;
      if (fine) {
        double intra = intraLoss(logits, label[0]);
        intraLoss += intra;
        coarseLoss += Math.max(0, own - intra);
      }
      right += prediction == label[0] ? 1 : 0;
      coarseRight += coarsePrediction(logits) == tree.classOf(1, set.fine()[sample]) ? 1 : 0;
      confused += fine && confused(prediction, label[0]) ? 1 : 0;
    }
    double n = samples.length;
    return new Scores(
        loss / n,
        (fine ? coarseLoss : loss) / n,
        fine ? OptionalDouble.of(intraLoss / n) : OptionalDouble.empty(),
        right / n,
        coarseRight / n,
        confused / n);
  }

  private boolean confused(int prediction, int label) {
    return prediction != label && tree.coarse().coarse(prediction) == tree.coarse().coarse(label);
  }

  private boolean answersOneClass(LabelledSet set, int[] samples) {
    return Arrays.stream(samples)
            .map(sample -> coarsePrediction(logits(hidden(gathered(set, new int[] {sample})))))
            .distinct()
            .count()
        == 1;
  }

  private int coarsePrediction(Matrix logits) {
    if (objective.isCoarse()) {
      return prediction(logits, 0);
    }
    Matrix p = Matrix.allocate(1, logits.columns());
    kernels.softmax(logits, p);
    float[] mass = new float[2];
    for (int fine = 0; fine < p.columns(); fine++) {
      mass[tree.coarse().coarse(fine)] += p.get(0, fine);
    }
    return mass[1] > mass[0] ? 1 : 0;
  }

  /** The cross-entropy of the softmax over the fine classes of the label's coarse class. */
  private double intraLoss(Matrix logits, int label) {
    int[] members = tree.coarse().members(tree.coarse().coarse(label));
    Matrix group = Matrix.allocate(1, members.length);
    int position = 0;
    for (int i = 0; i < members.length; i++) {
      group.set(0, i, logits.get(0, members[i]));
      position = members[i] == label ? i : position;
    }
    Matrix loss = Matrix.allocate(1, 1);
    kernels.crossEntropy(group, new int[] {position}, loss);
    return loss.get(0, 0);
  }
}
