package finegrain.trainer.data.image;

import finegrain.trainer.PlainText;
import java.util.ArrayList;
import java.util.List;

/**
 * A file or folder that gives no sample.
 *
 * @param path below the folder of the images, with slashes
 * @param reason the end of a sentence about it
 */
public record Fault(String path, String reason) {
  /** The most that are named. */
  private static final int MOST = 10;

  /** The sentence, in visible characters. */
  @Override
  public String toString() {
    return PlainText.visible(path + " " + reason);
  }

  /** A line for each of up to ten faults, and one that counts the others. */
  public static List<String> lines(List<Fault> faults) {
    List<String> lines = new ArrayList<>(faults.stream().limit(MOST).map(Fault::toString).toList());
    if (faults.size() > MOST) {
      lines.add("and %d more".formatted(faults.size() - MOST));
    }
    return lines;
  }
}
