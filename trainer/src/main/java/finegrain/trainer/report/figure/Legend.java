package finegrain.trainer.report.figure;

import java.util.List;

/** The legend of a figure: items in rows, as many in a row as fit. */
final class Legend {
  private static final double ROW = 20;
  private static final double GAP = 20;

  private Legend() {}

  /**
   * A name and its sample.
   *
   * @param width of the sample, which is before the name
   */
  record Item(String name, double width, Sample sample) {}

  /** Draws a sample with its left end at x, its middle at y. */
  interface Sample {
    void draw(Svg svg, double x, double y);
  }

  /** Draws the items from the top left and returns their height. */
  static double draw(Svg svg, List<Item> items, double left, double top, double width) {
    double x = left;
    double y = top + ROW / 2;
    for (Item item : items) {
      double indent = item.width + 7;
      List<String> lines = Font.TEXT.wrap(item.name, width - indent);
      double needed = indent + Font.TEXT.widest(lines);
      if (x > left && x + needed > left + width) {
        x = left;
        y += ROW;
      }
      item.sample.draw(svg, x, y);
      for (int i = 0; i < lines.size(); i++) {
        // An item after a name of several lines begins below that name.
        y += i == 0 ? 0 : ROW;
        svg.text(x + indent, y + 4.5, lines.get(i), Font.TEXT, Colour.TEXT);
      }
      x += needed + GAP;
    }
    return items.isEmpty() ? 0 : y + ROW / 2 - top;
  }
}
