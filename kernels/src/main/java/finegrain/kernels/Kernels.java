package finegrain.kernels;

/**
 * The operations on matrices, as a backend offers them. {@link Backend#open()} opens kernels. They
 * hold a workspace: one thread at a time may use them, and they are closed after use. Kernels that
 * {@link Backend#open(int)} opened for several threads share large products out among threads of
 * their own. The results have the same bits for any number of threads.
 *
 * <p>Errors: every operation checks its arguments before it writes anything. If a shape does not
 * fit, it throws {@link IllegalArgumentException} with one sentence, and for {@code null} {@link
 * NullPointerException} with the argument's name. It throws {@link IllegalStateException} while
 * another thread uses the same kernels, and after {@link #close}. The operations of the vector and
 * the scalar backend allocate nothing once their workspace has grown to the shapes in use.
 *
 * <p>Aliasing: an operation by elements or by rows may write to the very view that is one of its
 * inputs. Apart from that, no output may overlap an input or another output. The output of a
 * product never overlaps its operands.
 *
 * <p>The contract: each method says what it computes and in which order. The results of the
 * backends {@code scalar} and {@code vector} are therefore equal bit for bit, except for the
 * payloads of NaN.
 *
 * <p>To add an operation, add its method here and its line to {@link
 * finegrain.kernels.operation.Operation}; the compiler then asks for the rest.
 */
public interface Kernels extends LayerKernels, AutoCloseable {
  // Products

  /**
   * c = a b (or aᵀ b, or a bᵀ). Each element of c is one chain of fused multiply-adds over the
   * inner index in increasing order. The chain starts from +0.
   *
   * @param transposed which operand is transposed, if any
   * @param a rows x inner, or inner x rows with {@link Transposed#LEFT}
   * @param b inner x columns, or columns x inner with {@link Transposed#RIGHT}
   * @param c rows x columns, overwritten
   */
  void matmul(Transposed transposed, Matrix a, Matrix b, Matrix c);

  /**
   * c = c + a b (or c + aᵀ b, or c + a bᵀ). The order is that of {@link #matmul}, but each chain
   * starts from the element of c.
   *
   * @param transposed which operand is transposed, if any
   * @param a rows x inner, or inner x rows with {@link Transposed#LEFT}
   * @param b inner x columns, or columns x inner with {@link Transposed#RIGHT}
   * @param c rows x columns, added to
   */
  void matmulAdd(Transposed transposed, Matrix a, Matrix b, Matrix c);

  /**
   * A fully connected layer: y = f(x w + bias). Each sum is one chain of fused multiply-adds over
   * the inputs in increasing order. The chain starts from the bias.
   *
   * @param x batch x inputs
   * @param w inputs x units
   * @param bias 1 x units
   * @param activation f
   * @param y batch x units, overwritten
   */
  void dense(Matrix x, Matrix w, Matrix bias, Activation activation, Matrix y);

  /**
   * The momentum step of a fully connected layer's weights: the gradient g = xᵀ dy as {@link
   * #matmul} computes it, then {@link #momentumStep} by g, in one pass that never stores g.
   *
   * @param x batch x inputs
   * @param dy batch x units, the gradient with respect to x w
   * @param weights inputs x units, updated
   * @param velocity inputs x units, updated
   * @param learningRate the factor of g
   * @param momentum the factor of the velocity
   */
  void denseMomentumStep(
      Matrix x, Matrix dy, Matrix weights, Matrix velocity, float learningRate, float momentum);

  // Products of samples without their zeros

  /**
   * A fully connected layer on chosen samples that are mostly 0: row i of y is f(x w + bias) for
   * row {@code rows[i]} of x. Each sum is one chain of fused multiply-adds over the elements of the
   * sample that are not 0, in increasing input. The chain starts from the bias.
   *
   * <p>If all weights are finite, these are the bits of {@link #dense}, but for the sign of a sum
   * that is 0. It runs on the calling thread.
   *
   * @param x samples x inputs
   * @param rows for each row of y the index of a row of x, in the first {@code y.rows()} elements;
   *     indices may repeat
   * @param w inputs x units
   * @param bias 1 x units
   * @param activation f
   * @param y batch x units, overwritten
   * @throws IllegalArgumentException also if there are fewer indices than rows of y, or if x has no
   *     row of such an index
   */
  void sparseDense(
      SparseMatrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y);

  /**
   * The momentum step of the weights of {@link #sparseDense}. The gradient g of the weights of an
   * input is one chain of fused multiply-adds over the samples of the batch in which the input is
   * not 0, in increasing position. The chain starts from +0. Then all weights take their {@link
   * #momentumStep} by g, also those of inputs that are 0 in the whole batch. If the momentum is 0,
   * velocities are neither read nor written, and the step is w = w + -(learningRate g).
   *
   * <p>If dy and the velocities are finite, the weights have the bits of {@link
   * #denseMomentumStep}, provided that none of them was -0; velocities may differ in the sign of a
   * 0. It runs on the calling thread.
   *
   * @param x samples x inputs
   * @param rows for each row of dy the index of a row of x, in the first {@code dy.rows()}
   *     elements; indices may repeat
   * @param dy batch x units, the gradient with respect to x w
   * @param weights inputs x units, updated
   * @param velocity inputs x units, updated
   * @param learningRate the factor of g
   * @param momentum the factor of the velocity
   * @throws IllegalArgumentException also if there are fewer indices than rows of dy, or if x has
   *     no row of such an index
   */
  void sparseMomentumStep(
      SparseMatrix x,
      int[] rows,
      Matrix dy,
      Matrix weights,
      Matrix velocity,
      float learningRate,
      float momentum);

  // Copies

