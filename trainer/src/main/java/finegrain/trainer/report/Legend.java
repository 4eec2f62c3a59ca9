package finegrain.trainer.report;

import finegrain.trainer.report.Mark.Lettering;
import java.util.ArrayList;
import java.util.List;

/** What the colours and signs mean: items in rows, as many in a row as fit. */
final class Legend {
  private static final double ROW = 20;
  private static final double GAP = 20;
  private static final Lettering LETTERING = Lettering.of(Layout.TEXT);

  private final List<Mark> marks = new ArrayList<>();
  private final double height;

  /**
   * A name and its sample.
   *
   * @param width of the sample that stands before the name
   */
  record Item(String name, double width, Sample sample) {}

  /** Draws a sample with its left end at x, its middle at y. */
  interface Sample {
    List<Mark> at(double x, double y);
  }

  Legend(List<Item> items, double left, double top, double width) {
    double x = left;
    double y = top + ROW / 2;
    for (Item item : items) {
      double indent = item.width + 7;
      List<String> lines = Lines.wrap(item.name, LETTERING, width - indent);
      double needed = indent + Lines.widest(lines, LETTERING);
      if (x > left && x + needed > left + width) {
        x = left;
        y += ROW;
      }
      marks.addAll(item.sample.at(x, y));
      for (int i = 0; i < lines.size(); i++) {
        // What comes after a name of several lines begins below it.
        y += i == 0 ? 0 : ROW;
        marks.add(new Mark.Words(x + indent, y + 4.5, lines.get(i), Ink.TEXT, LETTERING));
      }
      x += needed + GAP;
    }
    height = items.isEmpty() ? 0 : y + ROW / 2 - top;
  }

  List<Mark> marks() {
    return marks;
  }

  double height() {
    return height;
  }
}
