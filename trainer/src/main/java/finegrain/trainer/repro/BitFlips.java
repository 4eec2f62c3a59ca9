package finegrain.trainer.repro;

import finegrain.kernels.Activation;
import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A backend that computes wrongly: other kernels, of whose results it flips one bit now and then.
 * What the checks are checked with.
 *
 * @param backend whose results are spoilt
 * @param switches gives new kernels what is asked after each operation, whether its result is to be
 *     spoilt
 */
public record BitFlips(Backend backend, Supplier<BooleanSupplier> switches) implements Backend {
  @Override
  public String name() {
    return backend.name();
  }

  @Override
  public Availability availability() {
    return backend.availability();
  }

  @Override
  public boolean referenceBits() {
    return backend.referenceBits();
  }

  @Override
  public Kernels open(int threads) {
    return new Spoilt(backend.open(threads), switches.get());
  }

  private static final class Spoilt extends Kernels {
    /** The lowest bit of the exponent: a result of twice or half its size. */
    private static final int FLIPPED = 1 << 23;

    private final Kernels kernels;
    private final BooleanSupplier now;

    Spoilt(Kernels kernels, BooleanSupplier now) {
      this.kernels = kernels;
      this.now = now;
    }

    /** Flips a bit of the first element: the last may be of a column that nobody uses. */
    private void spoil(Matrix output) {
      if (now.getAsBoolean() && output.rows() > 0 && output.columns() > 0) {
        int bits = Float.floatToRawIntBits(output.get(0, 0));
        output.set(0, 0, Float.intBitsToFloat(bits ^ FLIPPED));
      }
    }

    @Override
    protected void computeMatmul(
        Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c, Start start) {
      boolean all = rows.length == 0;
      if (start == Start.ZERO) {
        if (all) {
          kernels.matmul(transposed, a, b, c);
        } else {
          kernels.matmul(transposed, a, rows, b, c);
        }
      } else if (all) {
        kernels.matmulAdd(transposed, a, b, c);
      } else {
        kernels.matmulAdd(transposed, a, rows, b, c);
      }
      spoil(c);
    }

    @Override
    protected void computeDense(
        Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
      if (rows.length == 0) {
        kernels.dense(x, w, bias, activation, y);
      } else {
        kernels.dense(x, rows, w, bias, activation, y);
      }
      spoil(y);
    }

    @Override
    protected void computeDenseMomentumStep(
        Matrix x,
        int[] rows,
        Matrix dy,
        Matrix weights,
        Matrix velocity,
        float learningRate,
        float momentum) {
      if (rows.length == 0) {
        kernels.denseMomentumStep(x, dy, weights, velocity, learningRate, momentum);
      } else {
        kernels.denseMomentumStep(x, rows, dy, weights, velocity, learningRate, momentum);
      }
      spoil(weights);
    }

    @Override
    protected void computeExp(Matrix x, Matrix y) {
      kernels.exp(x, y);
      spoil(y);
    }

    @Override
    protected void computeLog(Matrix x, Matrix y) {
      kernels.log(x, y);
      spoil(y);
    }

    @Override
    protected void computeActivation(Activation activation, Matrix x, Matrix y) {
      kernels.activate(activation, x, y);
      spoil(y);
    }

    @Override
    protected void computeActivationGradient(
        Activation activation, Matrix y, Matrix dy, Matrix dx) {
      kernels.activationGradient(activation, y, dy, dx);
      spoil(dx);
    }

    @Override
    protected void computeSigmoid(Matrix x, Matrix y) {
      kernels.sigmoid(x, y);
      spoil(y);
    }

    @Override
    protected void computeSoftmax(Matrix x, Matrix y) {
      kernels.softmax(x, y);
      spoil(y);
    }

    @Override
    protected void computeLogSoftmax(Matrix x, Matrix y) {
      kernels.logSoftmax(x, y);
      spoil(y);
    }

    @Override
    protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
      kernels.crossEntropy(logits, labels, losses);
      spoil(losses);
    }

    @Override
    protected void computeCrossEntropyGradient(
        Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      kernels.crossEntropyGradient(logits, labels, scale, losses, gradient);
      spoil(gradient);
    }

    @Override
    protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
      kernels.binaryCrossEntropy(logits, labels, losses);
      spoil(losses);
    }

    @Override
    protected void computeBinaryCrossEntropyGradient(
        Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      kernels.binaryCrossEntropyGradient(logits, labels, scale, losses, gradient);
      spoil(gradient);
    }

    @Override
    protected void computeRowSums(Matrix x, Matrix sums) {
      kernels.rowSums(x, sums);
      spoil(sums);
    }

    @Override
    protected void computeColumnSums(Matrix x, Matrix sums) {
      kernels.columnSums(x, sums);
      spoil(sums);
    }

    @Override
    protected void computeMomentumStep(
        Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
      kernels.momentumStep(weights, velocity, gradient, learningRate, momentum);
      spoil(weights);
    }

    @Override
    public void close() {
      kernels.close();
    }
  }
}
