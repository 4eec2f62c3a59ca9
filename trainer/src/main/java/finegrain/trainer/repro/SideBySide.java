package finegrain.trainer.repro;

import finegrain.kernels.Backend;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Trace;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.function.Supplier;

/**
 * Trains one model by two backends at once, to find the first different step, tensor and element.
 * The two threads wait for each other after every step of one epoch.
 */
final class SideBySide {
  private final int epoch;
  private final Side here = new Side();
  private final Side oracle = new Side();
  private final Phaser steps =
      new Phaser(2) {
        @Override
        protected boolean onAdvance(int phase, int trainings) {
          // One training goes on alone when the other has ended.
          if (trainings == 2) {
            compare();
          }
          return trainings == 0;
        }
      };
  private Optional<DifferentStep> difference = Optional.empty();

  private SideBySide(int epoch) {
    this.epoch = epoch;
  }

  /** The training of one model, alone. */
  interface Training {
    /**
     * Trains it.
     *
     * @throws InterruptedException if the calling thread is interrupted
     */
    void run(Backend backend, Trace trace) throws InterruptedException;
  }

  /**
   * Where two trainings differ.
   *
   * @param step of the epoch, counted from 0
   * @param element the element
   */
  record DifferentStep(int step, DifferingElement element) {}

  /**
   * What was found.
   *
   * @param difference empty if the weights are the same after every step of the epoch
   * @param here hash of the weights after the epoch; empty if the training did not come so far
   * @param oracle the same of the other training
   */
  record Finding(
      Optional<DifferentStep> difference, Optional<String> here, Optional<String> oracle) {}

  /**
   * Trains by both backends up to an epoch, counted from 0, and compares in that epoch.
   *
   * @param oracle the backend whose values are the references
   * @throws InterruptedException if the calling thread is interrupted
   */
  static Finding run(Training training, Backend here, Backend oracle, int epoch)
      throws InterruptedException {
    SideBySide both = new SideBySide(epoch);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      Future<?> first = threads.submit(() -> both.train(training, here, both.here));
      Future<?> second = threads.submit(() -> both.train(training, oracle, both.oracle));
      try {
        first.get();
        second.get();
      } catch (ExecutionException failure) {
        throw new IllegalStateException("a training failed", failure.getCause());
      } finally {
        threads.shutdownNow();
      }
    }
    return new Finding(both.difference, both.here.hash, both.oracle.hash);
  }

  private Void train(Training training, Backend backend, Side side) throws InterruptedException {
    try {
      training.run(backend, side);
    } catch (Enough enough) {
      // The training is past the epoch.
    } finally {
      steps.arriveAndDeregister();
    }
    return null;
  }

  /** Both have done the same step; the first one in which they differ is kept. */
  private void compare() {
    if (difference.isEmpty()) {
      difference =
          DifferingElement.first(
                  here.weights.names(), here.weights.tensors(), oracle.weights.tensors())
              .map(element -> new DifferentStep(here.step, element));
    }
  }

  /** Ends a training that has come far enough. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Enough() {
      super(null, null, false, false);
    }
  }

  /** One of the two trainings. */
  private final class Side implements Trace {
    private Parameters weights;
    private int step;
    private Optional<String> hash = Optional.empty();

    @Override
    public void step(ModelSpec model, int at, int stepOfEpoch, Supplier<Parameters> copy) {
      if (at != epoch) {
        return;
      }
      weights = copy.get();
      step = stepOfEpoch;
      steps.arriveAndAwaitAdvance();
    }

    @Override
    public void epoch(ModelSpec model, int at, Supplier<Parameters> copy) {
      if (at != epoch) {
        return;
      }
      hash = Optional.of(weights.sha256());
      // A model that is not finite may be trained again with all inputs; that training counts.
      if (weights.isFinite()) {
        throw new Enough();
      }
    }
  }
}
