package finegrain.trainer.report;

import finegrain.trainer.report.LineFigure.Dash;
import finegrain.trainer.report.LineFigure.Point;
import finegrain.trainer.report.LineFigure.Series;
import finegrain.trainer.report.Mark.Lettering;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Draws lines with bands, or points with whiskers where the horizontal axis is of names. */
final class LineDrawing {
  /** With more points than this a line has no signs at them, and is thinner. */
  private static final int MANY = 40;

  private static final double SIGN = 4;
  private static final double BAND = 0.16;
  private static final double SAMPLE = 30;

  /** Between the base lines of labels at the lines' ends, and how far they may be moved. */
  private static final double LABEL_LINE = 16;

  private static final double MOVED_AT_MOST = 22;
  private static final double LABEL_AT_MOST = 170;
  private static final double LABEL_DISTANCE = 14;
  private static final Lettering LABEL = Lettering.of(Layout.TEXT);

  private final LineFigure figure;
  private final Layout layout;
  private final boolean names;
  private final double width;
  private final boolean signs;

  LineDrawing(LineFigure figure, Layout layout) {
    this.figure = figure;
    this.layout = layout;
    names = figure.x() instanceof Axis.Categories;
    signs = figure.series().stream().allMatch(series -> drawn(series).size() <= MANY);
    width = signs ? 2 : layout.isNarrow() ? 1.1 : 1.5;
  }

  Picture picture() {
    if (canBeLabelled()) {
      double right =
          LABEL_DISTANCE + Lines.widest(figure.series().stream().map(Series::name).toList(), LABEL);
      Frame frame = frame(List.of(), right);
      double[] places = labelPlaces(frame);
      if (isNear(frame, places)) {
        List<Mark> marks = data(frame);
        label(frame, places, marks);
        return frame.picture(figure.title(), description(), marks);
      }
    }
    Frame frame = frame(figure.series().stream().map(this::legendEntry).toList(), 6);
    return frame.picture(figure.title(), description(), data(frame));
  }

  private Frame frame(List<Legend.Item> legend, double right) {
    Extent x =
        Extent.of(figure.series().stream().flatMap(s -> drawn(s).stream()).mapToDouble(Point::x));
    Extent y =
        Extent.of(
            figure.series().stream()
                .flatMap(s -> drawn(s).stream())
                .flatMapToDouble(p -> DoubleStream.of(p.low(), p.median(), p.high())));
    return new Frame(
        layout, figure.title(), figure.x(), x, figure.y(), y, figure.zeroLine(), legend, right);
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

  private List<Mark> data(Frame frame) {
    List<Mark> bands = new ArrayList<>();
    List<Mark> lines = new ArrayList<>();
    List<Mark> points = new ArrayList<>();
    for (int i = 0; i < figure.series().size(); i++) {
      Series series = figure.series().get(i);
      Ink ink = Ink.of(series.role());
      if (names) {
        whiskers(frame, series, shift(frame, i), lines);
      } else {
        for (List<Point> piece : pieces(series)) {
          band(frame, piece, ink, bands);
          double[] line = new double[2 * piece.size()];
          for (int k = 0; k < piece.size(); k++) {
            line[2 * k] = frame.x().at(piece.get(k).x());
            line[2 * k + 1] = frame.y().at(piece.get(k).median());
          }
          lines.add(new Mark.Line(Outline.open(line), ink, width, dashes(series.dash()), 1));
        }
      }
      if (signs || names) {
        for (Point point : drawn(series)) {
          double x = frame.x().at(point.x()) + (names ? shift(frame, i) : 0);
          if (frame.x().shows(point.x()) && frame.y().shows(point.median())) {
            points.addAll(Marker.of(series.role()).at(x, frame.y().at(point.median()), SIGN, ink));
          }
        }
      }
    }
    List<Mark> marks = new ArrayList<>();
    marks.add(frame.inside(Stream.concat(bands.stream(), lines.stream()).toList(), 1));
    marks.addAll(points);
    return marks;
  }

  private static void band(Frame frame, List<Point> piece, Ink ink, List<Mark> bands) {
    if (piece.stream().allMatch(point -> point.low() == point.high())) {
      return;
    }
    int n = piece.size();
    double[] border = new double[4 * n];
    for (int k = 0; k < n; k++) {
      Point point = piece.get(k);
      border[2 * k] = frame.x().at(point.x());
      border[2 * k + 1] = frame.y().at(point.high());
      border[4 * n - 2 * k - 2] = border[2 * k];
      border[4 * n - 2 * k - 1] = frame.y().at(point.low());
    }
    bands.add(new Mark.Area(Outline.around(border), ink, BAND));
  }

  private void whiskers(Frame frame, Series series, double shift, List<Mark> lines) {
    for (Point point : drawn(series)) {
      double x = frame.x().at(point.x()) + shift;
      double low = frame.y().at(point.low());
      double high = frame.y().at(point.high());
      if (low != high) {
        lines.add(new Mark.Line(Outline.open(x, low, x, high), Ink.of(series.role()), width));
      }
    }
  }

  /** How far a series stands from the middle of its name, so that they do not cover each other. */
  private double shift(Frame frame, int series) {
    int count = figure.series().size();
    double room = Math.abs(frame.x().at(1) - frame.x().at(0));
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

  private Legend.Item legendEntry(Series series) {
    Ink ink = Ink.of(series.role());
    return new Legend.Item(
        series.name(),
        names ? 2 * SIGN : SAMPLE,
        (x, y) -> {
          List<Mark> sample = new ArrayList<>();
          if (!names) {
            sample.add(
                new Mark.Line(Outline.open(x, y, x + SAMPLE, y), ink, 2, dashes(series.dash()), 1));
          }
          if (signs || names) {
            double middle = x + (names ? SIGN : SAMPLE / 2);
            sample.addAll(Marker.of(series.role()).at(middle, y, SIGN, ink));
          }
          return sample;
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
        && Lines.widest(figure.series().stream().map(Series::name).toList(), LABEL) <= LABEL_AT_MOST
        && figure.series().stream()
            .allMatch(series -> !drawn(series).isEmpty() && drawn(series).getLast().x() == end);
  }

  /** Where the lines end, moved so far apart that their names do not cover each other. */
  private double[] labelPlaces(Frame frame) {
    int n = figure.series().size();
    List<Integer> order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> end(frame, i)))
            .toList();
    double[] places = new double[n];
    for (int i = 0; i < n; i++) {
      places[i] = end(frame, i);
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

  private double end(Frame frame, int series) {
    return frame.y().at(drawn(figure.series().get(series)).getLast().median());
  }

  private boolean isNear(Frame frame, double[] places) {
    for (int i = 0; i < places.length; i++) {
      if (Math.abs(places[i] - end(frame, i)) > MOVED_AT_MOST
          || !frame.y().shows(drawn(figure.series().get(i)).getLast().median())) {
        return false;
      }
    }
    return true;
  }

  private void label(Frame frame, double[] places, List<Mark> marks) {
    for (int i = 0; i < places.length; i++) {
      Series series = figure.series().get(i);
      double end = frame.x().at(drawn(series).getLast().x());
      double text = frame.right() + LABEL_DISTANCE - 4;
      if (Math.abs(places[i] - end(frame, i)) > 3) {
        marks.add(
            new Mark.Line(
                Outline.open(end + SIGN + 3, end(frame, i), text - 3, places[i]), Ink.EDGE, 1));
      }
      marks.add(new Mark.Words(text, places[i] + 4.5, series.name(), Ink.TEXT, LABEL));
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
