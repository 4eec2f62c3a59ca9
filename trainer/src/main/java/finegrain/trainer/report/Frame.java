package finegrain.trainer.report;

import finegrain.trainer.report.Mark.Anchor;
import finegrain.trainer.report.Mark.Lettering;
import finegrain.trainer.report.Ticks.Tick;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is around the data of a figure with two axes: from top to bottom the title, the legend, the
 * vertical axis's label, the panel with a quiet grid, the numbers and the label of the horizontal
 * axis.
 */
final class Frame {
  private static final Lettering TITLE = Lettering.of(Layout.TITLE).inBold();
  private static final Lettering LABEL = Lettering.of(Layout.SMALL);

  /** Between two labels of one axis. */
  private static final double GAP = 8;

  private static final double LINE = 16;
  private static final double TURN = -45;
  private static final double SIN_TURN = 0.7071;

  private final Layout layout;
  private final Axis xAxis;
  private final Axis yAxis;
  private final List<Mark> marks = new ArrayList<>();
  private final double left;
  private final double top;
  private final double width;
  private final Scale x;
  private final Scale y;
  private double bottom;

  /**
   * Lays it out.
   *
   * @param right what is free at the right of the panel, for labels at the lines' ends
   */
  Frame(
      Layout layout,
      String title,
      Axis xAxis,
      Extent xData,
      Axis yAxis,
      Extent yData,
      boolean zeroLine,
      List<Legend.Item> legend,
      double right) {
    this.layout = layout;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    double edge = layout.margin();
    double at = edge + head(layout, title, legend, marks);
    List<String> label = Lines.wrap(yAxis.label(), LABEL, layout.innerWidth());
    for (String line : label) {
      at += LINE;
      marks.add(new Mark.Words(edge, at - 4, line, Ink.QUIET, LABEL));
    }
    top = at + 8;
    y = Scale.of(yAxis, zeroLine ? yData.with(0) : yData, top + layout.panelHeight(), top);
    List<Tick> yTicks = y.ticks(most(layout.panelHeight(), 50));
    double numbers = edge + Lines.widest(yTicks.stream().map(Tick::label).toList(), LABEL) + 8;
    left =
        xAxis instanceof Axis.Categories categories
            ? Math.max(numbers, turnedNames(categories, layout.width() - edge - right - numbers))
            : numbers;
    width = layout.width() - edge - right - left;
    x = Scale.of(xAxis, xData, left, left + width);
    yTicks(yTicks, zeroLine);
    xTicks();
  }

  /** What names need at the left of the panel, should they be turned. */
  private double turnedNames(Axis.Categories categories, double width) {
    double room = width / categories.names().size();
    double most = 0;
    if (!fit(categories.names(), room)) {
      for (int i = 0; i < categories.names().size(); i++) {
        double length = StrokeFont.width(categories.names().get(i), LABEL) * SIN_TURN;
        most = Math.max(most, length - (i + 0.5) * room);
      }
    }
    return Math.min(layout.margin() + most + LINE, layout.width() / 2);
  }

  private static boolean fit(List<String> names, double room) {
    return names.stream()
        .allMatch(
            name -> Lines.widest(Lines.wrap(name, LABEL, room - GAP), LABEL) <= room - GAP / 2);
  }

  private static int most(double length, double each) {
    return (int) Math.max(2, length / each);
  }

  /** The title and the legend from the margin on; tells how high they are. */
  static double head(Layout layout, String title, List<Legend.Item> legend, List<Mark> marks) {
    double edge = layout.margin();
    double at = edge;
    if (layout.titled()) {
      for (String line : Lines.wrap(title, TITLE, layout.innerWidth())) {
        at += 21;
        marks.add(new Mark.Words(edge, at - 5, line, Ink.TEXT, TITLE));
      }
      at += 7;
    }
    Legend rows = new Legend(legend, edge, at, layout.innerWidth());
    marks.addAll(rows.marks());
    at += rows.height() + (legend.isEmpty() ? 0 : 8);
    return at - edge;
  }

  private void yTicks(List<Tick> ticks, boolean zeroLine) {
    for (Tick tick : ticks) {
      if (!y.shows(tick.value())) {
        continue;
      }
      double at = y.at(tick.value());
      marks.add(rule(left, at, left + width, at, Ink.GRID, 1));
      marks.add(new Mark.Words(left - 8, at + 4, tick.label(), Ink.QUIET, LABEL.at(Anchor.END)));
    }
    if (zeroLine && y.shows(0)) {
      double at = y.at(0);
      marks.add(rule(left, at, left + width, at, Ink.EDGE, 1.5));
    }
    double floor = top + layout.panelHeight();
    marks.add(rule(left, floor, left + width, floor, Ink.EDGE, 1));
  }

