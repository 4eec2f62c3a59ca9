package finegrain.trainer.data;

import finegrain.trainer.UserError;
import finegrain.trainer.data.ArraySets.Pair;
import java.util.List;

/** Tells arrays without names apart: by their order, and by their shapes. */
final class ArrayOrder {
  private ArrayOrder() {}

  /**
   * The pairs of samples and labels of two arrays or four: x, y or y, x; x_train, y_train, x_test,
   * y_test, or x_train, x_test, y_train, y_test as scikit-learn returns them.
   *
   * @param shown how messages name the file or files
   * @throws UserError if there is another number of arrays, or both orders would fit
   */
  static List<Pair> pairs(List<NpyArray> arrays, String shown) {
    return switch (arrays.size()) {
      case 2 -> {
        Pair inOrder = new Pair(arrays.get(0), arrays.get(1));
        Pair exchanged = new Pair(arrays.get(1), arrays.get(0));
        yield List.of(exchanged.fits() && !inOrder.fits() ? exchanged : inOrder);
      }
      case 4 -> four(arrays, shown);
      default ->
          throw new UserError(
              "%s has %d arrays without names; two (x, y) or four (x_train, y_train, x_test, y_test) are needed, or names: numpy.savez(file, x_train=..., y_train=..., x_test=..., y_test=...)"
                  .formatted(shown, arrays.size()));
    };
  }

  private static List<Pair> four(List<NpyArray> arrays, String shown) {
    List<Pair> bySet =
        List.of(new Pair(arrays.get(0), arrays.get(1)), new Pair(arrays.get(2), arrays.get(3)));
    List<Pair> byKind =
        List.of(new Pair(arrays.get(0), arrays.get(2)), new Pair(arrays.get(1), arrays.get(3)));
    if (fit(byKind) && fit(bySet)) {
      throw new UserError(
          "%s has four arrays whose shapes do not tell samples from labels; give them names: numpy.savez(file, x_train=..., y_train=..., x_test=..., y_test=...)"
              .formatted(shown));
    }
    return fit(byKind) ? byKind : bySet;
  }

  private static boolean fit(List<Pair> pairs) {
    return pairs.stream().allMatch(Pair::fits) && pairs.get(0).isLike(pairs.get(1));
  }
}
