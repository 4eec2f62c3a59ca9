package finegrain.trainer.network;

import finegrain.kernels.Kernels;
import java.util.Optional;

/**
 * A layer that is bound to the memory of a batch. Its operations allocate nothing. For one thread.
 *
 * @param forward from x to y
 * @param backward from dy to the gradients; empty where the memory has none
 */
public record LayerPass(Forward forward, Optional<Backward> backward) {
  /** From the input of a batch to its output. */
  @FunctionalInterface
  public interface Forward {
    /**
     * Computes y from x.
     *
     * @param training whether a backward pass will follow: statistics are those of the batch, and
     *     parts are dropped
     */
    void run(Kernels kernels, boolean training);
  }

  /** From the gradient of the output to those of parameters and input. */
  @FunctionalInterface
  public interface Backward {
    /** Overwrites the gradients, after a forward pass in training; may overwrite dy. */
    void run(Kernels kernels);
  }
}
