package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * A label on each of several levels: the sum of the cross-entropies of one softmax for each level.
 * The outputs are those of the levels one after the other, and the losses are added in this order.
 * An answer is one of the last level.
 */
public final class LevelObjective implements LabelObjective {
  private final int[][] labelsOf;

  /** The first output of each level, and after them the number of outputs. */
  private final int[] first;

  /**
   * Levels of labels.
   *
   * @param labelsOf for each level, from the coarsest on, the label of each class, counted from 0
   */
  public LevelObjective(int[][] labelsOf) {
    this.labelsOf = Arrays.stream(labelsOf).map(int[]::clone).toArray(int[][]::new);
    first = new int[labelsOf.length + 1];
    for (int level = 0; level < labelsOf.length; level++) {
      int labels = 1 + Arrays.stream(labelsOf[level]).max().orElseThrow();
      first[level + 1] = Math.addExact(first[level], labels);
    }
  }

  @Override
  public int outputs() {
    return first[first.length - 1];
  }

  @Override
  public int firstAnswer() {
    return first[first.length - 2];
  }

  @Override
  public boolean isRight(int label, int answer) {
    return labelsOf[labelsOf.length - 1][label] == answer;
  }

  @Override
  public Objective.Loss loss(int samples) {
    return new LevelLoss(samples);
  }

  /** The loss of each level over its own columns. */
  private final class LevelLoss implements Objective.Loss {
    private final int[] ofSamples;
    private final Matrix lossMemory;
    private final Blocks logitBlocks = new Blocks();
    private final Blocks gradientBlocks = new Blocks();

    LevelLoss(int samples) {
      ofSamples = new int[samples];
      lossMemory = Matrix.allocate(1, samples);
    }

    @Override
    public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
      Matrix ofLevel = lossMemory.columnRange(0, logits.rows());
      for (int level = 0; level < labelsOf.length; level++) {
        look(level, labels, logits.rows());
        kernels.crossEntropy(logitBlocks.of(logits, level), ofSamples, ofLevel);
        add(level, ofLevel, losses);
      }
    }

    @Override
    public void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      Matrix ofLevel = lossMemory.columnRange(0, logits.rows());
      for (int level = 0; level < labelsOf.length; level++) {
        look(level, labels, logits.rows());
        kernels.crossEntropyGradient(
            logitBlocks.of(logits, level),
            ofSamples,
            scale,
            ofLevel,
            gradientBlocks.of(gradient, level));
        add(level, ofLevel, losses);
      }
    }

    private void look(int level, int[] labels, int samples) {
      for (int i = 0; i < samples; i++) {
        ofSamples[i] = labelsOf[level][labels[i]];
      }
    }

    private static void add(int level, Matrix ofLevel, Matrix losses) {
      for (int i = 0; i < ofLevel.columns(); i++) {
        float before = level == 0 ? 0 : losses.get(0, i);
        losses.set(0, i, before + ofLevel.get(0, i));
      }
    }
  }

  /** The columns of each level; kept, because a training gives the same matrix in each step. */
  private final class Blocks {
    private final Matrix[] blocks = new Matrix[labelsOf.length];
    private Matrix last = Matrix.allocate(0, 0);

    Matrix of(Matrix matrix, int level) {
      if (matrix != last) {
        last = matrix;
        for (int i = 0; i < blocks.length; i++) {
          blocks[i] = matrix.columnRange(first[i], first[i + 1] - first[i]);
        }
      }
      return blocks[level];
    }
  }
}
