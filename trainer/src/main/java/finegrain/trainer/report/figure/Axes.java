package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.Svg.Anchor;
import finegrain.trainer.report.figure.Ticks.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Everything around the data of a figure with two axes. From top to bottom: the title, the legend,
 * the label of the vertical axis, the panel with its grid, the numbers and the label of the
 * horizontal axis.
 */
final class Axes {
  /** The least distance between two labels of one axis. */
  private static final double GAP = 8;

  private static final double LINE = 16;
  private static final double TURN = -45;
  private static final double SIN_TURN = 0.7071;

  private final FigureWithAxes figure;
  private final Layout layout;
  private final Svg svg;
  private final double left;
  private final double top;
  private final double width;
  private final Scale x;
  private final Scale y;
  private final double bottom;

  /**
   * Draws the axes around an empty panel.
   *
   * @param xData the numbers that the horizontal axis includes
   * @param yData the numbers that the vertical axis includes
   * @param right the free width at the right of the panel, for labels at the ends of lines
   */
  Axes(
      FigureWithAxes figure,
      Layout layout,
      DoubleStream xData,
      DoubleStream yData,
      List<Legend.Item> legend,
      double right) {
    this.figure = figure;
    this.layout = layout;
    svg = new Svg(layout.id(figure));
    double edge = layout.margin;
    double at = head(svg, layout, figure.title(), legend);
    for (String line : Font.SMALL.wrap(figure.y().label(), layout.innerWidth())) {
      at += LINE;
      svg.text(edge, at - 4, line, Font.SMALL, Colour.QUIET_TEXT);
    }
    top = at + 8;
    y =
        Scale.of(
            figure.y(),
            figure.zeroLine() ? DoubleStream.concat(yData, DoubleStream.of(0)) : yData,
            top + layout.panelHeight,
            top);
    List<Tick> yTicks = y.ticks(ticksAtMost(layout.panelHeight, 50));
    double numbers = edge + Font.SMALL.widest(labels(yTicks)) + 8;
    left =
        figure.x() instanceof Axis.Categories categories
            ? Math.max(numbers, turnedNames(categories, layout.width - edge - right - numbers))
            : numbers;
    width = layout.width - edge - right - left;
    x = Scale.of(figure.x(), xData, left, left + width);
    drawY(yTicks);
    bottom = drawX();
  }

  /** The width that turned names need at the left of the panel. */
  private double turnedNames(Axis.Categories categories, double width) {
    double room = width / categories.names().size();
    double most = 0;
    if (!fit(categories.names(), room)) {
      for (int i = 0; i < categories.names().size(); i++) {
        double length = Font.SMALL.width(categories.names().get(i)) * SIN_TURN;
        most = Math.max(most, length - (i + 0.5) * room);
      }
    }
    return Math.min(layout.margin + most + LINE, layout.width / 2);
  }

  private static boolean fit(List<String> names, double room) {
    return names.stream()
        .allMatch(name -> Font.SMALL.widest(Font.SMALL.wrap(name, room - GAP)) <= room - GAP / 2);
  }

  private static int ticksAtMost(double length, double each) {
    return (int) Math.max(2, length / each);
  }

  private static List<String> labels(List<Tick> ticks) {
    return ticks.stream().map(Tick::label).toList();
  }

  /** Draws the title and the legend below the margin and returns the y of their end. */
  static double head(Svg svg, Layout layout, String title, List<Legend.Item> legend) {
    double at = layout.margin;
    if (layout.isTitled()) {
      for (String line : Font.TITLE.wrap(title, layout.innerWidth())) {
        at += 21;
        svg.text(layout.margin, at - 5, line, Font.TITLE, Colour.TEXT);
      }
      at += 7;
    }
    at += Legend.draw(svg, legend, layout.margin, at, layout.innerWidth());
    return at + (legend.isEmpty() ? 0 : 8);
  }

  private void drawY(List<Tick> ticks) {
    for (Tick tick : ticks) {
      if (!y.shows(tick.value())) {
        continue;
      }
      double at = y.at(tick.value());
      rule(left, at, left + width, at, Colour.GRID, 1);
      quiet(left - 8, at + 4, tick.label(), Anchor.END, 0);
    }
    if (figure.zeroLine() && y.shows(0)) {
      double at = y.at(0);
      rule(left, at, left + width, at, Colour.EDGE, 1.5);
    }
    double floor = top + layout.panelHeight;
    rule(left, floor, left + width, floor, Colour.EDGE, 1);
  }

