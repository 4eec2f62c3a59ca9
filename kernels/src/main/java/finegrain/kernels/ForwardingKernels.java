package finegrain.kernels;

/**
 * Kernels that forward every operation to other kernels. A subclass overrides single operations, or
 * {@link #computed} to see every result.
 */
public abstract class ForwardingKernels extends ForwardingLayerKernels {
  /**
   * Forwards to some kernels. {@link #close} closes them too.
   *
   * @param kernels the kernels that do the work
   */
  protected ForwardingKernels(Kernels kernels) {
    super(kernels);
  }

  @Override
  public void matmul(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    kernels.matmul(transposed, a, b, c);
    computed(c);
  }

  @Override
  public void matmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c) {
    kernels.matmulAdd(transposed, a, b, c);
    computed(c);
  }

  @Override
  public void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y) {
    kernels.dense(x, w, bias, activation, y);
    computed(y);
  }

  @Override
  public void denseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum) {
    kernels.denseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
    computed(weights);
  }

  @Override
  public void sparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
    kernels.sparseDense(x, rows, w, bias, activation, y);
    computed(y);
  }

  @Override
  public void sparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum) {
    kernels.sparseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
    computed(weights);
  }

  @Override
  public void gather(Matrix x, int[] rows, Matrix y) {
    kernels.gather(x, rows, y);
  }

  @Override
  public void exp(Matrix x, Matrix y) {
    kernels.exp(x, y);
    computed(y);
  }

  @Override
  public void log(Matrix x, Matrix y) {
    kernels.log(x, y);
    computed(y);
  }

  @Override
  public void activate(Activation activation, Matrix x, Matrix y) {
    kernels.activate(activation, x, y);
    computed(y);
  }

  @Override
  public void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx) {
    kernels.activationGradient(activation, y, dy, dx);
    computed(dx);
  }

  @Override
  public void sigmoid(Matrix x, Matrix y) {
    kernels.sigmoid(x, y);
    computed(y);
  }

  @Override
  public void addBias(Matrix x, Matrix bias, Matrix y) {
    kernels.addBias(x, bias, y);
    computed(y);
  }

  @Override
  public void softmax(Matrix x, Matrix y) {
    kernels.softmax(x, y);
    computed(y);
  }

  @Override
  public void logSoftmax(Matrix x, Matrix y) {
    kernels.logSoftmax(x, y);
    computed(y);
  }

  @Override
  public void crossEntropy(Matrix logits, int[] labels, Matrix losses) {
    kernels.crossEntropy(logits, labels, losses);
    computed(losses);
  }

  @Override
  public void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
    computed(gradient);
  }

  @Override
  public void binaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
    kernels.binaryCrossEntropy(logits, labels, losses);
    computed(losses);
  }

  @Override
  public void binaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
    kernels.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
    computed(gradient);
  }

  @Override
  public void rowSums(Matrix x, Matrix sums) {
    kernels.rowSums(x, sums);
    computed(sums);
  }

  @Override
  public void columnSums(Matrix x, Matrix sums) {
    kernels.columnSums(x, sums);
    computed(sums);
  }

  @Override
  public void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
    kernels.momentumStep(weights, velocity, gradient, learningRate, momentum);
    computed(weights);
  }

  @Override
  public KernelTally tally() {
    return kernels.tally();
  }

  @Override
  public void close() {
    kernels.close();
  }
}
