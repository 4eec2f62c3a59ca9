package finegrain.kernels;

import static finegrain.kernels.ScalarKernels.PARTIALS;

import java.util.Arrays;

/** The oracle of gradients over positions, smoothed labels, and steps of optimisers. */
final class ScalarTraining implements TrainingKernels {
  private final float[] partial = new float[PARTIALS];

  @Override
  public void channelSums(Matrix x, Matrix sums) {
    int channels = sums.columns();
    int block = Convolution.block(x.columns() / Math.max(1, channels));
    for (int c = 0; c < channels; c++) {
      float total = 0;
      for (int from = 0; from < x.rows(); from += block) {
        float sum = 0;
        for (int n = from; n < Math.min(x.rows(), from + block); n++) {
          for (int j = c; j < x.columns(); j += channels) {
            sum += x.get(n, j);
          }
        }
        total = from == 0 ? sum : total + sum;
      }
      sums.set(0, c, total);
    }
  }

  @Override
  public void denseWeightGradient(Matrix x, Matrix dy, Matrix dw) {
    int inputs = dw.rows();
    int units = dw.columns();
    int positions = x.columns() / inputs;
    int block = Convolution.block(positions);
    for (int i = 0; i < inputs; i++) {
      for (int j = 0; j < units; j++) {
        float total = 0;
        for (int from = 0; from < x.rows(); from += block) {
          float sum = 0;
          for (int n = from; n < Math.min(x.rows(), from + block); n++) {
            for (int p = 0; p < positions; p++) {
              sum = Fma.fma(x.get(n, p * inputs + i), dy.get(n, p * units + j), sum);
            }
          }
          total = from == 0 ? sum : total + sum;
        }
        dw.set(i, j, total);
      }
    }
  }

  @Override
  public void smoothedCrossEntropyGradient(
      Matrix logits, int[] labels, float smoothing, float scale, Matrix losses, Matrix gradient) {
    int classes = logits.columns();
    float rest = smoothing / classes;
    float own = 1 - smoothing;
    for (int i = 0; i < logits.rows(); i++) {
      float max = ScalarKernels.rowMax(logits, i);
      float logSum = ScalarMath.log(ScalarKernels.sumOfExp(logits, i, max, partial));
      Arrays.fill(partial, 0);
      for (int j = 0; j < classes; j++) {
        partial[j % PARTIALS] += logits.get(i, j) - max;
      }
      float others = rest * ScalarKernels.fold(partial);
      losses.set(0, i, logSum - Fma.fma(own, logits.get(i, labels[i]) - max, others));
    }
    ScalarKernels.softmax(logits, gradient, partial);
    for (int i = 0; i < logits.rows(); i++) {
      for (int j = 0; j < classes; j++) {
        float target = j == labels[i] ? rest + own : rest;
        gradient.set(i, j, (gradient.get(i, j) - target) * scale);
      }
    }
  }

  @Override
  public void rowSquares(Matrix x, Matrix sums) {
    for (int i = 0; i < x.rows(); i++) {
      Arrays.fill(partial, 0);
      for (int j = 0; j < x.columns(); j++) {
        partial[j % PARTIALS] = Fma.fma(x.get(i, j), x.get(i, j), partial[j % PARTIALS]);
      }
      sums.set(0, i, ScalarKernels.fold(partial));
    }
  }

  @Override
  public void sgdStep(
      Matrix weights, Matrix velocity, Matrix gradient, Sgd rule, float learningRate) {
    for (int i = 0; i < weights.rows(); i++) {
      for (int j = 0; j < weights.columns(); j++) {
        float w = weights.get(i, j);
        float g = gradient.get(i, j);
        float step =
            -(learningRate * (rule.weightDecay() == 0 ? g : Fma.fma(rule.weightDecay(), w, g)));
        float v = Fma.fma(rule.momentum(), velocity.get(i, j), step);
        velocity.set(i, j, v);
        weights.set(i, j, w + (rule.nesterov() ? Fma.fma(rule.momentum(), v, step) : v));
      }
    }
  }

  @Override
  public void adamwStep(
      Matrix weights,
      Matrix mean,
      Matrix square,
      Matrix gradient,
      AdamW rule,
      float learningRate,
      double power1,
      double power2) {
    float beta1 = (float) rule.beta1();
    float beta2 = (float) rule.beta2();
    float rest1 = (float) (1 - rule.beta1());
    float rest2 = (float) (1 - rule.beta2());
    float kept = (float) (1 - (double) learningRate * rule.weightDecay());
    float rate = (float) (learningRate / (1 - power1));
    float correction = (float) Math.sqrt(1 - power2);
    for (int i = 0; i < weights.rows(); i++) {
      for (int j = 0; j < weights.columns(); j++) {
        float g = gradient.get(i, j);
        float m = Fma.fma(beta1, mean.get(i, j), rest1 * g);
        float q = Fma.fma(beta2, square.get(i, j), rest2 * (g * g));
        mean.set(i, j, m);
        square.set(i, j, q);
        float direction = m / ((float) Math.sqrt(q) / correction + rule.epsilon());
        weights.set(i, j, Fma.fma(-rate, direction, kept * weights.get(i, j)));
      }
    }
  }
}
