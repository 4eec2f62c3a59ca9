package finegrain.trainer.report;

import finegrain.trainer.report.Mark.Anchor;
import finegrain.trainer.report.Mark.Lettering;
import finegrain.trainer.report.RegionFigure.FineClass;
import finegrain.trainer.report.RegionFigure.Grid;
import finegrain.trainer.report.RegionFigure.Panel;
import finegrain.trainer.report.RegionFigure.Sample;
import finegrain.trainer.report.Ticks.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Draws decision regions, each panel with its title above and its numbers below and at the left.
 */
final class RegionDrawing {
  private static final Lettering PANEL_TITLE = Lettering.of(Layout.TEXT).inBold();
  private static final Lettering LABEL = Lettering.of(Layout.SMALL);
  private static final double GAP = 22;
  private static final double LARGEST = 330;
  private static final double TITLE_LINE = 18;

  /** Fine classes of one coarse class are by turns lighter and darker. */
  private static final double[] FINE_OPACITY = {0.18, 0.34};

  private static final List<Role> HUES = List.of(Role.values());
  private static final double COARSE_OPACITY = 0.26;

  /** With more samples than this their signs are smaller. */
  private static final int MANY = 250;

  private final RegionFigure figure;
  private final Layout layout;
  private final List<Mark> marks = new ArrayList<>();

  /** The place of each fine class among those of its coarse class. */
  private final int[] placeInCoarse;

  RegionDrawing(RegionFigure figure, Layout layout) {
    this.figure = figure;
    this.layout = layout;
    placeInCoarse = new int[figure.classes().size()];
    int[] count = new int[figure.coarseNames().size()];
    for (int i = 0; i < placeInCoarse.length; i++) {
      placeInCoarse[i] = count[figure.classes().get(i).coarse()]++;
    }
  }

  Picture picture() {
    double top = layout.margin() + Frame.head(layout, figure.title(), legend(), marks);
    int most = layout.isNarrow() ? 1 : figure.panels().size() == 4 ? 2 : 3;
    int inRow = Math.min(most, figure.panels().size());
    double numbers = 30;
    double width = Math.min(LARGEST, (layout.innerWidth() - GAP * (inRow - 1)) / inRow - numbers);
    for (int first = 0; first < figure.panels().size(); first += inRow) {
      List<Panel> row =
          figure.panels().subList(first, Math.min(first + inRow, figure.panels().size()));
      int titleLines =
          row.stream()
              .mapToInt(panel -> Lines.wrap(panel.title(), PANEL_TITLE, width).size())
              .max()
              .orElseThrow();
      double panelTop = top + titleLines * TITLE_LINE + 4;
      double lowest = panelTop;
      for (int i = 0; i < row.size(); i++) {
        double left = layout.margin() + i * (width + numbers + GAP) + numbers;
        lowest = Math.max(lowest, panel(row.get(i), left, panelTop, width));
      }
      top = lowest + GAP;
    }
    return new Picture(
        layout.width(),
        StrictMath.ceil(top - GAP + layout.margin() + 2),
        figure.title(),
        description(),
        marks);
  }

  /** Draws a panel whose title ends above its top, and tells where its numbers end. */
  private double panel(Panel panel, double left, double top, double width) {
    List<String> title = Lines.wrap(panel.title(), PANEL_TITLE, width);
    for (int i = 0; i < title.size(); i++) {
      double at = top - 8 - (title.size() - 1 - i) * TITLE_LINE;
      marks.add(new Mark.Words(left, at, title.get(i), Ink.TEXT, PANEL_TITLE));
    }
    double shape = (panel.y().high() - panel.y().low()) / (panel.x().high() - panel.x().low());
    double height = width * Math.clamp(shape, 0.4, 1.6);
    Scale x = Scale.of(linear(panel.x()), Extent.NONE, left, left + width);
    Scale y = Scale.of(linear(panel.y()), Extent.NONE, top + height, top);
    List<Mark> inside = new ArrayList<>();
    regions(panel.grid(), left, top, width, height, inside);
    marks.add(new Mark.Clipped(left, top, width, height, inside));
    samples(panel.samples(), x, y);
    marks.add(new Mark.Line(Outline.rectangle(left, top, width, height), Ink.EDGE, 1));
    for (Tick tick : y.ticks(5)) {
      double at = y.at(tick.value());
      marks.add(new Mark.Line(Outline.open(left - 4, at, left, at), Ink.EDGE, 1));
      marks.add(new Mark.Words(left - 8, at + 4, tick.label(), Ink.QUIET, LABEL.at(Anchor.END)));
    }
    double floor = top + height;
    for (Tick tick : x.ticks(5)) {
      double at = x.at(tick.value());
      marks.add(new Mark.Line(Outline.open(at, floor, at, floor + 4), Ink.EDGE, 1));
      marks.add(new Mark.Words(at, floor + 18, tick.label(), Ink.QUIET, LABEL.at(Anchor.MIDDLE)));
    }
    return floor + 22;
  }

