package finegrain.kernels;

/**
 * Scaled dot-product attention with several heads (Vaswani et al., 2017). Errors, aliasing and use
 * are as {@link Kernels} says.
 *
 * <p>A token of the input holds its query, key and value one after the other, and in each of them
 * the heads one after the other. A token of the output holds the heads one after the other.
 */
public interface AttentionKernels {
  /**
   * Attention: for each sample and head, weights = softmax(q kᵀ scale), y = weights v. Each element
   * of a product is one chain of fused multiply-adds from +0 in increasing inner index. A score is
   * multiplied by the scale afterwards. The softmax of a row is that of {@link Kernels#softmax}.
   *
   * @param shape of the attention
   * @param qkv samples x (tokens x 3 dimension)
   * @param weights samples x (heads x tokens x tokens), overwritten; for the backward pass
   * @param y samples x (tokens x dimension), overwritten
   */
  void attention(Attention shape, Matrix qkv, Matrix weights, Matrix y);

  /**
   * The gradient of {@link #attention}. For each sample and head, dv = weightsᵀ dy and p = dy vᵀ.
   * Each score has the gradient ds = (w (p - t)) scale, where w is its weight, and t is the
   * {@linkplain Kernels#rowSums row sum} of w p by fused multiply-adds. Then dq = ds k and dk = dsᵀ
   * q. Each element of a product is one chain of fused multiply-adds from +0.
   *
   * @param shape of the attention
   * @param qkv samples x (tokens x 3 dimension), as in the forward pass
   * @param weights samples x (heads x tokens x tokens), of the forward pass
   * @param dy samples x (tokens x dimension)
   * @param dqkv samples x (tokens x 3 dimension), overwritten
   */
  void attentionGradient(Attention shape, Matrix qkv, Matrix weights, Matrix dy, Matrix dqkv);
}