  /**
   * Copies chosen rows: row i of y becomes row {@code rows[i]} of x.
   *
   * @param x samples x columns
   * @param rows for each row of y the index of a row of x, in the first {@code y.rows()} elements;
   *     indices may repeat
   * @param y batch x columns, overwritten
   * @throws IllegalArgumentException also if there are fewer indices than rows of y, or if x has no
   *     row of such an index
   */
  void gather(Matrix x, int[] rows, Matrix y);

  // Operations by elements

  /**
   * y = exp x. The worst error is below 1 ULP.
   *
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void exp(Matrix x, Matrix y);

  /**
   * y = log x, the natural logarithm. The worst error is below 1 ULP.
   *
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void log(Matrix x, Matrix y);

  /**
   * y = f(x). The worst error of tanh is below 1 ULP.
   *
   * @param activation f
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void activate(Activation activation, Matrix x, Matrix y);

  /**
   * The gradient of an activation: dx = dy f'(x), computed from y = f(x). ReLU: dy if y is above 0
   * or NaN, else +0. Tanh: dy (1 - y y), where 1 - y y is one fused multiply-add.
   *
   * @param activation f
   * @param y the activation's output
   * @param dy the gradient with respect to y, of the same shape
   * @param dx the gradient with respect to x, overwritten; may be the view y or dy
   */
  void activationGradient(Activation activation, Matrix y, Matrix dy, Matrix dx);

  /**
   * y = 1 / (1 + exp(-x)), without overflow. The worst error is 2.5 ULP.
   *
   * @param x any shape
   * @param y of the same shape, overwritten; may be the view x
   */
  void sigmoid(Matrix x, Matrix y);

  // Operations by rows

  /**
   * y = x + bias: the bias is added to each row. {@link #dense} computes a whole layer with its
   * bias, and so has other bits than a {@link #matmul} to which the bias is added.
   *
   * @param x rows x columns
   * @param bias 1 x columns
   * @param y rows x columns, overwritten; may be the view x, but not the bias
   */
  void addBias(Matrix x, Matrix bias, Matrix y);

  /**
   * The softmax of each row: y = e (1 / s), where m is the row's largest element, e = exp(x - m),
   * and s is the {@linkplain #rowSums row sum} of e.
   *
   * @param x rows x classes, at least one class
   * @param y rows x classes, overwritten
   */
  void softmax(Matrix x, Matrix y);

  /**
   * The logarithm of the softmax of each row: y = (x - m) - log s, with m and s as in {@link
   * #softmax}.
   *
   * @param x rows x classes, at least one class
   * @param y rows x classes, overwritten
   */
  void logSoftmax(Matrix x, Matrix y);

  /**
   * The cross-entropy of the softmax of each row: log s - (x[label] - m), with m and s as in {@link
   * #softmax}.
   *
   * @param logits rows x classes, at least one class
   * @param labels the class of each row, in the first {@code rows} elements
   * @param losses 1 x rows, overwritten
   */
  void crossEntropy(Matrix logits, int[] labels, Matrix losses);

  /**
   * The cross-entropy as {@link #crossEntropy} computes it, and its gradient with respect to the
   * logits: (p - 1) scale at the label and p scale elsewhere, where p is the {@link #softmax}.
   *
   * @param logits rows x classes, at least one class
   * @param labels the class of each row, in the first {@code rows} elements
   * @param scale the factor of the gradient, such as 1 / batch; the losses are not scaled
   * @param losses 1 x rows, overwritten
   * @param gradient rows x classes, overwritten; may be the view logits
   */
  void crossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);

  /**
   * The binary cross-entropy of a sigmoid unit: max(t, 0) + log1p(exp(-|t|)), where t is the logit
   * if the label is 0, and the negative logit if the label is 1.
   *
   * @param logits rows x 1
   * @param labels 0 or 1 for each row, in the first {@code rows} elements
   * @param losses 1 x rows, overwritten
   */
  void binaryCrossEntropy(Matrix logits, int[] labels, Matrix losses);

  /**
   * The binary cross-entropy as {@link #binaryCrossEntropy} computes it, and its gradient with
   * respect to the logits: (p - label) scale, where p is the {@link #sigmoid}.
   *
   * @param logits rows x 1
   * @param labels 0 or 1 for each row, in the first {@code rows} elements
   * @param scale the factor of the gradient, such as 1 / batch; the losses are not scaled
   * @param losses 1 x rows, overwritten
   * @param gradient rows x 1, overwritten; may be the view logits
   */
  void binaryCrossEntropyGradient(
      Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient);

  // Reductions

  /**
   * The sum of each row, by 16 partial sums that start from +0: element i is added to partial sum i
   * mod 16, in increasing i. The partial sums are then folded: i with i + 8, then with i + 4, i + 2
   * and i + 1.
   *
   * @param x rows x columns
   * @param sums 1 x rows, overwritten
   */
  void rowSums(Matrix x, Matrix sums);

  /**
   * The sum of each column: one chain of additions in increasing row. The chain starts from +0.
   *
   * @param x rows x columns
   * @param sums 1 x columns, overwritten
   */
  void columnSums(Matrix x, Matrix sums);

  // Optimisation

  /**
   * Stochastic gradient descent with momentum: v = fma(momentum, v, -(learningRate g)), then w = w
   * + v.
   *
   * @param weights w, updated
   * @param velocity v, of the same shape, updated
   * @param gradient g, of the same shape
   * @param learningRate the factor of g
   * @param momentum the factor of v
   */
  void momentumStep(
      Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum);

  // The kernels themselves

  /**
   * The work that products have done so far, by the method that did it. This call brings the counts
   * up to date. It always returns the same counts in the same order; backends that do not count
   * return none.
   *
   * @return the counts, which the next call changes
   */
  KernelTally tally();

  /** Gives the workspace back. The kernels must not be used afterwards. */
  @Override
  void close();
}