  private static Axis linear(Range range) {
    return Axis.linear("", range.low(), range.high());
  }

  private void regions(
      Grid grid, double left, double top, double width, double height, List<Mark> inside) {
    List<Mark> borders = new ArrayList<>();
    for (int coarse = 0; coarse < figure.coarseNames().size(); coarse++) {
      int wanted = coarse;
      Outline area =
          placed(
              Contours.of(
                  grid.rows(),
                  grid.columns(),
                  (row, column) -> figure.coarseAt(grid, row, column) == wanted),
              grid,
              left,
              top,
              width,
              height);
      if (!grid.isFine()) {
        inside.add(new Mark.Area(area, hue(coarse), COARSE_OPACITY));
      }
      borders.add(new Mark.Line(area, Ink.TEXT, 1.4));
    }
    if (grid.isFine()) {
      List<Mark> thin = new ArrayList<>();
      for (int fine = 0; fine < figure.classes().size(); fine++) {
        int wanted = fine;
        Outline area =
            placed(
                Contours.of(
                    grid.rows(), grid.columns(), (row, column) -> grid.at(row, column) == wanted),
                grid,
                left,
                top,
                width,
                height);
        Ink hue = hue(figure.classes().get(fine).coarse());
        inside.add(new Mark.Area(area, hue, FINE_OPACITY[placeInCoarse[fine] % 2]));
        thin.add(new Mark.Line(area, hue, 0.9));
      }
      inside.addAll(thin);
    }
    inside.addAll(borders);
  }

  private static Outline placed(
      List<double[]> loops, Grid grid, double left, double top, double width, double height) {
    double cellWidth = width / grid.columns();
    double cellHeight = height / grid.rows();
    List<double[]> placed = new ArrayList<>();
    for (double[] loop : loops) {
      double[] to = new double[loop.length];
      for (int i = 0; i < loop.length; i += 2) {
        to[i] = left + loop[i] * cellWidth;
        to[i + 1] = top + height - loop[i + 1] * cellHeight;
      }
      placed.add(to);
    }
    return new Outline(placed, true);
  }

  private void samples(List<Sample> samples, Scale x, Scale y) {
    double radius = samples.size() > MANY ? 1.9 : 2.8;
    for (Sample sample : samples) {
      if (x.shows(sample.x()) && y.shows(sample.y())) {
        FineClass fine = figure.classes().get(sample.fineClass());
        marks.addAll(
            Marker.of(placeInCoarse[sample.fineClass()])
                .at(x.at(sample.x()), y.at(sample.y()), radius, hue(fine.coarse())));
      }
    }
  }

  private static Ink hue(int coarse) {
    return Ink.of(HUES.get(coarse));
  }

  /** Each coarse class as a patch of its colour, and after it its fine classes' signs. */
  private List<Legend.Item> legend() {
    List<Legend.Item> entries = new ArrayList<>();
    for (int coarse = 0; coarse < figure.coarseNames().size(); coarse++) {
      Ink hue = hue(coarse);
      entries.add(
          new Legend.Item(
              figure.coarseNames().get(coarse),
              14,
              (x, y) ->
                  List.of(
                      new Mark.Area(Outline.rectangle(x, y - 7, 14, 14), hue, COARSE_OPACITY),
                      new Mark.Line(Outline.rectangle(x, y - 7, 14, 14), hue, 1))));
      for (int fine = 0; fine < placeInCoarse.length; fine++) {
        if (figure.classes().get(fine).coarse() == coarse) {
          Marker marker = Marker.of(placeInCoarse[fine]);
          entries.add(
              new Legend.Item(
                  figure.classes().get(fine).name(), 8, (x, y) -> marker.at(x + 4, y, 4, hue)));
        }
      }
    }
    return entries;
  }

  private String description() {
    return figure.panels().stream()
        .map(
            panel ->
                "%s: %s samples over the regions of the predicted %s classes."
                    .formatted(
                        panel.title(),
                        panel.samples().size(),
                        panel.grid().isFine() ? "fine" : "coarse"))
        .collect(Collectors.joining(" "));
  }
}
