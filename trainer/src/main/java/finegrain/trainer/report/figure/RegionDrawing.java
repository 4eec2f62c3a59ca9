package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.RegionFigure.Grid;
import finegrain.trainer.report.figure.RegionFigure.Panel;
import finegrain.trainer.report.figure.RegionFigure.Sample;
import finegrain.trainer.report.figure.Svg.Anchor;
import finegrain.trainer.report.figure.Ticks.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Draws decision regions, each panel with its title above and its numbers below and at the left.
 */
final class RegionDrawing {
  private static final double GAP = 22;
  private static final double LARGEST = 330;
  private static final double TITLE_LINE = 18;

  /** The fine classes of a coarse class are lighter and darker in turn. */
  private static final double[] FINE_OPACITY = {0.18, 0.34};

  private static final List<SeriesStyle> COARSE_STYLES = List.of(SeriesStyle.values());
  private static final double COARSE_OPACITY = 0.26;

  /** A panel with more samples has smaller markers. */
  private static final int MANY = 250;

  private final RegionFigure figure;
  private final Layout layout;
  private final Svg svg;

  /** The place of each fine class among those of its coarse class. */
  private final int[] placeInCoarse;

  RegionDrawing(RegionFigure figure, Layout layout) {
    this.figure = figure;
    this.layout = layout;
    svg = new Svg(layout.id(figure));
    placeInCoarse = new int[figure.classes().size()];
    int[] count = new int[figure.coarseNames().size()];
    for (int i = 0; i < placeInCoarse.length; i++) {
      placeInCoarse[i] = count[figure.classes().get(i).coarse()]++;
    }
  }

  Drawing drawing() {
    double top = Axes.head(svg, layout, figure.title(), legend());
    int most = layout.isNarrow() ? 1 : figure.panels().size() == 4 ? 2 : 3;
    int inRow = Math.min(most, figure.panels().size());
    double numbers = 30;
    double width = Math.min(LARGEST, (layout.innerWidth() - GAP * (inRow - 1)) / inRow - numbers);
    for (int first = 0; first < figure.panels().size(); first += inRow) {
      List<Panel> row =
          figure.panels().subList(first, Math.min(first + inRow, figure.panels().size()));
      int titleLines =
          row.stream()
              .mapToInt(panel -> Font.PANEL_TITLE.wrap(panel.title(), width).size())
              .max()
              .orElseThrow();
      double panelTop = top + titleLines * TITLE_LINE + 4;
      double lowest = panelTop;
      for (int i = 0; i < row.size(); i++) {
        double left = layout.margin + i * (width + numbers + GAP) + numbers;
        lowest = Math.max(lowest, drawPanel(row.get(i), left, panelTop, width));
      }
      top = lowest + GAP;
    }
    return new Drawing(
        layout.width,
        StrictMath.ceil(top - GAP + layout.margin + 2),
        description(),
        svg.elements());
  }

  /** Draws a panel with its title above, and returns the y of the end of its numbers. */
  private double drawPanel(Panel panel, double left, double top, double width) {
    List<String> title = Font.PANEL_TITLE.wrap(panel.title(), width);
    for (int i = 0; i < title.size(); i++) {
      double at = top - 8 - (title.size() - 1 - i) * TITLE_LINE;
      svg.text(left, at, title.get(i), Font.PANEL_TITLE, Colour.TEXT);
    }
    Axis axis = Axis.linear("", figure.range().low(), figure.range().high());
    double floor = top + width;
    Scale x = Scale.of(axis, DoubleStream.empty(), left, left + width);
    Scale y = Scale.of(axis, DoubleStream.empty(), floor, top);
    svg.startClip(left, top, width, width);
    drawRegions(panel.grid(), left, top, width);
    svg.endClip();
    drawSamples(panel.samples(), x, y);
    svg.line(PathData.rectangle(left, top, width, width), Colour.EDGE, 1);
    for (Tick tick : y.ticks(5)) {
      double at = y.at(tick.value());
      svg.line(PathData.open(left - 4, at, left, at), Colour.EDGE, 1);
      drawNumber(left - 8, at + 4, tick, Anchor.END);
    }
    for (Tick tick : x.ticks(5)) {
      double at = x.at(tick.value());
      svg.line(PathData.open(at, floor, at, floor + 4), Colour.EDGE, 1);
      drawNumber(at, floor + 18, tick, Anchor.MIDDLE);
    }
    return floor + 22;
  }

