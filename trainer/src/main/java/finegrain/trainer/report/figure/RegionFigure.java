package finegrain.trainer.report.figure;

import java.util.List;

/**
 * What models of two inputs predict over a part of the plane, side by side. Samples are drawn above
 * the predictions. Each coarse class has a colour; thin lines separate its fine classes.
 *
 * @param name of its files
 * @param title what it shows
 * @param coarseNames of the coarse classes, at most eight
 * @param classes the fine classes; a sample and a cell name them by their place here
 * @param panels from left to right
 */
public record RegionFigure(
    String name,
    String title,
    List<String> coarseNames,
    List<FineClass> classes,
    List<Panel> panels)
    implements Figure {

  /** A fine class, and the place of its coarse class in the list of their names. */
  public record FineClass(String name, int coarse) {}

  /** A sample and its true fine class. */
  public record Sample(double x, double y, int fineClass) {}

  /**
   * A model's predictions over a part of the plane.
   *
   * @param title above the panel
   * @param x what the grid's columns divide evenly
   * @param y what the grid's rows divide evenly
   * @param grid the predictions at the middles of the cells
   * @param samples to draw; those outside the ranges are left out
   */
  public record Panel(String title, Range x, Range y, Grid grid, List<Sample> samples) {

    public Panel {
      samples = List.copyOf(samples);
    }
  }

  /** Predicted classes. Row 0 has the least y, column 0 the least x. */
  public static final class Grid {
    private final boolean fine;
    private final int rows;
    private final int columns;
    private final int[] cells;

    private Grid(boolean fine, int rows, int columns, int[] cells) {
      if (rows < 1 || columns < 1 || cells.length != rows * columns) {
        throw new IllegalArgumentException(
            "%s cells are not %s rows of %s columns".formatted(cells.length, rows, columns));
      }
      this.fine = fine;
      this.rows = rows;
      this.columns = columns;
      this.cells = cells.clone();
    }

    /** Of a model that tells fine classes: cells has rows * columns of them, row by row. */
    public static Grid fine(int rows, int columns, int[] cells) {
      return new Grid(true, rows, columns, cells);
    }

    /** Of a model that tells coarse classes only: cells has rows * columns of them, row by row. */
    public static Grid coarse(int rows, int columns, int[] cells) {
      return new Grid(false, rows, columns, cells);
    }

    public boolean isFine() {
      return fine;
    }

    public int rows() {
      return rows;
    }

    public int columns() {
      return columns;
    }

    /** The class of a cell, fine or coarse as the grid is. */
    public int at(int row, int column) {
      return cells[row * columns + column];
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
    if (panels.isEmpty() || coarseNames.size() > 8) {
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
