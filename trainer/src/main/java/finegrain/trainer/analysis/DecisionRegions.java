package finegrain.trainer.analysis;

import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * The predictions of a model over a square of the plane, and some of its training samples. The
 * square goes from -2.6 to 2.6 in both directions, and has {@value #CELLS} x {@value #CELLS} cells.
 *
 * @param spec of the model
 * @param rows of cells, the least y first; each cell, the least x first, is a digit to the base 36:
 *     the class that the model predicts at the cell's middle
 * @param samples training samples
 */
public record DecisionRegions(ModelSpec spec, List<String> rows, List<Sample> samples) {
  /** Fine classes at most: one digit each. */
  public static final int MOST_CLASSES = Character.MAX_RADIX;

  /** Cells along a side of the square. */
  public static final int CELLS = 120;

  /** The least x and y of the square. */
  public static final double LOW = -2.6;

  /** The greatest x and y of the square. */
  public static final double HIGH = 2.6;

  /** At most so many samples are kept. */
  public static final int MOST_SAMPLES = 160;

  /** A training sample with its fine class. */
  public record Sample(float x, float y, int fineClass) {}

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the rows are not those of the square
   */
  public DecisionRegions {
    rows = List.copyOf(rows);
    samples = List.copyOf(samples);
    if (rows.size() != CELLS
        || rows.stream().anyMatch(row -> !row.matches("[0-9a-z]{" + CELLS + "}"))) {
      throw new IllegalArgumentException(
          "the regions of %s are not %d rows of %d classes".formatted(spec, CELLS, CELLS));
    }
  }

  /** The x of the middle of a column's cells, or the y of a row's. */
  public static float middle(int cell) {
    return (float) (LOW + (cell + 0.5) * ((HIGH - LOW) / CELLS));
  }

  /** The predicted classes, row by row. */
  public int[] cells() {
    return String.join("", rows)
        .chars()
        .map(digit -> Character.digit(digit, Character.MAX_RADIX))
        .toArray();
  }

  /** The regions of a model from its predicted classes, row by row. */
  public static DecisionRegions of(ModelSpec spec, int[] cells, List<Sample> samples) {
    StringBuilder digits = new StringBuilder();
    for (int cell : cells) {
      digits.append(Character.forDigit(cell, Character.MAX_RADIX));
    }
    List<String> rows = new ArrayList<>();
    for (int from = 0; from < digits.length(); from += CELLS) {
      rows.add(digits.substring(from, from + CELLS));
    }
    return new DecisionRegions(spec, rows, samples);
  }
}
