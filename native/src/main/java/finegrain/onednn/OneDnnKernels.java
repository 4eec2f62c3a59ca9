package finegrain.onednn;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.CheckedKernels;
import finegrain.kernels.Kernels;
import finegrain.kernels.LayerOperations;
import finegrain.kernels.Matrix;
import finegrain.kernels.ScalarBackend;
import finegrain.kernels.SparseMatrix;
import finegrain.kernels.Transposed;

/**
 * The operations by oneDNN. Plain loops replace calls that oneDNN lacks, and calls that lose NaN or
 * accuracy. The scalar backend does the operations that take little time; attention, operations by
 * elements and steps of layers are those of the project's fastest backend.
 */
final class OneDnnKernels extends CheckedKernels {
  private final Workspace workspace;
  private final Kernels scalar;
  private final Kernels own;
  private final Products products;
  private final Functions functions;
  private final Convolutions convolutions;
  private final Normalisations normalisations;
  private Matrix gradient = Matrix.allocate(0, 0);

  /**
   * Kernels whose calls use so many threads, the calling one included.
   *
   * @throws OneDnnException if oneDNN fails
   */
  OneDnnKernels(int threads) {
    this(threads, new Workspace(threads), new ScalarBackend().open());
  }

  private OneDnnKernels(int threads, Workspace workspace, Kernels scalar) {
    this(
        workspace,
        scalar,
        Backends.choose(Backends.AUTO).backend().open(threads),
        new Functions(workspace, scalar));
  }

  private OneDnnKernels(Workspace workspace, Kernels scalar, Kernels own, Functions functions) {
    this(
        workspace,
        scalar,
        own,
        functions,
        new Convolutions(workspace, functions, own),
        new Normalisations(workspace, own));
  }

  private OneDnnKernels(
      Workspace workspace,
      Kernels scalar,
      Kernels own,
      Functions functions,
      Convolutions convolutions,
      Normalisations normalisations) {
    super(new LayerOperations(convolutions, normalisations, own, own, own));
    this.workspace = workspace;
    this.scalar = scalar;
    this.own = own;
    this.functions = functions;
    this.convolutions = convolutions;
    this.normalisations = normalisations;
    products = new Products(workspace);
  }

  @Override
  protected void computeMatmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    products.matmul(transposed, a, b, false, c);
  }

  @Override
  protected void computeMatmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    products.matmul(transposed, a, b, true, c);
  }

  @Override
  protected void computeDense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    products.dense(x, w, bias, activation == Activation.RELU, y);
    if (activation == Activation.TANH) {
      functions.elements(Algorithm.TANH, y, y);
    }
  }

  @Override
  protected void computeDenseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    gradient = sized(gradient, weights.rows(), weights.columns());
    products.matmul(Transposed.LEFT, x, dy, false, gradient);
    PlainLoops.momentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  private static Matrix sized(Matrix x, int rows, int columns) {
    return x.rows() == rows && x.columns() == columns ? x : Matrix.allocate(rows, columns);
  }

  @Override
  protected void computeExp(Matrix x, Matrix y) {
    functions.elements(Algorithm.EXP, x, y);
  }

  @Override
  protected void computeSigmoid(Matrix x, Matrix y) {
    functions.elements(Algorithm.LOGISTIC, x, y);
  }

  @Override
  protected void computeActivate(Activation activation, Matrix x, Matrix y) {
    switch (activation) {
      case IDENTITY -> PlainLoops.copy(x, y);
      case RELU -> PlainLoops.relu(x, y);
      case TANH -> functions.elements(Algorithm.TANH, x, y);
    }
  }

  @Override
  protected void computeAddBias(Matrix x, Matrix bias, Matrix y) {
    PlainLoops.copy(x, y);
    PlainLoops.addBias(y, bias, false);
  }

  @Override
  protected void computeSoftmax(Matrix x, Matrix y) {
    functions.rows(Algorithm.SOFTMAX, x, y);
  }

  @Override
  protected void computeLogSoftmax(Matrix x, Matrix y) {
    functions.rows(Algorithm.LOG_SOFTMAX, x, y);
  }

  @Override
  protected void computeActivationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    PlainLoops.activationGradient(activation, y, dy, dx);
  }

  @Override
  protected void computeColumnSums(Matrix x, Matrix sums) {
    PlainLoops.columnSums(x, sums);
  }

  @Override
  protected void computeMomentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    PlainLoops.momentumStep(weights, velocity, gradient, learningRate, momentum);
  }

  // By the scalar backend

  /** oneDNN's logarithm is wrong by up to 5e-6, which is 30 % of the logarithm of 1.000005. */
  @Override
  protected void computeLog(Matrix x, Matrix y) {
    scalar.log(x, y);
  }

  @Override
  protected void computeSparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    scalar.sparseDense(x, rows, w, bias, activation, y);
  }

  @Override
  protected void computeSparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    scalar.sparseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
  }

  @Override
  protected void computeRowSums(Matrix x, Matrix sums) {
    scalar.rowSums(x, sums);
  }

  @Override
  protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    scalar.crossEntropy(logits, labels, losses);
  }

  @Override
  protected void computeCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    scalar.crossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    scalar.binaryCrossEntropy(logits, labels, losses);
  }

  @Override
  protected void computeBinaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    scalar.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
  }

  @Override
  protected void release() {
    workspace.close();
    products.close();
    functions.close();
    convolutions.close();
    normalisations.close();
    own.close();
    scalar.close();
  }
}
