package finegrain.trainer.engine;

import finegrain.trainer.network.Parameters;

/** The models of a cohort: their weights, gradients and velocities. For one thread. */
interface CohortModels {
  /**
   * The floating-point operations of a model's products, for one sample.
   *
   * @param forward of a training sample
   * @param backward without those in {@code update}
   * @param update of gradients that are computed with the update
   * @param forwardOfPool of a sample of the pool
   */
  record Flops(long forward, long backward, long update, long forwardOfPool) {
    long training() {
      return forward + backward + update;
    }
  }

  /** Columns of the widest product. */
  int columns();

  /** Memory for batches of a size. */
  BatchPass pass(int batch);

  /** Prepares {@link BatchPass#forwardOfPool} after steps of training. */
  void beginEvaluation();

  /** A copy of the weights of a model, for all inputs. */
  Parameters weights(int model);

  /** The operations of a model. */
  Flops flops(int model);

  /** Some of the models, with their velocities; a copy unless it is all of them. */
  CohortModels only(int[] models);
}
