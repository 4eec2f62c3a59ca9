package finegrain.trainer.repro;

import finegrain.kernels.Matrix;
import java.util.List;
import java.util.Optional;

/**
 * The first element in which two computations of the same thing differ.
 *
 * @param tensor what it is an element of
 * @param row of the element, counted from 0
 * @param column of the element, counted from 0
 * @param here what was computed
 * @param reference what the scalar backend computed
 */
record DifferingElement(String tensor, int row, int column, float here, float reference) {
  /** The first element of two matrices of one shape, row after row; empty if all are the same. */
  static Optional<DifferingElement> first(String tensor, Matrix here, Matrix reference) {
    for (int row = 0; row < here.rows(); row++) {
      for (int column = 0; column < here.columns(); column++) {
        float a = here.get(row, column);
        float b = reference.get(row, column);
        if (!FloatBits.same(a, b)) {
          return Optional.of(new DifferingElement(tensor, row, column, a, b));
        }
      }
    }
    return Optional.empty();
  }

  /** The first element of the first matrices that differ. */
  static Optional<DifferingElement> first(
      List<String> tensors, List<Matrix> here, List<Matrix> reference) {
    for (int i = 0; i < tensors.size(); i++) {
      Optional<DifferingElement> element = first(tensors.get(i), here.get(i), reference.get(i));
      if (element.isPresent()) {
        return element;
      }
    }
    return Optional.empty();
  }

  /** For people, as a clause: the element, both values and their distance. */
  @Override
  public String toString() {
    return "%s[%d, %d] is %s, and %s on the scalar backend: %s"
        .formatted(
            tensor,
            row,
            column,
            FloatBits.words(here),
            FloatBits.words(reference),
            FloatBits.distance(here, reference));
  }
}
