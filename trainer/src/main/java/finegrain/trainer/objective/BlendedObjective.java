package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.labels.LabelTree;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A loss with a weight for each level of the tree, over fine outputs: -sum_l beta_l log(P_l /
 * P_(l-1)), where P_l is the probability of the sample's class on level l and P_0 = 1. With two
 * levels and weights 1 and beta it is L_coarse + beta L_intra, the blended objective of "Should We
 * Always Train Models on Fine-Grained Classes?".
 *
 * <p>With c_l = -log(p_y / P_l), the loss of the softmax over the class on level l alone, the term
 * of level l is beta_l (c_(l-1) - c_l), and its gradient is the difference of those two softmaxes.
 * Terms of weight 0 are left out, so with all weights 1 every bit is that of plain fine training.
 *
 * @param tree over the fine classes
 * @param betas one for each level, from the coarsest
 */
public record BlendedObjective(LabelTree tree, List<Double> betas) implements Objective {
  /** Copies the list. */
  public BlendedObjective {
    betas = List.copyOf(betas);
    if (betas.size() != tree.levels()) {
      throw new IllegalArgumentException(
          "a tree of %d levels needs as many weights, not %d"
              .formatted(tree.levels(), betas.size()));
    }
  }

  @Override
  public int outputs() {
    return tree.fineClasses();
  }

  @Override
  public int classOf(int fine) {
    return fine;
  }

  @Override
  public int[] coarseOf() {
    return tree.coarseOf(tree.levels());
  }

  @Override
  public boolean isCoarse() {
    return false;
  }

  @Override
  public Loss loss(int samples) {
    return new BlendedLoss(samples);
  }

  @Override
  public void predict(Matrix logits, int[] predictions) {
    SoftmaxLoss.predict(logits, predictions);
  }

  /** Adds c_0 and those c_l whose level has another weight than the next finer level. */
  private final class BlendedLoss implements Loss {
    private final float first = betas.getFirst().floatValue();
    private final List<GroupLogits> groups = new ArrayList<>();
    private final List<Float> weights = new ArrayList<>();

    BlendedLoss(int samples) {
      for (int level = 1; level < tree.levels(); level++) {
        float weight = (float) (betas.get(level) - betas.get(level - 1));
        if (weight != 0) {
          int of = level;
          groups.add(
              new GroupLogits(
                  IntStream.range(0, tree.fineClasses())
                      .map(fine -> tree.classOf(of, fine))
                      .toArray(),
                  samples));
          weights.add(weight);
        }
      }
    }

    @Override
    public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
      kernels.crossEntropy(logits, labels, losses);
      weigh(losses);
      for (int i = 0; i < groups.size(); i++) {
        add(groups.get(i).losses(kernels, logits, labels), weights.get(i), losses);
      }
    }

    @Override
    public void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      kernels.crossEntropyGradient(logits, labels, scale * first, losses, gradient);
      weigh(losses);
      for (int i = 0; i < groups.size(); i++) {
        float weight = weights.get(i);
        add(
            groups.get(i).addGradient(kernels, logits, labels, scale * weight, gradient),
            weight,
            losses);
      }
    }

    private void weigh(Matrix losses) {
      if (first != 1) {
        for (int i = 0; i < losses.columns(); i++) {
          losses.array()[losses.offset() + i] *= first;
        }
      }
    }

    private static void add(Matrix group, float weight, Matrix losses) {
      for (int i = 0; i < losses.columns(); i++) {
        losses.array()[losses.offset() + i] += weight * group.array()[group.offset() + i];
      }
    }
  }
}
