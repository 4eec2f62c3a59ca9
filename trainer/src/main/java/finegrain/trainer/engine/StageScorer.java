package finegrain.trainer.engine;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.data.Samples;
import finegrain.trainer.network.Network;
import finegrain.trainer.objective.LabelObjective;
import finegrain.trainer.objective.Objective;
import java.util.BitSet;

/** Scores a network on samples by any objective, without augmentation. */
public final class StageScorer {
  private static final int BATCH = 128;

  private StageScorer() {}

  /**
   * How a network does.
   *
   * @param loss the mean of the objective, summed in double precision in the order of the samples
   * @param right the samples with a right answer
   * @param samples how many there are in all
   */
  public record Scored(double loss, BitSet right, int samples) {
    /** The share of right answers. */
    public double accuracy() {
      return (double) right.cardinality() / samples;
    }
  }

  /**
   * Scores a network.
   *
   * @param samples at least one; their labels are the classes of the objective
   */
  public static Scored score(
      Network network,
      NetworkState state,
      Samples samples,
      LabelObjective objective,
      Kernels kernels) {
    NetworkScorer scorer =
        new NetworkScorer(network, samples, BATCH, state.parameters(), state.layerState());
    Sums sums = new Sums(samples, objective);
    scorer.logits(kernels, (first, logits) -> sums.add(first, logits, kernels));
    return new Scored(sums.loss / samples.size(), sums.right, samples.size());
  }

  /** Sums over samples. */
  private static final class Sums {
    private final Samples samples;
    private final LabelObjective objective;
    private final Objective.Loss lossOfBatch;
    private final int[] labels = new int[BATCH];
    private final Matrix losses = Matrix.allocate(1, BATCH);
    private final BitSet right = new BitSet();
    private double loss;

    Sums(Samples samples, LabelObjective objective) {
      this.samples = samples;
      this.objective = objective;
      lossOfBatch = objective.loss(BATCH);
    }

    void add(int first, Matrix logits, Kernels kernels) {
      for (int row = 0; row < logits.rows(); row++) {
        labels[row] = samples.label(first + row);
      }
      lossOfBatch.losses(kernels, logits, labels, losses.columnRange(0, logits.rows()));
      Matrix answers = objective.answers(logits);
      for (int row = 0; row < logits.rows(); row++) {
        loss += losses.get(0, row);
        right.set(first + row, objective.isRight(labels[row], Answers.of(answers, row)));
      }
    }
  }
}
