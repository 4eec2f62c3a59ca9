package finegrain.trainer.report;

import java.util.ArrayList;
import java.util.List;

/** Text in lines. */
final class Lines {

  private Lines() {}

  /** Breaks a text at its spaces into lines that are no wider; a word alone may be. */
  static List<String> wrap(String text, Mark.Lettering lettering, double width) {
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : text.strip().split("\\s+", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && StrokeFont.width(longer, lettering) > width) {
        lines.add(line);
        line = word;
      } else {
        line = longer;
      }
    }
    lines.add(line);
    return lines;
  }

  /** The widest of some texts. */
  static double widest(List<String> texts, Mark.Lettering lettering) {
    return texts.stream().mapToDouble(text -> StrokeFont.width(text, lettering)).max().orElse(0);
  }
}
