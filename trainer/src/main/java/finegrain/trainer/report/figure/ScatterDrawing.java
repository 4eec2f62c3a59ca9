package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.ScatterFigure.Dot;
import finegrain.trainer.report.figure.ScatterFigure.Group;
import java.util.List;
import java.util.stream.Collectors;

/** Draws points in groups. */
final class ScatterDrawing {
  /** A figure with more dots has smaller dots. */
  private static final int MANY = 300;

  private static final double OPACITY = 0.7;

  private final ScatterFigure figure;
  private final Layout layout;

  ScatterDrawing(ScatterFigure figure, Layout layout) {
    this.figure = figure;
    this.layout = layout;
  }

  Drawing drawing() {
    List<Dot> all = figure.groups().stream().flatMap(group -> drawn(group).stream()).toList();
    double radius = all.size() > MANY ? 2.4 : 3.6;
    Axes axes =
        new Axes(
            figure,
            layout,
            all.stream().mapToDouble(Dot::x),
            all.stream().mapToDouble(Dot::y),
            figure.groups().size() == 1
                ? List.of()
                : figure.groups().stream().map(ScatterDrawing::legendItem).toList(),
            6);
    for (Group group : figure.groups()) {
      for (Dot dot : drawn(group)) {
        if (axes.x().shows(dot.x()) && axes.y().shows(dot.y())) {
          SeriesStyle style = group.style();
          style.marker.draw(
              axes.svg(),
              axes.x().at(dot.x()),
              axes.y().at(dot.y()),
              radius,
              style.colour,
              OPACITY);
        }
      }
    }
    return axes.drawing(
        figure.groups().stream()
            .map(group -> "%s: %s points.".formatted(group.name(), drawn(group).size()))
            .collect(Collectors.joining(" ")));
  }

  private List<Dot> drawn(Group group) {
    return group.dots().stream()
        .filter(dot -> Scale.holds(figure.x(), dot.x()) && Scale.holds(figure.y(), dot.y()))
        .toList();
  }

  private static Legend.Item legendItem(Group group) {
    SeriesStyle style = group.style();
    return new Legend.Item(
        group.name(), 8, (svg, x, y) -> style.marker.draw(svg, x + 4, y, 4, style.colour, OPACITY));
  }
}
