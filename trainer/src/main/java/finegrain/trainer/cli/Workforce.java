package finegrain.trainer.cli;

import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.training.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** Who trains the models of a run. What is done is counted by the meter of the run's sweep. */
interface Workforce {
  /** Those who are ready to train. */
  interface Team extends AutoCloseable {
    /** Who they are, in a line for the user. */
    String words();

    /** How many train at once. */
    int threads();

    /** How many of them are threads of this process. */
    int threadsHere();

    /**
     * Trains models and returns when all are done.
     *
     * @param keeper takes each model once, in groups; one thread at a time calls it
     * @throws InterruptedException if the calling thread is interrupted
     */
    void train(List<ModelSpec> models, Consumer<List<FinishedModel>> keeper)
        throws InterruptedException;

    /** The measured peak of all threads, in 10^9 operations a second; empty if it is unknown. */
    OptionalDouble peakGflops();

    @Override
    void close();
  }

  /**
   * Gets ready.
   *
   * @param folder of the run
   * @throws finegrain.trainer.UserError if nobody can come
   */
  Team gather(Path folder) throws InterruptedException;
}
