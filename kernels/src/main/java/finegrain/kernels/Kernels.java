package finegrain.kernels;

import java.util.Objects;

/**
 * The operations of a backend. Opened by {@link Backend#open()}; it holds a workspace, so it serves
 * one thread at a time, and it is closed after use. Opened by {@link Backend#open(int)}, large
 * products are shared out among threads of its own, with the same bits.
 *
 * <p>Every public method checks the shapes and throws {@link IllegalArgumentException} with one
 * sentence if they do not fit; only then is anything written. Those of the vector and the scalar
 * backend allocate nothing once their workspace has grown to the shapes in use.
 *
 * <p>Aliasing: the output of an operation by elements or by rows may be the very view that is an
 * input; otherwise outputs must not overlap inputs or each other. A product's output never overlaps
 * its operands.
 *
 * <p>The results of {@code scalar} and {@code vector} are equal bit for bit, NaN payloads aside.
 * What is computed, in which order, is part of each method's contract.
 */
public abstract class Kernels implements AutoCloseable {
  /** For backends. */
  protected Kernels() {}

  // Products

  /**
   * c = a b (or aᵀ b, or a bᵀ). Each element is one chain of fused multiply-adds over the inner
   * index in increasing order, starting from +0.
   *
   * @param a rows x inner, or inner x rows with {@link Transposed#LEFT}
   * @param b inner x columns, or columns x inner with {@link Transposed#RIGHT}
   * @param c rows x columns, overwritten
   */
  public final void matmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.product("matmul", transposed, a, b, c);
    computeMatmul(transposed, a, EVERY_ROW, b, c, Start.ZERO);
  }

  /**
   * {@link #matmul(Transposed, Matrix, Matrix, Matrix)} with chosen rows of a as the left matrix:
   * its row i is row {@code rows[i]} of a. Nothing is gathered beforehand: rows are packed as they
   * are read.
   *
   * @param rows the rows that are meant, in its first elements; they may repeat
   * @throws IllegalArgumentException also if there are too few of them, or one that a does not have
   */
  public final void matmul(Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c) {
    ShapeChecks.product("matmul", transposed, a, rows, b, c);
    computeMatmul(transposed, a, rows, b, c, Start.ZERO);
  }

  /**
   * c = c + a b (or aᵀ b, or a bᵀ). As {@link #matmul}, but each chain starts from the element of
   * c.
   *
   * @param a rows x inner, or inner x rows with {@link Transposed#LEFT}
   * @param b inner x columns, or columns x inner with {@link Transposed#RIGHT}
   * @param c rows x columns, added to
   */
  public final void matmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.product("matmulAdd", transposed, a, b, c);
    computeMatmul(transposed, a, EVERY_ROW, b, c, Start.OUTPUT);
  }

  /**
   * {@link #matmulAdd(Transposed, Matrix, Matrix, Matrix)} with chosen rows of a as the left
   * matrix, as in {@link #matmul(Transposed, Matrix, int[], Matrix, Matrix)}.
   */
  public final void matmulAdd(Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c) {
    ShapeChecks.product("matmulAdd", transposed, a, rows, b, c);
    computeMatmul(transposed, a, rows, b, c, Start.OUTPUT);
  }

  /**
   * A fully connected layer: y = f(x w + bias). Each sum is one chain of fused multiply-adds over
   * the inputs in increasing order, starting from the bias.
   *
   * @param x batch x inputs
   * @param w inputs x units
   * @param bias 1 x units
   * @param y batch x units, overwritten
   */
  public final void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.product("dense", Transposed.NONE, x, w, y);
    ShapeChecks.shape("dense", "bias", bias, 1, w.columns());
    ShapeChecks.apart("dense", bias, y);
    computeDense(x, EVERY_ROW, w, bias, activation, y);
  }

  /**
   * {@link #dense(Matrix, Matrix, Matrix, Activation, Matrix)} of chosen rows of x, such as the
   * samples of a batch: row i of y belongs to row {@code rows[i]} of x.
   *
   * @param x samples x inputs
   * @param rows a row of x for each row of y, in its first elements; they may repeat
   */
  public final void dense(
      Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.product("dense", Transposed.NONE, x, rows, w, y);
    ShapeChecks.shape("dense", "bias", bias, 1, w.columns());
    ShapeChecks.apart("dense", bias, y);
    computeDense(x, rows, w, bias, activation, y);
  }

  /**
   * Copies chosen rows: row i of y = row {@code rows[i]} of x.
   *
   * @param x samples x columns
   * @param rows a row of x for each row of y, in its first elements; they may repeat
   * @param y batch x columns, overwritten
   */
  public final void gather(Matrix x, int[] rows, Matrix y) {
    ShapeChecks.shape("gather", "the output", y, y.rows(), x.columns());
    ShapeChecks.rows("gather", x, rows, y.rows());
    ShapeChecks.apart("gather", x, y);
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(x.array(), x.rowOffset(rows[row]), y.array(), y.rowOffset(row), y.columns());
    }
  }

  // Operations by elements

  /** y = exp x. Worst error below 1 ULP. */
  public final void exp(Matrix x, Matrix y) {
    ShapeChecks.elementwise("exp", x, y);
    computeExp(x, y);
  }

  /** y = log x (natural). Worst error below 1 ULP. */
  public final void log(Matrix x, Matrix y) {
    ShapeChecks.elementwise("log", x, y);
    computeLog(x, y);
  }

  /** y = f(x). Worst error of tanh below 1 ULP. */
  public final void activate(Activation activation, Matrix x, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.elementwise("activate", x, y);
    computeActivation(activation, x, y);
  }

  /**
   * The gradient of an activation: dx = dy f'(x), from y = f(x). ReLU: dy where y is above 0 or
   * NaN, else +0. Tanh: dy (1 - y y), with 1 - y y as one fused multiply-add.
   *
   * @param y the activation's output
   * @param dy the gradient with respect to y, of the same shape
   * @param dx the gradient with respect to x, overwritten; may be the view dy
   */
  public final void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.elementwise("activationGradient", dy, dx);
    ShapeChecks.elementwise("activationGradient", y, dx);
    computeActivationGradient(activation, y, dy, dx);
  }

  /** y = 1 / (1 + exp(-x)), without overflow. Worst error 2.5 ULP. */
  public final void sigmoid(Matrix x, Matrix y) {
    ShapeChecks.elementwise("sigmoid", x, y);
    computeSigmoid(x, y);
  }

  // Operations by rows

  /**
   * Softmax of each row: with m the row's largest element, e = exp(x - m) and s the {@linkplain
   * #rowSums row sum} of e, y = e (1 / s).
   *
   * @param x rows x classes, at least one class
   * @param y rows x classes, overwritten
   */
  public final void softmax(Matrix x, Matrix y) {
    ShapeChecks.elementwise("softmax", x, y);
    ShapeChecks.classes("softmax", x);
    computeSoftmax(x, y);
  }

  /**
   * Logarithm of the softmax of each row: y = (x - m) - log s, with m and s as in {@link #softmax}.
   *
   * @param x rows x classes, at least one class
   * @param y rows x classes, overwritten
   */
  public final void logSoftmax(Matrix x, Matrix y) {
    ShapeChecks.elementwise("logSoftmax", x, y);
    ShapeChecks.classes("logSoftmax", x);
    computeLogSoftmax(x, y);
  }

  /**
   * Cross-entropy of the softmax of each row: log s - (x[label] - m), with m and s as in {@link
   * #softmax}.
   *
   * @param logits rows x classes, at least one class
   * @param labels the class of each row, in its first {@code rows} elements
   * @param losses 1 x rows, overwritten
   */
  public final void crossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.classes("crossEntropy", logits);
    ShapeChecks.labels("crossEntropy", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropy", logits, losses);
    computeCrossEntropy(logits, labels, losses);
  }

  /**
   * Cross-entropy as {@link #crossEntropy}, and its gradient with respect to the logits: (p - 1)
   * scale at the label and p scale elsewhere, with p the {@link #softmax}.
   *
   * @param logits rows x classes, at least one class
   * @param labels the class of each row, in its first {@code rows} elements
   * @param scale factor of the gradient, such as 1 / batch; the losses are not scaled
   * @param losses 1 x rows, overwritten
   * @param gradient rows x classes, overwritten; may be the view logits
   */
  public final void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.classes("crossEntropyGradient", logits);
    ShapeChecks.labels("crossEntropyGradient", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("crossEntropyGradient", logits, gradient);
    ShapeChecks.apart("crossEntropyGradient", losses, gradient);
    computeCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  /**
   * Binary cross-entropy of a sigmoid unit: max(t, 0) + log1p(exp(-|t|)), where t is the logit for
   * label 0 and its negative for label 1.
   *
   * @param logits rows x 1
   * @param labels 0 or 1 for each row, in its first {@code rows} elements
   * @param losses 1 x rows, overwritten
   */
  public final void binaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.binary("binaryCrossEntropy", logits, labels);
    ShapeChecks.losses("binaryCrossEntropy", logits, losses);
    computeBinaryCrossEntropy(logits, labels, losses);
  }

  /**
   * Binary cross-entropy as {@link #binaryCrossEntropy}, and its gradient with respect to the
   * logits: (p - label) scale, with p the {@link #sigmoid}.
   *
   * @param logits rows x 1
   * @param labels 0 or 1 for each row, in its first {@code rows} elements
   * @param scale factor of the gradient, such as 1 / batch; the losses are not scaled
   * @param losses 1 x rows, overwritten
   * @param gradient rows x 1, overwritten; may be the view logits
   */
  public final void binaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.binary("binaryCrossEntropyGradient", logits, labels);
    ShapeChecks.losses("binaryCrossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("binaryCrossEntropyGradient", logits, gradient);
    ShapeChecks.apart("binaryCrossEntropyGradient", losses, gradient);
    computeBinaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  // Reductions

  /**
   * The sum of each row: 16 partial sums starting from +0, element i added to partial i mod 16 in
   * increasing i, then folded: partial i with i + 8, then + 4, + 2, + 1.
   *
   * @param x rows x columns
   * @param sums 1 x rows, overwritten
   */
  public final void rowSums(Matrix x, Matrix sums) {
    ShapeChecks.shape("rowSums", "sums", sums, 1, x.rows());
    ShapeChecks.apart("rowSums", x, sums);
    computeRowSums(x, sums);
  }

  /**
   * The sum of each column: one chain of additions in increasing row, starting from +0.
   *
   * @param x rows x columns
   * @param sums 1 x columns, overwritten
   */
  public final void columnSums(Matrix x, Matrix sums) {
    ShapeChecks.shape("columnSums", "sums", sums, 1, x.columns());
    ShapeChecks.apart("columnSums", x, sums);
    computeColumnSums(x, sums);
  }

  // Optimisation

  /**
   * Stochastic gradient descent with momentum: v = fma(momentum, v, -(learningRate g)), then w = w
   * + v.
   *
   * @param weights w, updated
   * @param velocity v, of the same shape, updated
   * @param gradient g, of the same shape
   */
  public final void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    ShapeChecks.shape("momentumStep", "velocity", velocity, weights.rows(), weights.columns());
    ShapeChecks.shape("momentumStep", "gradient", gradient, weights.rows(), weights.columns());
    ShapeChecks.apart("momentumStep", weights, velocity);
    ShapeChecks.apart("momentumStep", weights, gradient);
    ShapeChecks.apart("momentumStep", velocity, gradient);
    computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  /**
   * The momentum step of a fully connected layer's weights by their gradient: g = xᵀ dy as {@link
   * #matmul(Transposed, Matrix, Matrix, Matrix)}, then {@link #momentumStep}, in one pass that
   * never stores g.
   *
   * @param x batch x inputs
   * @param dy batch x units, the gradient with respect to x w
   * @param weights inputs x units, updated
   * @param velocity inputs x units, updated
   */
  public final void denseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    ShapeChecks.product("denseMomentumStep", Transposed.LEFT, x, dy, weights);
    ShapeChecks.velocity("denseMomentumStep", x, dy, weights, velocity);
    computeDenseMomentumStep(x, EVERY_ROW, dy, weights, velocity, learningRate, momentum);
  }

  /**
   * {@link #denseMomentumStep(Matrix, Matrix, Matrix, Matrix, float, float)} with chosen rows of x,
   * such as the samples of a batch.
   *
   * @param x samples x inputs
   * @param rows a row of x for each row of dy, in its first elements; they may repeat
   */
  public final void denseMomentumStep(
      Matrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    ShapeChecks.product("denseMomentumStep", Transposed.LEFT, x, rows, dy, weights);
    ShapeChecks.velocity("denseMomentumStep", x, dy, weights, velocity);
    computeDenseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
  }

  /**
   * What the methods inside that do the work of products have done so far: always the same counts
   * in the same order, brought up to date by this call. Empty from backends that do not count.
   */
  public KernelTally tally() {
    return KernelTally.NONE;
  }

  /** Gives the workspace back. The kernels must not be used after. */
  @Override
  public void close() {}

  // What a backend implements: the operations above, with shapes and aliasing already checked.

  /** Where the chains of a product start. */
  protected enum Start {
    /** From +0. */
    ZERO,
    /** From the element of the output. */
    OUTPUT
  }

  /** In place of chosen rows, where every row is meant as it comes. */
  protected static final int[] EVERY_ROW = {};

  /**
   * Every matmul and matmulAdd.
   *
   * @param rows the rows of a that are meant; every one if it is empty
   */
  protected abstract void computeMatmul(
      Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c, Start start);

  /**
   * Every dense.
   *
   * @param rows the rows of x that are meant; every one if it is empty
   */
  protected abstract void computeDense(
      Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y);

  /**
   * Every denseMomentumStep.
   *
   * @param rows the rows of x that are meant; every one if it is empty
   */
  protected abstract void computeDenseMomentumStep(
      Matrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum);

  /** {@link #exp}. */
  protected abstract void computeExp(Matrix x, Matrix y);

  /** {@link #log}. */
  protected abstract void computeLog(Matrix x, Matrix y);

  /** {@link #activate}. */
  protected abstract void computeActivation(Activation activation, Matrix x, Matrix y);

  /** {@link #activationGradient}. */
  protected abstract void computeActivationGradient(
      Activation activation, Matrix y, Matrix dy, Matrix dx);

  /** {@link #sigmoid}. */
  protected abstract void computeSigmoid(Matrix x, Matrix y);

  /** {@link #softmax}. */
  protected abstract void computeSoftmax(Matrix x, Matrix y);

  /** {@link #logSoftmax}. */
  protected abstract void computeLogSoftmax(Matrix x, Matrix y);

  /** {@link #crossEntropy}. */
  protected abstract void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses);

  /** {@link #crossEntropyGradient}. */
  protected abstract void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);

  /** {@link #binaryCrossEntropy}. */
  protected abstract void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses);

  /** {@link #binaryCrossEntropyGradient}. */
  protected abstract void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);

  /** {@link #rowSums}. */
  protected abstract void computeRowSums(Matrix x, Matrix sums);

  /** {@link #columnSums}. */
  protected abstract void computeColumnSums(Matrix x, Matrix sums);

  /** {@link #momentumStep}. */
  protected abstract void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum);
}
