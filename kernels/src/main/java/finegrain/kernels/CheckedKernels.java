package finegrain.kernels;

import java.util.Objects;

/**
 * Kernels that check their arguments. Each operation checks shapes and aliasing here, once for all
 * backends, and then calls the {@code compute} method of the backend. A backend extends this class.
 *
 * <p>The operations are final, and each calls one method. So the compiler sees a single target if
 * one backend is in use.
 */
public abstract class CheckedKernels implements Kernels {
  /** For backends. */
  protected CheckedKernels() {}

  // Products

  @Override
  public final void matmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.product("matmul", transposed, a, b, c);
    computeMatmul(transposed, a, b, c);
  }

  @Override
  public final void matmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    ShapeChecks.product("matmulAdd", transposed, a, b, c);
    computeMatmulAdd(transposed, a, b, c);
  }

  @Override
  public final void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.product("dense", Transposed.NONE, x, w, y);
    ShapeChecks.shape("dense", "bias", bias, 1, w.columns());
    ShapeChecks.apart("dense", bias, y);
    computeDense(x, w, bias, activation, y);
  }

  @Override
  public final void sparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.shape("sparseDense", "w", w, x.columns(), w.columns());
    ShapeChecks.shape("sparseDense", "bias", bias, 1, w.columns());
    ShapeChecks.shape("sparseDense", "y", y, y.rows(), w.columns());
    ShapeChecks.rows("sparseDense", x.rows(), rows, y.rows());
    ShapeChecks.apart("sparseDense", w, y);
    ShapeChecks.apart("sparseDense", bias, y);
    computeSparseDense(x, rows, w, bias, activation, y);
  }

  @Override
  public final void sparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    ShapeChecks.shape("sparseMomentumStep", "weights", weights, x.columns(), dy.columns());
    ShapeChecks.shape("sparseMomentumStep", "velocity", velocity, x.columns(), dy.columns());
    ShapeChecks.rows("sparseMomentumStep", x.rows(), rows, dy.rows());
    ShapeChecks.apart("sparseMomentumStep", weights, velocity);
    ShapeChecks.apart("sparseMomentumStep", dy, weights);
    ShapeChecks.apart("sparseMomentumStep", dy, velocity);
    computeSparseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
  }

  @Override
  public final void gather(Matrix x, int[] rows, Matrix y) {
    ShapeChecks.shape("gather", "the output", y, y.rows(), x.columns());
    ShapeChecks.rows("gather", x.rows(), rows, y.rows());
    ShapeChecks.apart("gather", x, y);
    for (int row = 0; row < y.rows(); row++) {
      System.arraycopy(x.array(), x.rowOffset(rows[row]), y.array(), y.rowOffset(row), y.columns());
    }
  }

  // Operations by elements

  @Override
  public final void exp(Matrix x, Matrix y) {
    ShapeChecks.elementwise("exp", x, y);
    computeExp(x, y);
  }

  @Override
  public final void log(Matrix x, Matrix y) {
    ShapeChecks.elementwise("log", x, y);
    computeLog(x, y);
  }

  @Override
  public final void activate(Activation activation, Matrix x, Matrix y) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.elementwise("activate", x, y);
    computeActivate(activation, x, y);
  }

  @Override
  public final void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    Objects.requireNonNull(activation, "activation");
    ShapeChecks.elementwise("activationGradient", dy, dx);
    ShapeChecks.elementwise("activationGradient", y, dx);
    computeActivationGradient(activation, y, dy, dx);
  }

  @Override
  public final void sigmoid(Matrix x, Matrix y) {
    ShapeChecks.elementwise("sigmoid", x, y);
    computeSigmoid(x, y);
  }

  // Operations by rows

  @Override
  public final void addBias(Matrix x, Matrix bias, Matrix y) {
    ShapeChecks.elementwise("addBias", x, y);
    ShapeChecks.shape("addBias", "bias", bias, 1, x.columns());
    ShapeChecks.apart("addBias", bias, y);
    computeAddBias(x, bias, y);
  }

  @Override
  public final void softmax(Matrix x, Matrix y) {
    ShapeChecks.elementwise("softmax", x, y);
    ShapeChecks.classes("softmax", x);
    computeSoftmax(x, y);
  }

  @Override
  public final void logSoftmax(Matrix x, Matrix y) {
    ShapeChecks.elementwise("logSoftmax", x, y);
    ShapeChecks.classes("logSoftmax", x);
    computeLogSoftmax(x, y);
  }

  @Override
  public final void crossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.classes("crossEntropy", logits);
    ShapeChecks.labels("crossEntropy", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropy", logits, losses);
    computeCrossEntropy(logits, labels, losses);
  }

  @Override
  public final void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.classes("crossEntropyGradient", logits);
    ShapeChecks.labels("crossEntropyGradient", logits, logits.columns(), labels);
    ShapeChecks.losses("crossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("crossEntropyGradient", logits, gradient);
    ShapeChecks.apart("crossEntropyGradient", losses, gradient);
    computeCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  public final void binaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    ShapeChecks.binary("binaryCrossEntropy", logits, labels);
    ShapeChecks.losses("binaryCrossEntropy", logits, losses);
    computeBinaryCrossEntropy(logits, labels, losses);
  }

  @Override
  public final void binaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    ShapeChecks.binary("binaryCrossEntropyGradient", logits, labels);
    ShapeChecks.losses("binaryCrossEntropyGradient", logits, losses);
    ShapeChecks.elementwise("binaryCrossEntropyGradient", logits, gradient);
    ShapeChecks.apart("binaryCrossEntropyGradient", losses, gradient);
    computeBinaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  // Reductions

  @Override
  public final void rowSums(Matrix x, Matrix sums) {
    ShapeChecks.shape("rowSums", "sums", sums, 1, x.rows());
    ShapeChecks.apart("rowSums", x, sums);
    computeRowSums(x, sums);
  }

  @Override
  public final void columnSums(Matrix x, Matrix sums) {
    ShapeChecks.shape("columnSums", "sums", sums, 1, x.columns());
    ShapeChecks.apart("columnSums", x, sums);
    computeColumnSums(x, sums);
  }

  // Optimisation

  @Override
  public final void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    ShapeChecks.shape("momentumStep", "velocity", velocity, weights.rows(), weights.columns());
    ShapeChecks.shape("momentumStep", "gradient", gradient, weights.rows(), weights.columns());
    ShapeChecks.apart("momentumStep", weights, velocity);
    ShapeChecks.apart("momentumStep", weights, gradient);
    ShapeChecks.apart("momentumStep", velocity, gradient);
    computeMomentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  @Override
  public final void denseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    ShapeChecks.product("denseMomentumStep", Transposed.LEFT, x, dy, weights);
    ShapeChecks.velocity("denseMomentumStep", x, dy, weights, velocity);
    computeDenseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
  }

  // The kernels themselves

  @Override
  public KernelTally tally() {
    return KernelTally.NONE;
  }

  @Override
  public void close() {}

  // What a backend computes. The arguments are already checked.

  /** {@link #matmul}. */
  protected abstract void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c);

  /** {@link #matmulAdd}. */
  protected abstract void computeMatmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c);

  /** {@link #dense}. */
  protected abstract void computeDense(
      Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y);

  /** {@link #denseMomentumStep}. */
  protected abstract void computeDenseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum);

  /** {@link #sparseDense}. */
  protected abstract void computeSparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y);

  /** {@link #sparseMomentumStep}. */
  protected abstract void computeSparseMomentumStep(
      SparseMatrix x,
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
  protected abstract void computeActivate(Activation activation, Matrix x, Matrix y);

  /** {@link #activationGradient}. */
  protected abstract void computeActivationGradient(
      Activation activation, Matrix y, Matrix dy, Matrix dx);

  /** {@link #sigmoid}. */
  protected abstract void computeSigmoid(Matrix x, Matrix y);

  /** {@link #addBias}. */
  protected abstract void computeAddBias(Matrix x, Matrix bias, Matrix y);

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
