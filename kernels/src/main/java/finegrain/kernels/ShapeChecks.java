package finegrain.kernels;

import java.util.Locale;
import java.util.Objects;

/**
 * What the operations of {@link Kernels} demand of their arguments. Each method throws {@link
 * IllegalArgumentException} with one sentence.
 */
final class ShapeChecks {
  private ShapeChecks() {}

  // Arguments that must be there. Each method throws NullPointerException with the argument's name.

  static void present(String name, Object x, String otherName, Object other) {
    Objects.requireNonNull(x, name);
    Objects.requireNonNull(other, otherName);
  }

  static void present(String name1, Object x1, String name2, Object x2, String name3, Object x3) {
    present(name1, x1, name2, x2);
    Objects.requireNonNull(x3, name3);
  }

  static void present(
      String name1,
      Object x1,
      String name2,
      Object x2,
      String name3,
      Object x3,
      String name4,
      Object x4) {
    present(name1, x1, name2, x2);
    present(name3, x3, name4, x4);
  }

  // Shapes and aliasing

  static void threads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("kernels need at least 1 thread, not " + threads);
    }
  }

  static void product(String operation, Transposed transposed, Matrix a, Matrix b, Matrix c) {
    int rows = transposed == Transposed.LEFT ? a.columns() : a.rows();
    int inner = transposed == Transposed.LEFT ? a.rows() : a.columns();
    int innerOfB = transposed == Transposed.RIGHT ? b.columns() : b.rows();
    int columns = transposed == Transposed.RIGHT ? b.rows() : b.columns();
    if (inner != innerOfB || c.rows() != rows || c.columns() != columns) {
      String product =
          switch (transposed) {
            case NONE -> "left right";
            case LEFT -> "leftᵀ right";
            case RIGHT -> "left rightᵀ";
          };
      throw new IllegalArgumentException(
          "%1$s: the shapes do not fit output = %5$s: left is %2$s, right is %3$s, output is %4$s"
              .formatted(operation, a, b, c, product));
    }
    apart(operation, a, c);
    apart(operation, b, c);
  }

  static void dense(Matrix x, Matrix w, Matrix bias, Matrix y) {
    product("dense", Transposed.NONE, x, w, y);
    shape("dense", "bias", bias, 1, w.columns());
    apart("dense", bias, y);
  }

  static void sparseDense(SparseMatrix x, int[] rows, Matrix w, Matrix bias, Matrix y) {
    shape("sparseDense", "w", w, x.columns(), w.columns());
    shape("sparseDense", "bias", bias, 1, w.columns());
    shape("sparseDense", "y", y, y.rows(), w.columns());
    rows("sparseDense", x.rows(), rows, y.rows());
    apart("sparseDense", w, y);
    apart("sparseDense", bias, y);
  }

  static void sparseMomentumStep(
      SparseMatrix x, int[] rows, Matrix dy, Matrix weights, Matrix velocity) {
    shape("sparseMomentumStep", "weights", weights, x.columns(), dy.columns());
    shape("sparseMomentumStep", "velocity", velocity, x.columns(), dy.columns());
    rows("sparseMomentumStep", x.rows(), rows, dy.rows());
    apart("sparseMomentumStep", weights, velocity);
    apart("sparseMomentumStep", dy, weights);
    apart("sparseMomentumStep", dy, velocity);
  }

  static void momentumStep(Matrix weights, Matrix velocity, Matrix gradient) {
    shape("momentumStep", "velocity", velocity, weights.rows(), weights.columns());
    shape("momentumStep", "gradient", gradient, weights.rows(), weights.columns());
    apart("momentumStep", weights, velocity);
    apart("momentumStep", weights, gradient);
    apart("momentumStep", velocity, gradient);
  }

  /** Indices of rows, at least {@code count}, each below {@code rowCount}. */
  static void rows(String operation, int rowCount, int[] rows, int count) {
    if (rows.length < count) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %d row indices are too few for %d rows",
              operation,
              rows.length,
              count));
    }
    for (int i = 0; i < count; i++) {
      if (rows[i] < 0 || rows[i] >= rowCount) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: rows[%d] must be from 0 to %d, not %d",
                operation,
                i,
                rowCount - 1,
                rows[i]));
      }
    }
  }

  /** The velocity of weights that are the output of a product of x and dy. */
  static void velocity(String operation, Matrix x, Matrix dy, Matrix weights, Matrix velocity) {
    shape(operation, "velocity", velocity, weights.rows(), weights.columns());
    apart(operation, weights, velocity);
    apart(operation, x, velocity);
    apart(operation, dy, velocity);
  }

  static void elementwise(String operation, Matrix x, Matrix y) {
    if (x.rows() != y.rows() || x.columns() != y.columns()) {
      throw new IllegalArgumentException(
          "%s: the shapes must be equal, not %s and %s".formatted(operation, x, y));
    }
    if (!x.sameView(y)) {
      apart(operation, x, y);
    }
  }

  static void apart(String operation, Matrix x, Matrix y) {
    if (x.overlaps(y)) {
      throw new IllegalArgumentException(
          "%s: matrices of %s and %s must not share elements".formatted(operation, x, y));
    }
  }

  static void shape(String operation, String name, Matrix x, int rows, int columns) {
    if (x.rows() != rows || x.columns() != columns) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s: %s must be %d x %d, not %s", operation, name, rows, columns, x));
    }
  }

  static void classes(String operation, Matrix x) {
    if (x.columns() == 0) {
      throw new IllegalArgumentException("%s: a row needs at least one class".formatted(operation));
    }
  }

  static void binary(String operation, Matrix logits, int[] labels) {
    shape(operation, "logits", logits, logits.rows(), 1);
    labels(operation, logits, 2, labels);
  }

  static void losses(String operation, Matrix logits, Matrix losses) {
    shape(operation, "losses", losses, 1, logits.rows());
    apart(operation, logits, losses);
  }

  static void labels(String operation, Matrix logits, int classes, int[] labels) {
    if (labels.length < logits.rows()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s: %d labels are too few for %d rows",
              operation,
              labels.length,
              logits.rows()));
    }
    for (int row = 0; row < logits.rows(); row++) {
      if (labels[row] < 0 || labels[row] >= classes) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "%s: the label of row %d must be from 0 to %d, not %d",
                operation,
                row,
                classes - 1,
                labels[row]));
      }
    }
  }
}
