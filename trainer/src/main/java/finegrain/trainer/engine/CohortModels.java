package finegrain.trainer.engine;

import finegrain.trainer.network.Parameters;

/** The models of a cohort: their weights, gradients and velocities. For one thread. */
interface CohortModels {
  /**
   * The floating-point operations that a model's products do, once for each sample of a set.
   *
   * @param forward of the training samples
   * @param backward of the training samples, without those in {@code update}
   * @param update of gradients of the training samples that are computed with the update
   * @param validation forward, of the validation samples
   * @param test forward, of the test samples
   */
  record Flops(long forward, long backward, long update, long validation, long test) {
    /** Those of an epoch of training. */
    long training() {
      return forward + backward + update;
    }

    /** Those of the scores on all training and all test samples. */
    long whole() {
      return forward + test;
    }
  }

  /** Columns of the widest product. */
  int columns();

  /** Memory for batches of a size. */
  BatchPass pass(int batch);

  /**
   * The following steps are those of an epoch.
   *
   * @param epoch counted from 0
   */
  void beginEpoch(int epoch);

  /** Prepares {@link BatchPass#forwardOfPool} after steps of training. */
  void beginEvaluation();

  /** A copy of the weights of a model, for all inputs. */
  Parameters weights(int model);

  /** The operations of a model. */
  Flops flops(int model);

  /** Some of the models, with their velocities; a copy unless it is all of them. */
  CohortModels only(int[] models);
}
