package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SparseMatrixTest {
  @Test
  void keepsWhatIsNotZero() {
    Matrix x =
        Matrix.of(2, 4, 0f, -0f, Float.NaN, 3, Float.NEGATIVE_INFINITY, Float.MIN_VALUE, 0f, 0f);
    SparseMatrix sparse = SparseMatrix.of(x);
    assertThat(sparse).hasToString("2 x 4");
    assertThat(sparse.nonZeros()).isEqualTo(4);
    assertThat(sparse.nonZeros(0)).isEqualTo(2);
    assertThat(sparse.indices).containsExactly(2, 3, 0, 1);
    assertThat(sparse.values)
        .containsExactly(Float.NaN, 3, Float.NEGATIVE_INFINITY, Float.MIN_VALUE);
    assertThat(SparseMatrix.share(x)).isEqualTo(0.5);
    assertThat(sparse.nonZeros(new int[] {1, 0, 1, 7}, 3)).isEqualTo(6);
  }

  /** More columns than a stripe has, rows with gaps, and rows without any element. */
  @Test
  void hasEachElementAtItsPlace() {
    SplittableRandom random = new SplittableRandom(1);
    for (int columns : new int[] {1, 63, 64, 65, 200}) {
      Matrix x = Fixtures.matrix(random, 5, columns, true);
      Fixtures.makeSparse(random, x);
      for (int column = 0; column < columns; column++) {
        x.set(3, column, 0);
      }
      SparseMatrix sparse = SparseMatrix.of(x);
      assertThat(sparse.nonZeros(3)).isZero();
      for (int row = 0; row < 5; row++) {
        for (int column = 0; column < columns; column++) {
          float expected = x.get(row, column) == 0 ? 0f : x.get(row, column);
          assertThat(sparse.get(row, column)).isEqualTo(expected);
        }
      }
      // Each stripe begins with the first element from its first column on.
      for (int row = 0; row < 5; row++) {
        for (int stripe = 0; stripe < sparse.stripes; stripe++) {
          int from = sparse.starts[row * sparse.stripes + stripe];
          int to = sparse.starts[row * sparse.stripes + stripe + 1];
          for (int k = from; k < to; k++) {
            assertThat(sparse.indices[k] / SparseMatrix.STRIPE).isEqualTo(stripe);
          }
        }
      }
    }
  }

  @Test
  void doesNotSeeLaterChanges() {
    Matrix x = Matrix.of(1, 2, 1, 0);
    SparseMatrix sparse = SparseMatrix.of(x);
    x.fill(7);
    assertThat(sparse.get(0, 0)).isEqualTo(1);
    assertThat(sparse.get(0, 1)).isZero();
  }

  @Test
  void mayBeEmpty() {
    for (Matrix x : new Matrix[] {Matrix.allocate(0, 3), Matrix.allocate(3, 0)}) {
      assertThat(SparseMatrix.of(x).nonZeros()).isZero();
      assertThat(SparseMatrix.share(x)).isZero();
    }
  }

  @Test
  void refusesIndicesOutOfRange() {
    SparseMatrix sparse = SparseMatrix.of(Matrix.of(1, 2, 1, 0));
    assertThatThrownBy(() -> sparse.get(1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sparse.get(0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> sparse.nonZeros(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
