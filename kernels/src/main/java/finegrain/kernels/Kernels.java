package finegrain.kernels;

import java.util.Objects;

/**
 * The operations of a backend. Opened by {@link Backend#open()}; it holds a workspace, so it serves
 * one thread at a time, and it is closed after use.
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
    checkProduct("matmul", transposed, a, b, c);
    computeMatmul(transposed, a, b, c, Start.ZERO);
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
    checkProduct("matmulAdd", transposed, a, b, c);
    computeMatmul(transposed, a, b, c, Start.OUTPUT);
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
    checkProduct("dense", Transposed.NONE, x, w, y);
    checkShape("dense", "bias", bias, 1, w.columns());
    checkApart("dense", bias, y);
    computeDense(x, w, bias, activation, y);
  }

  // Operations by elements

  /** y = exp x. Worst error below 1 ULP. */
  public final void exp(Matrix x, Matrix y) {
    checkElementwise("exp", x, y);
    computeExp(x, y);
  }

  /** y = log x (natural). Worst error below 1 ULP. */
  public final void log(Matrix x, Matrix y) {
    checkElementwise("log", x, y);
    computeLog(x, y);
  }

  /** y = f(x). Worst error of tanh below 1 ULP. */
  public final void activate(Activation activation, Matrix x, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    checkElementwise("activate", x, y);
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
    checkElementwise("activationGradient", dy, dx);
    checkElementwise("activationGradient", y, dx);
    computeActivationGradient(activation, y, dy, dx);
  }

  /** y = 1 / (1 + exp(-x)), without overflow. Worst error 2.5 ULP. */
  public final void sigmoid(Matrix x, Matrix y) {
    checkElementwise("sigmoid", x, y);
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
    checkElementwise("softmax", x, y);
    checkClasses("softmax", x);
    computeSoftmax(x, y);
  }

  /**
   * Logarithm of the softmax of each row: y = (x - m) - log s, with m and s as in {@link #softmax}.
   *
   * @param x rows x classes, at least one class
   * @param y rows x classes, overwritten
   */
  public final void logSoftmax(Matrix x, Matrix y) {
    checkElementwise("logSoftmax", x, y);
    checkClasses("logSoftmax", x);
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
    checkClasses("crossEntropy", logits);
    checkLabels("crossEntropy", logits, logits.columns(), labels);
    checkLosses("crossEntropy", logits, losses);
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
    checkClasses("crossEntropyGradient", logits);
    checkLabels("crossEntropyGradient", logits, logits.columns(), labels);
    checkLosses("crossEntropyGradient", logits, losses);
    checkElementwise("crossEntropyGradient", logits, gradient);
    checkApart("crossEntropyGradient", losses, gradient);
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
    checkBinary("binaryCrossEntropy", logits, labels);
    checkLosses("binaryCrossEntropy", logits, losses);
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
    checkBinary("binaryCrossEntropyGradient", logits, labels);
    checkLosses("binaryCrossEntropyGradient", logits, losses);
    checkElementwise("binaryCrossEntropyGradient", logits, gradient);
    checkApart("binaryCrossEntropyGradient", losses, gradient);
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
    checkShape("rowSums", "sums", sums, 1, x.rows());
    checkApart("rowSums", x, sums);
    computeRowSums(x, sums);
  }

  /**
   * The sum of each column: one chain of additions in increasing row, starting from +0.
   *
   * @param x rows x columns
   * @param sums 1 x columns, overwritten
   */
  public final void columnSums(Matrix x, Matrix sums) {
    checkShape("columnSums", "sums", sums, 1, x.columns());
    checkApart("columnSums", x, sums);
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
    checkShape("momentumStep", "velocity", velocity, weights.rows(), weights.columns());
    checkShape("momentumStep", "gradient", gradient, weights.rows(), weights.columns());
    checkApart("momentumStep", weights, velocity);
    checkApart("momentumStep", weights, gradient);
    checkApart("momentumStep", velocity, gradient);
    computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
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

  /** {@link #matmul} and {@link #matmulAdd}. */
  protected abstract void computeMatmul(
      Transposed transposed, Matrix a, Matrix b, Matrix c, Start start);

  /** {@link #dense}. */
  protected abstract void computeDense(
      Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y);

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

  // Checks

  private static void checkProduct(
      String operation, Transposed transposed, Matrix a, Matrix b, Matrix c) {
    int rows = transposed == Transposed.LEFT ? a.columns() : a.rows();
    int inner = transposed == Transposed.LEFT ? a.rows() : a.columns();
    int innerOfB = transposed == Transposed.RIGHT ? b.columns() : b.rows();
    int columns = transposed == Transposed.RIGHT ? b.rows() : b.columns();
    if (inner != innerOfB || c.rows() != rows || c.columns() != columns) {
      String product =
          switch (transposed) {
            case NONE -> "left right";
            case LEFT -> "leftᵀ right";
            case RIGHT -> "left rightᵀ";
          };
      throw new IllegalArgumentException(
          "%s: the shapes do not fit, left is %s, right is %s and the output is %s for output = %s"
              .formatted(operation, a, b, c, product));
    }
    checkApart(operation, a, c);
    checkApart(operation, b, c);
  }

  private static void checkElementwise(String operation, Matrix x, Matrix y) {
    if (x.rows() != y.rows() || x.columns() != y.columns()) {
      throw new IllegalArgumentException(
          "%s: the shapes must be equal, not %s and %s".formatted(operation, x, y));
    }
    if (!x.sameView(y)) {
      checkApart(operation, x, y);
    }
  }

  private static void checkApart(String operation, Matrix x, Matrix y) {
    if (x.overlaps(y)) {
      throw new IllegalArgumentException(
          "%s: matrices of %s and %s share elements of one array, and must not"
              .formatted(operation, x, y));
    }
  }

  private static void checkShape(String operation, String name, Matrix x, int rows, int columns) {
    if (x.rows() != rows || x.columns() != columns) {
      throw new IllegalArgumentException(
          "%s: %s must be %d x %d, not %s".formatted(operation, name, rows, columns, x));
    }
  }

  private static void checkClasses(String operation, Matrix x) {
    if (x.columns() == 0) {
      throw new IllegalArgumentException("%s: a row needs at least one class".formatted(operation));
    }
  }

  private static void checkBinary(String operation, Matrix logits, int[] labels) {
    checkShape(operation, "logits", logits, logits.rows(), 1);
    checkLabels(operation, logits, 2, labels);
  }

  private static void checkLosses(String operation, Matrix logits, Matrix losses) {
    checkShape(operation, "losses", losses, 1, logits.rows());
    checkApart(operation, logits, losses);
  }

  private static void checkLabels(String operation, Matrix logits, int classes, int[] labels) {
    if (labels.length < logits.rows()) {
      throw new IllegalArgumentException(
          "%s: %d labels are too few for %d rows"
              .formatted(operation, labels.length, logits.rows()));
    }
    for (int row = 0; row < logits.rows(); row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            "%s: the label of row %d must be from 0 to %d, not %d"
                .formatted(operation, row, classes - 1, labels[row]));
      }
    }
  }
}
