package finegrain.trainer.report;

import finegrain.trainer.report.ScatterFigure.Dot;
import finegrain.trainer.report.ScatterFigure.Group;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Draws points in groups. */
final class ScatterDrawing {
  /** With more dots than this they are smaller. */
  private static final int MANY = 300;

  private static final double OPACITY = 0.7;

  private ScatterDrawing() {}

  static Picture picture(ScatterFigure figure, Layout layout) {
    List<Dot> all =
        figure.groups().stream().flatMap(group -> drawn(figure, group).stream()).toList();
    double radius = all.size() > MANY ? 2.4 : 3.6;
    Frame frame =
        new Frame(
            layout,
            figure.title(),
            figure.x(),
            Extent.of(all.stream().mapToDouble(Dot::x)),
            figure.y(),
            Extent.of(all.stream().mapToDouble(Dot::y)),
            figure.zeroLine(),
            figure.groups().size() == 1
                ? List.of()
                : figure.groups().stream().map(ScatterDrawing::legendEntry).toList(),
            6);
    List<Mark> marks = new ArrayList<>();
    for (Group group : figure.groups()) {
      for (Dot dot : drawn(figure, group)) {
        if (frame.x().shows(dot.x()) && frame.y().shows(dot.y())) {
          marks.add(
              Marker.of(group.role())
                  .shape(
                      frame.x().at(dot.x()),
                      frame.y().at(dot.y()),
                      radius,
                      Ink.of(group.role()),
                      OPACITY));
        }
      }
    }
    String description =
        figure.groups().stream()
            .map(group -> "%s: %s points.".formatted(group.name(), drawn(figure, group).size()))
            .collect(Collectors.joining(" "));
    return frame.picture(figure.title(), description, marks);
  }

  private static List<Dot> drawn(ScatterFigure figure, Group group) {
    return group.dots().stream()
        .filter(dot -> Scale.holds(figure.x(), dot.x()) && Scale.holds(figure.y(), dot.y()))
        .toList();
  }

  private static Legend.Item legendEntry(Group group) {
    return new Legend.Item(
        group.name(),
        8,
        (x, y) ->
            List.of(Marker.of(group.role()).shape(x + 4, y, 4, Ink.of(group.role()), OPACITY)));
  }
}
