package finegrain.trainer.objective;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import java.util.Arrays;

/**
 * Several labels a sample: the binary cross-entropy of a sigmoid unit for each label, summed over
 * the labels. The sum is one chain in double precision, in increasing label, rounded once. The
 * gradient is p - 1 at the labels of the sample's class and p elsewhere.
 */
public final class MultiLabelObjective implements LabelObjective {
  private final int outputs;
  private final int[][] labelsOf;

  /**
   * Labels of classes.
   *
   * @param outputs how many labels there are
   * @param labelsOf the labels of each class, counted from 0; each once
   */
  public MultiLabelObjective(int outputs, int[][] labelsOf) {
    this.outputs = outputs;
    this.labelsOf = new int[labelsOf.length][];
    for (int i = 0; i < labelsOf.length; i++) {
      int[] sorted = Arrays.stream(labelsOf[i]).sorted().distinct().toArray();
      boolean inside =
          sorted.length == 0 || (sorted[0] >= 0 && sorted[sorted.length - 1] < outputs);
      if (sorted.length != labelsOf[i].length || !inside) {
        throw new IllegalArgumentException(
            "the labels of a class are different numbers from 0 to below %s, not %s"
                .formatted(Integer.toString(outputs), Arrays.toString(labelsOf[i])));
      }
      this.labelsOf[i] = sorted;
    }
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public boolean isRight(int label, int answer) {
    return Arrays.binarySearch(labelsOf[label], answer) >= 0;
  }

  @Override
  public Objective.Loss loss(int samples) {
    return new MultiLabelLoss(samples);
  }

  /** One sample after the other: a row of logits is a column of sigmoid units to the kernels. */
  private final class MultiLabelLoss implements Objective.Loss {
    private final int[] targets = new int[outputs];
    private final Matrix ofLabels = Matrix.allocate(1, outputs);
    private final Columns logitColumns;
    private final Columns gradientColumns;

    MultiLabelLoss(int samples) {
      logitColumns = new Columns(samples);
      gradientColumns = new Columns(samples);
    }

    @Override
    public void losses(Kernels kernels, Matrix logits, int[] labels, Matrix losses) {
      for (int row = 0; row < logits.rows(); row++) {
        mark(labels[row], 1);
        kernels.binaryCrossEntropy(logitColumns.of(logits, row), targets, ofLabels);
        losses.set(0, row, sum());
        mark(labels[row], 0);
      }
    }

    @Override
    public void gradient(
        Kernels kernels, Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      for (int row = 0; row < logits.rows(); row++) {
        mark(labels[row], 1);
        kernels.binaryCrossEntropyGradient(
            logitColumns.of(logits, row),
            targets,
            scale,
            ofLabels,
            gradientColumns.of(gradient, row));
        losses.set(0, row, sum());
        mark(labels[row], 0);
      }
    }

    private void mark(int label, int target) {
      for (int output : labelsOf[label]) {
        targets[output] = target;
      }
    }

    private float sum() {
      double sum = 0;
      for (int output = 0; output < outputs; output++) {
        sum += ofLabels.get(0, output);
      }
      return (float) sum;
    }
  }

  /** Rows of a matrix as columns; kept, because a training gives the same matrix in each step. */
  private static final class Columns {
    private final Matrix[] columns;
    private Matrix last = Matrix.allocate(0, 0);

    Columns(int rows) {
      columns = new Matrix[rows];
    }

    Matrix of(Matrix matrix, int row) {
      if (matrix != last) {
        last = matrix;
        for (int i = 0; i < matrix.rows(); i++) {
          columns[i] = Matrix.of(matrix.array(), matrix.rowOffset(i), matrix.columns(), 1, 1);
        }
      }
      return columns[row];
    }
  }
}
