package finegrain.trainer.engine;

import finegrain.kernels.Kernels;

/** The training of one or more models by one thread. */
interface Training {
  /**
   * Trains all its models but those that other threads take over. It returns early if the thread is
   * interrupted.
   *
   * @param queue where parts of the training go if threads wait there
   * @param listener hears of each model that is trained
   */
  void run(Kernels kernels, WorkQueue queue, Sweep.Listener listener);

  /**
   * Trains all its models for an epoch, without evaluation. Once warm, it allocates nothing for
   * each step.
   */
  void train(Kernels kernels);
}
