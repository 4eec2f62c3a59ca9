package finegrain.trainer.training;

import finegrain.trainer.network.Parameters;
import java.util.function.Supplier;

/**
 * Observes models while they are trained, for example to hash their weights. Many threads call it
 * at once, but only one thread at a time for each model. All weights are copies, for all inputs.
 */
public interface Trace {
  /** Observes nothing. */
  Trace NONE = new Trace() {};

  /**
   * The training of a model begins with these weights. It may begin a second time, with all inputs;
   * then the first training does not count.
   */
  default void begins(ModelSpec model, Parameters weights) {}

  /** A step of a model is over; epoch and step of the epoch count from 0. */
  default void step(ModelSpec model, int epoch, int step, Supplier<Parameters> weights) {}

  /** The last step of an epoch is over; epochs count from 0. */
  default void epoch(ModelSpec model, int epoch, Supplier<Parameters> weights) {}
}
