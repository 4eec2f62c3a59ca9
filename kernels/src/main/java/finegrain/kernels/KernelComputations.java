package finegrain.kernels;

/**
 * What a backend computes: a {@code compute} method for each operation. {@link CheckedKernels}
 * calls them, with arguments that it has checked, and one at a time.
 */
abstract class KernelComputations extends CheckedLayerKernels {
  KernelComputations(LayerOperations operations) {
    super(operations);
  }

  @Override
  public KernelTally tally() {
    return KernelTally.NONE;
  }

  /** Gives back what the kernels hold, once. */
  protected void release() {}

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