  private void xTicks() {
    List<Tick> ticks =
        x.ticks(most(width, 60)).stream().filter(tick -> x.shows(tick.value())).toList();
    double floor = top + layout.panelHeight();
    double at = floor + 4;
    if (xAxis instanceof Axis.Categories categories) {
      at += names(ticks, width / categories.names().size());
    } else {
      for (Tick tick : ticks) {
        double place = x.at(tick.value());
        marks.add(rule(place, floor, place, floor + 4, Ink.EDGE, 1));
      }
      for (Tick tick : apart(ticks)) {
        // A number at the end of the axis stays inside the picture.
        double half = StrokeFont.width(tick.label(), LABEL) / 2;
        double place = Math.min(x.at(tick.value()), layout.width() - half);
        marks.add(
            new Mark.Words(place, at + LINE - 2, tick.label(), Ink.QUIET, LABEL.at(Anchor.MIDDLE)));
      }
      at += LINE;
    }
    at += 6;
    for (String line : Lines.wrap(xAxis.label(), LABEL, layout.innerWidth())) {
      at += LINE;
      double half = StrokeFont.width(line, LABEL) / 2;
      double middle =
          Math.clamp(
              left + width / 2,
              Math.min(layout.margin() + half, left + width / 2),
              Math.max(layout.width() - layout.margin() - half, left + width / 2));
      marks.add(new Mark.Words(middle, at - 3, line, Ink.QUIET, LABEL.at(Anchor.MIDDLE)));
    }
    bottom = at + 2;
  }

  /** Names below their places: in lines if all fit, else turned; tells how high they are. */
  private double names(List<Tick> ticks, double room) {
    List<List<String>> wrapped =
        ticks.stream().map(tick -> Lines.wrap(tick.label(), LABEL, room - GAP)).toList();
    double floor = top + layout.panelHeight() + 4;
    if (fit(ticks.stream().map(Tick::label).toList(), room)) {
      for (int i = 0; i < ticks.size(); i++) {
        double at = floor;
        for (String line : wrapped.get(i)) {
          at += LINE;
          marks.add(
              new Mark.Words(
                  x.at(ticks.get(i).value()), at, line, Ink.QUIET, LABEL.at(Anchor.MIDDLE)));
        }
      }
      return LINE * wrapped.stream().mapToInt(List::size).max().orElse(0) + 2;
    }
    for (Tick tick : ticks) {
      marks.add(
          new Mark.Words(
              x.at(tick.value()) + 4,
              floor + 10,
              tick.label(),
              Ink.QUIET,
              LABEL.at(Anchor.END).turned(TURN)));
    }
    return Lines.widest(ticks.stream().map(Tick::label).toList(), LABEL) * SIN_TURN + 16;
  }

  /**
   * The ticks whose labels fit beside each other: the ends first, then the rounder numbers, so that
   * those that are left out are the ones between.
   */
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
    double halves = (StrokeFont.width(a.label(), LABEL) + StrokeFont.width(b.label(), LABEL)) / 2;
    return Math.abs(x.at(a.value()) - x.at(b.value())) >= halves + GAP;
  }

  private static Mark rule(double x0, double y0, double x1, double y1, Ink ink, double width) {
    return new Mark.Line(Outline.open(x0, y0, x1, y1), ink, width);
  }

  List<Mark> marks() {
    return marks;
  }

  Scale x() {
    return x;
  }

  Scale y() {
    return y;
  }

  double right() {
    return left + width;
  }

  /** Marks of data: what lies outside the panel by more than a sign's radius is cut off. */
  Mark inside(List<Mark> data, double radius) {
    return new Mark.Clipped(
        left - radius, top - radius, width + 2 * radius, layout.panelHeight() + 2 * radius, data);
  }

  Picture picture(String title, String description, List<Mark> data) {
    marks.addAll(data);
    return new Picture(
        layout.width(),
        StrictMath.ceil(bottom + layout.margin()),
        title,
        description + " Horizontal: " + xAxis.label() + ". Vertical: " + yAxis.label() + ".",
        marks);
  }
}
