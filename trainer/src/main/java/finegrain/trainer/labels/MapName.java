package finegrain.trainer.labels;

import java.util.StringJoiner;

/** What a map from fine to coarse classes is called in a line. */
public final class MapName {
  private static final int LONGEST = 24;
  private static final int DIGITS = 16;
  private static final int RUNS = 3;

  private MapName() {}

  /**
   * The map itself, or the begin of one of many classes: its first digits, such as {@code
   * 0011001100110011...}, or the lengths of its first runs, such as {@code 500 x 0, 500 x 1}, where
   * these digits are all the same and many maps begin with them.
   *
   * @param map a map or a tree of maps, as text
   */
  public static String of(String map) {
    if (map.length() <= LONGEST) {
      return map;
    }
    String begin = map.substring(0, DIGITS);
    return begin.chars().distinct().count() == 1 ? runs(map) : begin + "...";
  }

  private static String runs(String map) {
    StringJoiner runs = new StringJoiner(", ");
    int from = 0;
    for (int run = 0; run < RUNS && from < map.length(); run++) {
      int end = from;
      while (end < map.length() && map.charAt(end) == map.charAt(from)) {
        end++;
      }
      runs.add(end - from + " x " + map.charAt(from));
      from = end;
    }
    return from < map.length() ? runs + "..." : runs.toString();
  }
}
