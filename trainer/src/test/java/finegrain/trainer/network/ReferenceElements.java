package finegrain.trainer.network;

import finegrain.kernels.Activation;
import finegrain.kernels.AdamW;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Sgd;

/** Comparisons of activations, losses and steps of optimisers with PyTorch's. */
final class ReferenceElements {
  private static final int STEPS = 5;

  private ReferenceElements() {}

  private static Matrix like(Matrix matrix) {
    return Matrix.allocate(matrix.rows(), matrix.columns());
  }

  static void relu(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    Matrix y = like(x);
    kernels.activate(Activation.RELU, x, y);
    reference.checkRows("y", y);
    kernels.activationGradient(Activation.RELU, y, reference.rows("grad_y"), x);
    reference.checkRows("grad_x", x);
  }

  static void gelu(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    Matrix y = like(x);
    kernels.gelu(x, y);
    reference.checkRows("y", y);
    kernels.geluGradient(x, reference.rows("grad_y"), y);
    reference.checkRows("grad_x", y);
  }

  /**
   * Finegrain has the form with tanh alone. It stays within 4.8e-4 of the form with erf, and its
   * derivative within 9e-4 (both by a dense sweep in double precision, rounded up).
   */
  static void geluByErf(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    Matrix y = like(x);
    kernels.gelu(x, y);
    reference.check("y", 4.8e-4, ReferenceCase.values(y));
    Matrix dy = reference.rows("grad_y");
    float largest = 0;
    for (float value : ReferenceCase.values(dy)) {
      largest = Math.max(largest, Math.abs(value));
    }
    kernels.geluGradient(x, dy, dy);
    reference.check("grad_x", 9e-4 * largest, ReferenceCase.values(dy));
  }

  /** A softmax alone has no gradient in the kernels: it is fused with losses and attention. */
  static void softmax(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    kernels.softmax(x, x);
    reference.checkRows("y", x);
    reference.skip("grad_y", "grad_x");
  }

  static void logSoftmax(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    kernels.logSoftmax(x, x);
    reference.checkRows("y", x);
    reference.skip("grad_y", "grad_x");
  }

  static void crossEntropy(ReferenceCase reference, Kernels kernels) {
    Matrix x = reference.rows("x");
    int[] labels = reference.labels("labels");
    float smoothing = reference.has("smoothing") ? reference.number("smoothing") : 0;
    Matrix losses = Matrix.allocate(1, x.rows());
    Matrix gradient = like(x);
    kernels.smoothedCrossEntropyGradient(x, labels, smoothing, 1f / x.rows(), losses, gradient);
    reference.check("loss", mean(losses));
    reference.checkRows("grad_x", gradient);
    if (smoothing == 0) {
      kernels.crossEntropyGradient(x, labels, 1f / x.rows(), losses, gradient);
      reference.check("loss", mean(losses));
      reference.checkRows("grad_x", gradient);
    }
  }

  static void binaryCrossEntropy(ReferenceCase reference, Kernels kernels) {
    float[] logits = reference.values("x").clone();
    int[] labels = reference.labels("t");
    // Each of several outputs is a sigmoid unit of its own.
    Matrix x = Matrix.of(logits.length, 1, logits);
    Matrix losses = Matrix.allocate(1, logits.length);
    Matrix gradient = like(x);
    kernels.binaryCrossEntropyGradient(x, labels, 1f / logits.length, losses, gradient);
    reference.check("loss", mean(losses));
    reference.checkRows("grad_x", gradient);
  }

  static float mean(Matrix losses) {
    double sum = 0;
    for (int i = 0; i < losses.columns(); i++) {
      sum += losses.get(0, i);
    }
    return (float) (sum / losses.columns());
  }

  /** The velocity here has the learning rate in it, and falls where PyTorch's buffer rises. */
  static void sgd(ReferenceCase reference, Kernels kernels) {
    float rate = reference.number("lr");
    Sgd rule =
        new Sgd(
            reference.number("momentum"),
            reference.number("nesterov") == 1,
            reference.number("weight_decay"));
    Matrix weights = reference.rows("p0");
    Matrix velocity = like(weights);
    Matrix buffer = like(weights);
    for (int step = 1; step <= STEPS; step++) {
      kernels.sgdStep(weights, velocity, reference.rows("grad" + step), rule, rate);
      reference.checkRows("p" + step, weights);
      if (reference.has("buf" + step)) {
        kernels.scale(-1 / rate, velocity, buffer);
        reference.checkRows("buf" + step, buffer);
      }
    }
  }

  /** The decimal number that was rounded to single precision: PyTorch was given the decimal. */
  private static double decimal(float rounded) {
    return Double.parseDouble(Float.toString(rounded));
  }

  static void adamw(ReferenceCase reference, Kernels kernels) {
    AdamW rule =
        new AdamW(
            decimal(reference.number("beta1")),
            decimal(reference.number("beta2")),
            reference.number("eps"),
            reference.number("weight_decay"));
    Matrix weights = reference.rows("p0");
    Matrix mean = like(weights);
    Matrix square = like(weights);
    double power1 = 1;
    double power2 = 1;
    float rate = reference.number("lr");
    for (int step = 1; step <= STEPS; step++) {
      power1 *= rule.beta1();
      power2 *= rule.beta2();
      kernels.adamwStep(
          weights, mean, square, reference.rows("grad" + step), rule, rate, power1, power2);
      reference.checkRows("p" + step, weights);
    }
    reference.checkRows("m5", mean);
    reference.checkRows("v5", square);
  }

  /** As an engine clips: the norm of all gradients, and a factor if it is too large. */
  static void clip(ReferenceCase reference, Kernels kernels) {
    double squares = 0;
    Matrix sum = Matrix.allocate(1, 1);
    for (String name : new String[] {"a", "b", "c"}) {
      kernels.rowSquares(reference.row(name), sum);
      squares += sum.get(0, 0);
    }
    double norm = Math.sqrt(squares);
    reference.check("norm", (float) norm);
    float factor = (float) Math.min(1, reference.number("max_norm") / (norm + 1e-6));
    for (String name : new String[] {"a", "b", "c"}) {
      Matrix gradient = reference.row(name);
      kernels.scale(factor, gradient, gradient);
      reference.checkRows("clipped_" + name, gradient);
    }
  }
}
