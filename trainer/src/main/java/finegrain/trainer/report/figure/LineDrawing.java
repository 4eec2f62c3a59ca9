package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.LineFigure.Dash;
import finegrain.trainer.report.figure.LineFigure.Point;
import finegrain.trainer.report.figure.LineFigure.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draws lines with bands, or points with whiskers where the horizontal axis is of names. */
final class LineDrawing {
  /** With more points than this a line has no markers, and is thinner. */
  private static final int MANY = 40;

  private static final double MARKER = 4;
  private static final double BAND = 0.16;
  private static final double SAMPLE = 30;

  /** Between the base lines of labels at the lines' ends, and how far they may be moved. */
  private static final double LABEL_LINE = 16;

  private static final double MOVED_AT_MOST = 22;
  private static final double LABEL_AT_MOST = 170;
  private static final double LABEL_DISTANCE = 14;

  private final LineFigure figure;
  private final Layout layout;

  /** Whether the horizontal axis is of names. */
  private final boolean names;

  private final double width;
  private final boolean markers;

  LineDrawing(LineFigure figure, Layout layout) {
    this.figure = figure;
    this.layout = layout;
    names = figure.x() instanceof Axis.Categories;
    markers = names || figure.series().stream().allMatch(series -> drawn(series).size() <= MANY);
    width = markers ? 2 : layout.isNarrow() ? 1.1 : 1.5;
  }

  Drawing drawing() {
    if (canBeLabelled()) {
      Axes axes = axes(List.of(), LABEL_DISTANCE + Font.TEXT.widest(seriesNames()));
      double[] places = labelPlaces(axes);
      if (isNear(axes, places)) {
        drawData(axes);
        drawLabels(axes, places);
        return axes.drawing(description());
      }
    }
    Axes axes = axes(figure.series().stream().map(this::legendItem).toList(), 6);
    drawData(axes);
    return axes.drawing(description());
  }

  private Axes axes(List<Legend.Item> legend, double right) {
    List<Point> points = figure.series().stream().flatMap(s -> drawn(s).stream()).toList();
    return new Axes(
        figure,
        layout,
        points.stream().mapToDouble(Point::x),
        points.stream().flatMapToDouble(p -> DoubleStream.of(p.low(), p.median(), p.high())),
        legend,
        right);
  }

  private List<String> seriesNames() {
    return figure.series().stream().map(Series::name).toList();
  }

  /** The points that have a place on the axes. */
  private List<Point> drawn(Series series) {
    return series.points().stream().filter(this::isDrawn).toList();
  }

  private boolean isDrawn(Point point) {
    return point.isFinite()
        && Scale.holds(figure.x(), point.x())
        && Scale.holds(figure.y(), Math.min(point.low(), point.median()));
  }

  /** The points of a line, in a new list after each that is left out. */
  private List<List<Point>> pieces(Series series) {
    List<List<Point>> pieces = new ArrayList<>();
    List<Point> piece = new ArrayList<>();
    for (Point point : series.points()) {
      if (isDrawn(point)) {
        piece.add(point);
      } else if (!piece.isEmpty()) {
        pieces.add(piece);
        piece = new ArrayList<>();
      }
    }
    if (!piece.isEmpty()) {
      pieces.add(piece);
    }
    return pieces;
  }

  private void drawData(Axes axes) {
    axes.startClip();
    for (Series series : figure.series()) {
      if (!names) {
        pieces(series).forEach(piece -> drawBand(axes, piece, series.style().colour));
      }
    }
    for (int i = 0; i < figure.series().size(); i++) {
      Series series = figure.series().get(i);
      if (names) {
        drawWhiskers(axes, series, shift(axes, i));
      } else {
        pieces(series).forEach(piece -> drawLine(axes, piece, series));
      }
    }
    axes.svg().endClip();
    if (markers) {
      for (int i = 0; i < figure.series().size(); i++) {
        drawMarkers(axes, figure.series().get(i), names ? shift(axes, i) : 0);
      }
    }
  }

  private static void drawBand(Axes axes, List<Point> piece, Colour colour) {
    if (piece.stream().allMatch(point -> point.low() == point.high())) {
      return;
    }
    int n = piece.size();
    double[] border = new double[4 * n];
    for (int k = 0; k < n; k++) {
      Point point = piece.get(k);
      border[2 * k] = axes.x().at(point.x());
      border[2 * k + 1] = axes.y().at(point.high());
      border[4 * n - 2 * k - 2] = border[2 * k];
      border[4 * n - 2 * k - 1] = axes.y().at(point.low());
    }
    axes.svg().area(PathData.closed(border), colour, BAND);
  }

  private void drawLine(Axes axes, List<Point> piece, Series series) {
    double[] line = new double[2 * piece.size()];
    for (int k = 0; k < piece.size(); k++) {
      line[2 * k] = axes.x().at(piece.get(k).x());
      line[2 * k + 1] = axes.y().at(piece.get(k).median());
    }
    axes.svg().line(PathData.open(line), series.style().colour, width, dashes(series.dash()));
  }

