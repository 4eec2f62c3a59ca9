package finegrain.trainer.engine;

import finegrain.kernels.AdamW;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Sgd;
import finegrain.trainer.network.Network;
import finegrain.trainer.training.Optimiser;
import finegrain.trainer.training.Recipe;
import java.util.List;

/**
 * The step of a network's parameters by their gradients, which are clipped first. The parameters
 * that decay lie together, so there are two calls of the kernels at most. Allocates nothing. For
 * one thread.
 */
final class OptimiserStep {
  /** PyTorch's clip_grad_norm_ has it too. */
  private static final double NORM_GUARD = 1e-6;

  private final NetworkState state;
  private final Optimiser optimiser;
  private final Rule rule;
  private final float clip;
  private final Matrix gradients;
  private final Matrix[] gradientOfEach;
  private final Matrix[] squaresOfEach;

  /** How a part of the parameters follows its gradients. */
  private interface Rule {
    void apply(Kernels kernels, float learningRate);
  }

  OptimiserStep(Network network, Recipe recipe, NetworkState state, Matrix gradients) {
    this.state = state;
    this.gradients = gradients;
    clip = recipe.clip();
    optimiser = recipe.optimiser();
    List<Matrix> all = network.parameters(gradients).tensors();
    gradientOfEach = all.toArray(Matrix[]::new);
    squaresOfEach = all.stream().map(one -> Matrix.allocate(1, one.rows())).toArray(Matrix[]::new);
    Rule decaying = rule(network, true, recipe.weightDecay());
    Rule others = rule(network, false, 0);
    rule =
        (kernels, learningRate) -> {
          decaying.apply(kernels, learningRate);
          others.apply(kernels, learningRate);
        };
  }

  private Rule rule(Network network, boolean decays, float weightDecay) {
    Matrix weights = part(network, state.parameters(), decays);
    Matrix gradient = part(network, gradients, decays);
    Matrix first = part(network, state.moment(0), decays);
    if (weights.columns() == 0) {
      return (_, _) -> {};
    }
    return switch (optimiser) {
      case Optimiser.Sgd(float momentum, boolean nesterov) -> {
        Sgd sgd = new Sgd(momentum, nesterov, weightDecay);
        yield (kernels, learningRate) ->
            kernels.sgdStep(weights, first, gradient, sgd, learningRate);
      }
      case Optimiser.AdamW(double beta1, double beta2, float epsilon) -> {
        AdamW adamw = new AdamW(beta1, beta2, epsilon, weightDecay);
        Matrix second = part(network, state.moment(1), decays);
        yield (kernels, learningRate) ->
            kernels.adamwStep(
                weights,
                first,
                second,
                gradient,
                adamw,
                learningRate,
                state.power1(),
                state.power2());
      }
    };
  }

  private static Matrix part(Network network, Matrix block, boolean decays) {
    return decays ? network.decaying(block) : network.undecaying(block);
  }

  /** A step, after a backward pass. */
  void apply(Kernels kernels, float learningRate) {
    if (clip > 0) {
      clip(kernels);
    }
    if (optimiser instanceof Optimiser.AdamW adamw) {
      state.raisePowers(adamw.beta1(), adamw.beta2());
    }
    rule.apply(kernels, learningRate);
  }

  /**
   * Pascanu, Mikolov and Bengio, "On the difficulty of training recurrent neural networks" (2013):
   * a gradient that is longer than the greatest norm is made as long, up to the guard.
   */
  private void clip(Kernels kernels) {
    double sum = 0;
    for (int i = 0; i < gradientOfEach.length; i++) {
      Matrix squares = squaresOfEach[i];
      kernels.rowSquares(gradientOfEach[i], squares);
      for (int row = 0; row < squares.columns(); row++) {
        sum += squares.get(0, row);
      }
    }
    float factor = (float) Math.min(1, clip / (Math.sqrt(sum) + NORM_GUARD));
    if (factor < 1) {
      kernels.scale(factor, gradients, gradients);
    }
  }
}