  private void drawNumber(double x, double y, Tick tick, Anchor anchor) {
    svg.text(x, y, tick.label(), Font.SMALL, Colour.QUIET_TEXT, anchor, 0);
  }

  private void drawRegions(Grid grid, double left, double top, double width) {
    List<String> coarse = new ArrayList<>();
    for (int i = 0; i < figure.coarseNames().size(); i++) {
      int wanted = i;
      coarse.add(
          borders(
              grid,
              (row, column) -> figure.coarseAt(grid, row, column) == wanted,
              left,
              top,
              width));
    }
    if (grid.fine) {
      List<String> fine = new ArrayList<>();
      for (int i = 0; i < figure.classes().size(); i++) {
        int wanted = i;
        fine.add(borders(grid, (row, column) -> grid.at(row, column) == wanted, left, top, width));
        svg.area(fine.get(i), colourOfFine(i), FINE_OPACITY[placeInCoarse[i] % 2]);
      }
      for (int i = 0; i < fine.size(); i++) {
        svg.line(fine.get(i), colourOfFine(i), 0.9);
      }
    } else {
      for (int i = 0; i < coarse.size(); i++) {
        svg.area(coarse.get(i), colour(i), COARSE_OPACITY);
      }
    }
    coarse.forEach(border -> svg.line(border, Colour.TEXT, 1.4));
  }

  /** The borders of a set of cells as one path, in the panel with this place and width. */
  private static String borders(
      Grid grid, Contours.Cells cells, double left, double top, double width) {
    double cell = width / grid.side;
    StringBuilder path = new StringBuilder();
    for (double[] loop : Contours.of(grid.side, grid.side, cells)) {
      double[] placed = new double[loop.length];
      for (int i = 0; i < loop.length; i += 2) {
        placed[i] = left + loop[i] * cell;
        placed[i + 1] = top + width - loop[i + 1] * cell;
      }
      path.append(PathData.closed(placed));
    }
    return path.toString();
  }

  private void drawSamples(List<Sample> samples, Scale x, Scale y) {
    double radius = samples.size() > MANY ? 1.9 : 2.8;
    for (Sample sample : samples) {
      if (x.shows(sample.x()) && y.shows(sample.y())) {
        Marker.of(placeInCoarse[sample.fineClass()])
            .drawWithHalo(
                svg, x.at(sample.x()), y.at(sample.y()), radius, colourOfFine(sample.fineClass()));
      }
    }
  }

  private static Colour colour(int coarse) {
    return COARSE_STYLES.get(coarse).colour;
  }

  private Colour colourOfFine(int fine) {
    return colour(figure.classes().get(fine).coarse());
  }

  /** Each coarse class as a patch of its colour, then the markers of its fine classes. */
  private List<Legend.Item> legend() {
    List<Legend.Item> items = new ArrayList<>();
    for (int coarse = 0; coarse < figure.coarseNames().size(); coarse++) {
      Colour colour = colour(coarse);
      items.add(
          new Legend.Item(
              figure.coarseNames().get(coarse),
              14,
              (to, x, y) -> {
                to.area(PathData.rectangle(x, y - 7, 14, 14), colour, COARSE_OPACITY);
                to.line(PathData.rectangle(x, y - 7, 14, 14), colour, 1);
              }));
      for (int fine = 0; fine < placeInCoarse.length; fine++) {
        if (figure.classes().get(fine).coarse() == coarse) {
          Marker marker = Marker.of(placeInCoarse[fine]);
          items.add(
              new Legend.Item(
                  figure.classes().get(fine).name(),
                  8,
                  (to, x, y) -> marker.drawWithHalo(to, x + 4, y, 4, colour)));
        }
      }
    }
    return items;
  }

  private String description() {
    return figure.panels().stream()
        .map(
            panel ->
                "%s: %s samples over the regions of the predicted %s classes."
                    .formatted(
                        panel.title(),
                        panel.samples().size(),
                        panel.grid().fine ? "fine" : "coarse"))
        .collect(Collectors.joining(" "));
  }
}
