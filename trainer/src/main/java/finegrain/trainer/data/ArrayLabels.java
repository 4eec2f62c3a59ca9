package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fine labels of an array.
 *
 * @param names the label of each sample
 * @param form how they are stored, where they are not plain integers or words
 */
record ArrayLabels(List<String> names, Optional<String> form) {
  /** The largest double below which every whole number is one. */
  private static final double MOST_WHOLE = 1L << 53;

  /**
   * The labels of an array of the shape (samples), (samples, 1), or (samples, classes) with a
   * single 1 in each row.
   *
   * @throws UserError if there is not one label for each sample
   */
  static ArrayLabels of(NpyArray y) {
    if (y.shape().isEmpty() || y.size() == 0) {
      throw new UserError(
          "%s has the shape %s; a label for each sample is needed"
              .formatted(y.shown(), y.shapeInWords()));
    }
    int samples = y.shape().getFirst();
    int columns = y.size() / samples;
    if (columns == 1) {
      return oneEach(y);
    }
    if (y.shape().size() != 2) {
      throw new UserError(
          "%s has the shape %s; a label for each sample is needed, the shape (%d)"
              .formatted(y.shown(), y.shapeInWords(), samples));
    }
    return oneHot(y, samples, columns);
  }

  private static ArrayLabels oneEach(NpyArray y) {
    Map<String, String> shared = new HashMap<>();
    List<String> names = new ArrayList<>();
    boolean floats = y.type().kind() == NpyType.Kind.FLOAT;
    for (int i = 0; i < y.size(); i++) {
      String name = floats ? whole(y, i) : y.text(i).replaceAll("[\\s\\p{Cc}]+", " ").strip();
      if (name.isEmpty()) {
        throw new UserError("%s has no label for sample %d (from 0)".formatted(y.shown(), i));
      }
      names.add(shared.computeIfAbsent(name, same -> same));
    }
    return new ArrayLabels(
        names, floats ? Optional.of("whole numbers stored as " + y.type()) : Optional.empty());
  }

  private static String whole(NpyArray y, int i) {
    double value = y.value(i);
    if (value != Math.rint(value) || Math.abs(value) > MOST_WHOLE) {
      throw new UserError(
          "%s has the label %s for sample %d (from 0); whole numbers or words are needed"
              .formatted(y.shown(), value, i));
    }
    return Long.toString((long) value);
  }

  private static ArrayLabels oneHot(NpyArray y, int samples, int columns) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < samples; i++) {
      names.add(String.valueOf(one(y, i, columns)));
    }
    return new ArrayLabels(
        names,
        Optional.of("one-hot: the label is the column, from 0 to %d".formatted(columns - 1)));
  }

  /** The column of the 1 in a row of zeros. */
  private static int one(NpyArray y, int row, int columns) {
    int found = -1;
    boolean single = !y.type().isText();
    for (int j = 0; j < columns && single; j++) {
      double value = y.value(row * columns + j);
      single = value == 0 || (value == 1 && found < 0);
      found = value == 1 ? j : found;
    }
    if (!single || found < 0) {
      throw new UserError(
          "%s has the shape %s, and row %d (from 0) is not a single 1 among zeros; a sample has one label: of scores of the classes save y.argmax(1)"
              .formatted(y.shown(), y.shapeInWords(), row));
    }
    return found;
  }
}
