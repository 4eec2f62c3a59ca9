package finegrain.trainer.training;

import finegrain.trainer.network.Parameters;
import java.util.function.Supplier;

/**
 * Looks on while models are trained, such as to take hashes of their weights. Called by many
 * threads at once, but for one model by one at a time. Weights are copies of the moment, for all
 * inputs.
 */
public interface Trace {
  /** Looks at nothing. */
  Trace NONE = new Trace() {};

  /**
   * A model begins with these weights. It may do so a second time, where it is trained again with
   * all inputs: what came before then counts no more.
   */
  default void begins(ModelSpec model, Parameters weights) {}

  /** A step of a model is over; epoch and step of the epoch count from 0. */
  default void step(ModelSpec model, int epoch, int step, Supplier<Parameters> weights) {}

  /** The last step of an epoch is over; epochs count from 0. */
  default void epoch(ModelSpec model, int epoch, Supplier<Parameters> weights) {}
}
