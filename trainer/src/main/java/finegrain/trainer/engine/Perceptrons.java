package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import finegrain.trainer.network.Parameters;
import java.util.Arrays;
import java.util.List;

/**
 * Perceptrons that are trained side by side on the same batches, with the same bits as each alone:
 * their hidden layers are blocks of columns of one wide matrix, whose products are one call.
 *
 * <pre>
 *   w1   inputs x columns   | model 0 | model 1 | ... | unused |
 *   rest                    b1 (columns) | w2 of model 0 | b2 of model 0 | w2 of model 1 | ...
 * </pre>
 *
 * What is not w1 lies one after the other, so that one momentum step serves it all; so do
 * velocities and gradients. The columns are filled up to a whole cache line with units whose
 * weights are 0 and stay 0: the products compute them anyway.
 *
 * <p>For one thread. The operations of a step allocate nothing.
 */
final class Perceptrons {
  /** The columns of all models together are filled up to a multiple of this: a cache line. */
  static final int LINE = 16;

  // Where the parameters of a perceptron stand among those of its network.
  private static final int W1 = 0;
  private static final int B1 = 1;
  private static final int W2 = 2;
  private static final int B2 = 3;

  private final Activation activation;
  private final int[] hiddenUnits;
  private final int[] outputs;
  private final int[] firstColumn;
  private final int[] w2At;
  private final Matrix w1;
  private final Matrix w1Velocity;
  private final Matrix rest;
  private final Matrix restVelocity;
  private final Matrix restGradient;
  private final Matrix b1;
  private final Matrix b1Gradient;
  private final Matrix[] w2;
  private final Matrix[] w2Gradient;
  private final Matrix[] b2;
  private final Matrix[] b2Gradient;

  /**
   * Models with weights, biases and velocities of 0.
   *
   * @param inputs features of a sample
   * @param activation of the hidden layers
   * @param hiddenUnits of each model
   * @param outputs of each model
   */
  Perceptrons(int inputs, Activation activation, int[] hiddenUnits, int[] outputs) {
    this.activation = activation;
    this.hiddenUnits = hiddenUnits.clone();
    this.outputs = outputs.clone();
    int models = hiddenUnits.length;
    firstColumn = new int[models];
    w2At = new int[models];
    int columns = 0;
    for (int model = 0; model < models; model++) {
      firstColumn[model] = columns;
      columns += hiddenUnits[model];
    }
    columns = Math.ceilDiv(columns, LINE) * LINE;
    int length = columns;
    for (int model = 0; model < models; model++) {
      w2At[model] = length;
      length += (hiddenUnits[model] + 1) * outputs[model];
    }
    w1 = Matrix.allocate(inputs, columns);
    w1Velocity = Matrix.allocate(inputs, columns);
    rest = Matrix.allocate(1, length);
    restVelocity = Matrix.allocate(1, length);
    restGradient = Matrix.allocate(1, length);
    b1 = rest.columnRange(0, columns);
    b1Gradient = restGradient.columnRange(0, columns);
    w2 = new Matrix[models];
    w2Gradient = new Matrix[models];
    b2 = new Matrix[models];
    b2Gradient = new Matrix[models];
    for (int model = 0; model < models; model++) {
      w2[model] = w2(rest, model);
      w2Gradient[model] = w2(restGradient, model);
      b2[model] = b2(rest, model);
      b2Gradient[model] = b2(restGradient, model);
    }
  }

  private Matrix w2(Matrix all, int model) {
    int columns = outputs[model];
    return Matrix.of(all.array(), all.offset() + w2At[model], hiddenUnits[model], columns, columns);
  }

  private Matrix b2(Matrix all, int model) {
    return all.columnRange(w2At[model] + hiddenUnits[model] * outputs[model], outputs[model]);
  }

  /** How many models there are. */
  int size() {
    return hiddenUnits.length;
  }

  /** Columns of w1, those that no model uses included. */
  int columns() {
    return w1.columns();
  }

  /** Hidden units of a model. */
  int hiddenUnits(int model) {
    return hiddenUnits[model];
  }

  /** Outputs of a model. */
  int outputs(int model) {
    return outputs[model];
  }

  /** The columns of a model in a matrix that has all of them; a view. */
  Matrix columnsOf(int model, Matrix wide) {
    return wide.columnRange(firstColumn[model], hiddenUnits[model]);
  }

  /** The hidden weights of all models, inputs x columns; not a copy. */
  Matrix hiddenWeights() {
    return w1;
  }

  /**
   * Takes over the weights of a model.
   *
   * @param inputs the input of the model that each row of {@link #hiddenWeights} is
   */
  void set(int model, Parameters weights, int[] inputs) {
    List<Matrix> tensors = weights.tensors();
    copyRows(model, tensors.get(W1), inputs, w1);
    copy(tensors.get(B1), columnsOf(model, b1));
    copy(tensors.get(W2), w2[model]);
    copy(tensors.get(B2), b2[model]);
  }

