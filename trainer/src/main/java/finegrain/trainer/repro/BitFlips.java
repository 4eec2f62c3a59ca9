package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.kernels.ForwardingKernels;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * A backend that computes wrongly, for tests of the checks: it forwards to another backend, and
 * flips one bit of some results.
 *
 * @param backend whose results are spoilt
 * @param switches gives new kernels a switch, which is asked after each operation whether its
 *     result is to be spoilt
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

  private static final class Spoilt extends ForwardingKernels {
    /** The lowest bit of the exponent: a result of twice or half its size. */
    private static final int FLIPPED = 1 << 23;

    private final BooleanSupplier now;

    Spoilt(Kernels kernels, BooleanSupplier now) {
      super(kernels);
      this.now = now;
    }

    /** Flips a bit of the first element: the last may be in a column that nobody uses. */
    @Override
    protected void computed(Matrix output) {
      if (now.getAsBoolean() && output.rows() > 0 && output.columns() > 0) {
        int bits = Float.floatToRawIntBits(output.get(0, 0));
        output.set(0, 0, Float.intBitsToFloat(bits ^ FLIPPED));
      }
    }
  }
}