  private void drawWhiskers(Axes axes, Series series, double shift) {
    for (Point point : drawn(series)) {
      double x = axes.x().at(point.x()) + shift;
      double low = axes.y().at(point.low());
      double high = axes.y().at(point.high());
      if (low != high) {
        axes.svg().line(PathData.open(x, low, x, high), series.style().colour, width);
      }
    }
  }

  private void drawMarkers(Axes axes, Series series, double shift) {
    SeriesStyle style = series.style();
    for (Point point : drawn(series)) {
      if (axes.x().shows(point.x()) && axes.y().shows(point.median())) {
        double x = axes.x().at(point.x()) + shift;
        double y = axes.y().at(point.median());
        style.marker.drawWithHalo(axes.svg(), x, y, MARKER, style.colour);
      }
    }
  }

  /** How far a series stands from the middle of its name, so that they do not cover each other. */
  private double shift(Axes axes, int series) {
    int count = figure.series().size();
    double room = Math.abs(axes.x().at(1) - axes.x().at(0));
    double step = Math.min(18, room * 0.7 / count);
    return (series - (count - 1) / 2.0) * step;
  }

  private static List<Double> dashes(Dash dash) {
    return switch (dash) {
      case SOLID -> List.of();
      case DASHED -> List.of(7.0, 4.0);
      case DOTTED -> List.of(2.0, 3.5);
      case DASH_DOTTED -> List.of(9.0, 3.5, 2.0, 3.5);
    };
  }

  private Legend.Item legendItem(Series series) {
    SeriesStyle style = series.style();
    return new Legend.Item(
        series.name(),
        names ? 2 * MARKER : SAMPLE,
        (svg, x, y) -> {
          if (!names) {
            svg.line(PathData.open(x, y, x + SAMPLE, y), style.colour, 2, dashes(series.dash()));
          }
          if (markers) {
            double middle = x + (names ? MARKER : SAMPLE / 2);
            style.marker.drawWithHalo(svg, middle, y, MARKER, style.colour);
          }
        });
  }

  /** Whether all lines end at the right, where there is room for their names. */
  private boolean canBeLabelled() {
    double end =
        figure.series().stream()
            .flatMap(series -> drawn(series).stream())
            .mapToDouble(Point::x)
            .max()
            .orElse(Double.NaN);
    return !names
        && !layout.isNarrow()
        && figure.series().size() <= 6
        && Font.TEXT.widest(seriesNames()) <= LABEL_AT_MOST
        && figure.series().stream()
            .allMatch(series -> !drawn(series).isEmpty() && drawn(series).getLast().x() == end);
  }

  /** Where the lines end, moved so far apart that their names do not cover each other. */
  private double[] labelPlaces(Axes axes) {
    int n = figure.series().size();
    List<Integer> order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> end(axes, i)))
            .toList();
    double[] places = new double[n];
    for (int i = 0; i < n; i++) {
      places[i] = end(axes, i);
    }
    for (int round = 0; round < 100; round++) {
      for (int k = 1; k < n; k++) {
        int upper = order.get(k - 1);
        int lower = order.get(k);
        double missing = LABEL_LINE - (places[lower] - places[upper]);
        if (missing > 0) {
          places[upper] -= missing / 2;
          places[lower] += missing / 2;
        }
      }
    }
    return places;
  }

  private double end(Axes axes, int series) {
    return axes.y().at(drawn(figure.series().get(series)).getLast().median());
  }

  private boolean isNear(Axes axes, double[] places) {
    for (int i = 0; i < places.length; i++) {
      if (Math.abs(places[i] - end(axes, i)) > MOVED_AT_MOST
          || !axes.y().shows(drawn(figure.series().get(i)).getLast().median())) {
        return false;
      }
    }
    return true;
  }

  private void drawLabels(Axes axes, double[] places) {
    for (int i = 0; i < places.length; i++) {
      Series series = figure.series().get(i);
      double endX = axes.x().at(drawn(series).getLast().x());
      double endY = end(axes, i);
      double text = axes.right() + LABEL_DISTANCE - 4;
      if (Math.abs(places[i] - endY) > 3) {
        axes.svg()
            .line(PathData.open(endX + MARKER + 3, endY, text - 3, places[i]), Colour.EDGE, 1);
      }
      axes.svg().text(text, places[i] + 4.5, series.name(), Font.TEXT, Colour.TEXT);
    }
  }

  private String description() {
    return figure.series().stream()
        .map(
            series -> {
              List<Point> points = drawn(series);
              return points.isEmpty()
                  ? series.name() + ": no points."
                  : "%s: from %s to %s."
                      .formatted(series.name(), place(points.getFirst()), place(points.getLast()));
            })
        .collect(Collectors.joining(" "));
  }

  private String place(Point point) {
    String where =
        figure.x() instanceof Axis.Categories categories
            ? categories.names().get((int) point.x())
            : Numbers.text(point.x());
    return Numbers.rounded(point.median()) + " at " + where;
  }
}
