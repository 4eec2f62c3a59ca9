package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Augmentation;
import finegrain.trainer.data.Samples;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.NetworkPass;
import finegrain.trainer.objective.ClassObjective;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.training.Score;
import java.util.BitSet;

/**
 * Scores a network on a set of samples, in batches, without gradients and augmentation. The size of
 * the batches changes no bit. For one thread.
 */
public final class NetworkScorer {
  private static final int BATCH = 128;

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

  /**
   * A scorer of a network in a state.
   *
   * @param samples at least one
   */
  public static NetworkScorer of(Network network, NetworkState state, Samples samples) {
    return new NetworkScorer(network, samples, BATCH, state.parameters(), state.layerState());
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
    // The loss of a softmax does not ask how many outputs there are.
    Scored scored = scored(new ClassObjective(0, 0), kernels);
    return new Score(scored.loss(), scored.accuracy());
  }

  /**
   * How the network does by an objective, of which the labels of the samples are classes.
   *
   * @return with the loss as in {@link #score}
   */
  public Scored scored(LabelObjective objective, Kernels kernels) {
    Objective.Loss loss = objective.loss(losses.columns());
    BitSet right = new BitSet();
    double[] sum = {0};
    logits(
        kernels,
        (first, logits) -> {
          loss.losses(kernels, logits, labels, losses.columnRange(0, logits.rows()));
          Matrix answers = objective.answers(logits);
          for (int row = 0; row < logits.rows(); row++) {
            sum[0] += losses.get(0, row);
            right.set(first + row, objective.isRight(labels[row], Answers.of(answers, row)));
          }
        });
    return new Scored(sum[0] / samples.size(), right, samples.size());
  }

  /**
   * How a network does.
   *
   * @param loss the mean of the objective
   * @param right the samples with a right answer
   * @param samples how many there are in all
   */
  public record Scored(double loss, BitSet right, int samples) {
    /** The share of right answers. */
    public double accuracy() {
      return (double) right.cardinality() / samples;
    }
  }
}