  /**
   * Copies chosen rows of a model's hidden weights into its columns of a wide matrix.
   *
   * @param hiddenWeights all inputs x hidden units of the model
   * @param inputs the rows, one for each of {@code wide}
   * @param wide inputs x columns
   */
  void copyRows(int model, Matrix hiddenWeights, int[] inputs, Matrix wide) {
    Matrix to = columnsOf(model, wide);
    for (int row = 0; row < inputs.length; row++) {
      copy(hiddenWeights.rowRange(inputs[row], 1), to.rowRange(row, 1));
    }
  }

  /** Writes the weights of a model, but for those of inputs that are not among {@code inputs}. */
  void get(int model, Parameters weights, int[] inputs) {
    List<Matrix> tensors = weights.tensors();
    Matrix mine = columnsOf(model, w1);
    for (int row = 0; row < inputs.length; row++) {
      copy(mine.rowRange(row, 1), tensors.get(W1).rowRange(inputs[row], 1));
    }
    copy(columnsOf(model, b1), tensors.get(B1));
    copy(w2[model], tensors.get(W2));
    copy(b2[model], tensors.get(B2));
  }

  /** Some of the models, with their weights and velocities: the columns close up. */
  Perceptrons only(int[] models) {
    Perceptrons some =
        new Perceptrons(
            w1.rows(),
            activation,
            Arrays.stream(models).map(model -> hiddenUnits[model]).toArray(),
            Arrays.stream(models).map(model -> outputs[model]).toArray());
    select(models, w1, some, some.w1);
    select(models, w1Velocity, some, some.w1Velocity);
    select(models, b1, some, some.b1);
    select(
        models,
        restVelocity.columnRange(0, columns()),
        some,
        some.restVelocity.columnRange(0, some.columns()));
    for (int i = 0; i < models.length; i++) {
      int model = models[i];
      copy(w2[model], some.w2[i]);
      copy(w2(restVelocity, model), some.w2(some.restVelocity, i));
      copy(b2[model], some.b2[i]);
      copy(b2(restVelocity, model), some.b2(some.restVelocity, i));
    }
    return some;
  }

  /**
   * The columns of some of the models, closed up as in {@link #only}.
   *
   * @param wide inputs x columns
   * @param some what {@code only(models)} has returned
   * @return a copy, inputs x columns of {@code some}
   */
  Matrix select(int[] models, Matrix wide, Perceptrons some) {
    Matrix selected = Matrix.allocate(wide.rows(), some.columns());
    select(models, wide, some, selected);
    return selected;
  }

  private void select(int[] models, Matrix wide, Perceptrons some, Matrix selected) {
    for (int i = 0; i < models.length; i++) {
      copy(columnsOf(models[i], wide), some.columnsOf(i, selected));
    }
  }

  /**
   * From a batch to its logits.
   *
   * @param x the features of the batch
   * @param hiddenWeights {@link #hiddenWeights}, or others for other inputs: inputs x columns
   */
  void forward(Kernels kernels, Batch x, Matrix hiddenWeights, PerceptronPass pass) {
    x.layer(kernels, hiddenWeights, b1, activation, pass.hidden());
    for (int model = 0; model < w2.length; model++) {
      kernels.dense(
          pass.hidden(model), w2[model], b2[model], Activation.IDENTITY, pass.logits(model));
    }
  }

  /**
   * From the gradients of the logits to those of the hidden layers' sums and of all parameters but
   * w1, after {@link #forward}.
   */
  void backward(Kernels kernels, PerceptronPass pass) {
    for (int model = 0; model < w2.length; model++) {
      Matrix dz = pass.logitsGradient(model);
      kernels.matmul(Transposed.LEFT, pass.hidden(model), dz, w2Gradient[model]);
      kernels.columnSums(dz, b2Gradient[model]);
      kernels.matmul(Transposed.RIGHT, dz, w2[model], pass.hiddenGradient(model));
    }
    Matrix ds = pass.hiddenGradient();
    kernels.activationGradient(activation, pass.hidden(), ds, ds);
    kernels.columnSums(ds, b1Gradient);
  }

  /**
   * One step of gradient descent with momentum on all parameters, after {@link #backward}.
   *
   * @param x the features of the batch
   */
  void step(Kernels kernels, Batch x, PerceptronPass pass, float learningRate, float momentum) {
    x.momentumStep(kernels, pass.hiddenGradient(), w1, w1Velocity, learningRate, momentum);
    kernels.momentumStep(rest, restVelocity, restGradient, learningRate, momentum);
  }

  /** The velocities of w1, b1, w2 and b2 of a model; not copies. */
  List<Matrix> velocities(int model) {
    return List.of(
        columnsOf(model, w1Velocity),
        columnsOf(model, restVelocity.columnRange(0, columns())),
        w2(restVelocity, model),
        b2(restVelocity, model));
  }

  private static void copy(Matrix from, Matrix to) {
    for (int row = 0; row < from.rows(); row++) {
      System.arraycopy(
          from.array(), from.rowOffset(row), to.array(), to.rowOffset(row), from.columns());
    }
  }
}
