package finegrain.trainer.report.figure;

import java.util.List;

/**
 * The predictions of models of two inputs over a square of the plane, side by side, and samples
 * above them. Each coarse class has a colour; thin lines separate its fine classes.
 *
 * @param name of its file
 * @param title what it shows
 * @param range of both sides of the square
 * @param coarseNames of the coarse classes, at most {@link #MOST_COARSE_CLASSES}
 * @param classes the fine classes; a sample and a cell name them by their place here
 * @param panels from left to right
 */
public record RegionFigure(
    String name,
    String title,
    Range range,
    List<String> coarseNames,
    List<FineClass> classes,
    List<Panel> panels)
    implements Figure {
  /** The colours tell no more coarse classes apart. */
  public static final int MOST_COARSE_CLASSES = 8;

  /** A fine class, and the place of its coarse class in the list of their names. */
  public record FineClass(String name, int coarse) {}

  /** A sample and its true fine class. */
  public record Sample(double x, double y, int fineClass) {}

  /**
   * A model's predictions.
   *
   * @param title above the panel
   * @param grid the predictions at the middles of equal cells of the square
   * @param samples to draw; those outside the square are left out
   */
  public record Panel(String title, Grid grid, List<Sample> samples) {
    /** Copies the list. */
    public Panel {
      samples = List.copyOf(samples);
    }
  }

  /** Predicted classes, row by row. Row 0 has the least y, column 0 the least x. */
  public static final class Grid {
    final boolean fine;
    final int side;
    private final int[] cells;

    /**
     * A grid.
     *
     * @param fine whether the model predicts fine classes, not coarse ones
     * @param side number of rows and of columns
     * @param cells the predicted classes, row by row
     * @throws IllegalArgumentException if there are not side * side cells, or none
     */
    public Grid(boolean fine, int side, int[] cells) {
      if (side < 1 || cells.length != side * side) {
        throw new IllegalArgumentException(
            "%s cells are not %s rows of %s".formatted(cells.length, side, side));
      }
      this.fine = fine;
      this.side = side;
      this.cells = cells.clone();
    }

    /** The class of a cell, fine or coarse as the grid is. */
    int at(int row, int column) {
      return cells[row * side + column];
    }
  }

  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if the name is no file name, there is no panel, or a class
   *     that a fine class, a sample or a cell names is not in the lists
   */
  public RegionFigure {
    Figure.requireName(name);
    coarseNames = List.copyOf(coarseNames);
    classes = List.copyOf(classes);
    panels = List.copyOf(panels);
    if (panels.isEmpty() || coarseNames.size() > MOST_COARSE_CLASSES) {
      throw new IllegalArgumentException(
          "a region figure needs at least one panel and at most eight coarse classes");
    }
    for (FineClass fine : classes) {
      requireIndex(fine.coarse(), coarseNames.size());
    }
    for (Panel panel : panels) {
      Grid grid = panel.grid();
      for (int cell : grid.cells) {
        requireIndex(cell, grid.fine ? classes.size() : coarseNames.size());
      }
      for (Sample sample : panel.samples()) {
        requireIndex(sample.fineClass(), classes.size());
      }
    }
  }

  private static void requireIndex(int index, int size) {
    if (index < 0 || index >= size) {
      throw new IllegalArgumentException("there is no class " + index + " among " + size);
    }
  }

  /** The coarse class that a cell predicts. */
  int coarseAt(Grid grid, int row, int column) {
    int cell = grid.at(row, column);
    return grid.fine ? classes.get(cell).coarse() : cell;
  }
}
