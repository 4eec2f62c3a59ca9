package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Samples;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.training.Score;

/**
 * Scores a network on a set of samples, in batches, without gradients and augmentation. The size of
 * the batches changes no bit. For one thread.
 */
public final class NetworkScorer {
  private final SampleRows samples;
  private final NetworkPass pass;
  private final NetworkPass last;
  private final int[] labels;
  private final Matrix losses;

  /**
   * A scorer of a network whose parameters may change between two scores.
   *
   * @param samples at least one
   * @param batch samples at a time
   * @param parameters a block of the network
   * @param layerState a block of its state
   */
  public NetworkScorer(
      Network network, Samples samples, int batch, Matrix parameters, Matrix layerState) {
    this.samples = new SampleRows(samples, network, Augmentation.NONE, 0, 0);
    int size = Math.min(batch, samples.size());
    int rest = samples.size() % size;
    pass = network.evaluationPass(size, parameters, layerState);
    last = rest == 0 ? pass : network.evaluationPass(rest, parameters, layerState);
    labels = new int[size];
    losses = Matrix.allocate(1, size);
  }

  /** What is done with the logits of a batch. */
  public interface Batches {
    /**
     * Takes a batch.
     *
     * @param first index of its first sample
     * @param logits samples x classes; until the next batch
     */
    void take(int first, Matrix logits);
  }

  /** Computes the logits of all samples. */
  public void logits(Kernels kernels, Batches batches) {
    for (int first = 0; first < samples.size(); first += pass.batch()) {
      NetworkPass batch = samples.size() - first < pass.batch() ? last : pass;
      for (int row = 0; row < batch.batch(); row++) {
        samples.copy(first + row, batch.input(), row, labels);
      }
      batch.forward(kernels, false);
      batches.take(first, batch.logits());
    }
  }

  /** The mean loss, summed in double precision in the order of the samples, and the accuracy. */
  public Score score(Kernels kernels) {
    Sums sums = new Sums();
    logits(
        kernels,
        (_, logits) -> {
          Matrix lossesOfBatch = losses.columnRange(0, logits.rows());
          kernels.crossEntropy(logits, labels, lossesOfBatch);
          sums.add(lossesOfBatch, Answers.right(logits, labels));
        });
    return sums.score(samples.size());
  }

  /** Sums over samples. */
  private static final class Sums {
    private double loss;
    private int right;

    void add(Matrix losses, int rightAnswers) {
      for (int row = 0; row < losses.columns(); row++) {
        loss += losses.get(0, row);
      }
      right += rightAnswers;
    }

    Score score(int count) {
      return new Score(loss / count, (double) right / count);
    }
  }
}