  /** Draws the horizontal axis and returns the y of its end. */
  private double drawX() {
    List<Tick> ticks =
        x.ticks(ticksAtMost(width, 60)).stream().filter(tick -> x.shows(tick.value())).toList();
    double floor = top + layout.panelHeight;
    double at = floor + 4;
    if (figure.x() instanceof Axis.Categories) {
      at += drawNames(ticks, at, width / ticks.size());
    } else {
      for (Tick tick : ticks) {
        double place = x.at(tick.value());
        rule(place, floor, place, floor + 4, Colour.EDGE, 1);
      }
      for (Tick tick : apart(ticks)) {
        // A number at the end of the axis stays inside the drawing.
        double half = Font.SMALL.width(tick.label()) / 2;
        double place = Math.min(x.at(tick.value()), layout.width - half);
        quiet(place, at + LINE - 2, tick.label(), Anchor.MIDDLE, 0);
      }
      at += LINE;
    }
    at += 6;
    for (String line : Font.SMALL.wrap(figure.x().label(), layout.innerWidth())) {
      at += LINE;
      double half = Font.SMALL.width(line) / 2;
      double middle =
          Math.clamp(
              left + width / 2,
              Math.min(layout.margin + half, left + width / 2),
              Math.max(layout.width - layout.margin - half, left + width / 2));
      quiet(middle, at - 3, line, Anchor.MIDDLE, 0);
    }
    return at + 2;
  }

  /** Draws names below their places, upright if all fit, else turned; returns their height. */
  private double drawNames(List<Tick> ticks, double floor, double room) {
    if (!fit(labels(ticks), room)) {
      for (Tick tick : ticks) {
        quiet(x.at(tick.value()) + 4, floor + 10, tick.label(), Anchor.END, TURN);
      }
      return Font.SMALL.widest(labels(ticks)) * SIN_TURN + 16;
    }
    int most = 0;
    for (Tick tick : ticks) {
      List<String> lines = Font.SMALL.wrap(tick.label(), room - GAP);
      for (int i = 0; i < lines.size(); i++) {
        quiet(x.at(tick.value()), floor + (i + 1) * LINE, lines.get(i), Anchor.MIDDLE, 0);
      }
      most = Math.max(most, lines.size());
    }
    return LINE * most + 2;
  }

  /** The ticks whose labels fit beside each other, chosen in turn: the ends, then round numbers. */
  private List<Tick> apart(List<Tick> ticks) {
    List<Tick> chosen = new ArrayList<>();
    List<Tick> byRank = new ArrayList<>(ticks);
    byRank.sort(
        Comparator.comparingInt(
            tick ->
                tick.equals(ticks.getFirst()) || tick.equals(ticks.getLast())
                    ? 0
                    : significantDigits(tick.label())));
    for (Tick tick : byRank) {
      if (chosen.stream().allMatch(other -> fitBeside(tick, other))) {
        chosen.add(tick);
      }
    }
    return chosen;
  }

  private static int significantDigits(String label) {
    String digits = label.replaceAll("[^0-9]|e.*", "").replaceAll("^0+|0+$", "");
    // 1, 2 and 5 before 3, 4, 6, ..., and those before 12.
    return 2 * digits.length() + (digits.matches("[125]") ? 0 : 1);
  }

  private boolean fitBeside(Tick a, Tick b) {
    double halves = (Font.SMALL.width(a.label()) + Font.SMALL.width(b.label())) / 2;
    return Math.abs(x.at(a.value()) - x.at(b.value())) >= halves + GAP;
  }

  private void rule(double x0, double y0, double x1, double y1, Colour colour, double thickness) {
    svg.line(PathData.open(x0, y0, x1, y1), colour, thickness);
  }

  private void quiet(double textX, double textY, String words, Anchor anchor, double turnDegrees) {
    svg.text(textX, textY, words, Font.SMALL, Colour.QUIET_TEXT, anchor, turnDegrees);
  }

  /** The elements of the drawing; the data come after the axes. */
  Svg svg() {
    return svg;
  }

  Scale x() {
    return x;
  }

  Scale y() {
    return y;
  }

  /** The x of the panel's right edge. */
  double right() {
    return left + width;
  }

  /** From now on, cuts off what lies outside the panel by more than a pixel. */
  void startClip() {
    svg.startClip(left - 1, top - 1, width + 2, layout.panelHeight + 2);
  }

  /** The drawing with all elements until now, and a description of its data. */
  Drawing drawing(String description) {
    return new Drawing(
        layout.width,
        StrictMath.ceil(bottom + layout.margin),
        "%s Horizontal: %s. Vertical: %s."
            .formatted(description, figure.x().label(), figure.y().label()),
        svg.elements());
  }
}
