package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A map from fine classes to coarse ones. Its text has one digit for each fine class: {@code
 * 00001111} puts the first four into coarse class 0. After 9 come a to z. A map to more than 36
 * coarse classes is written as numbers with dots between, such as {@code 0.0.1.1.2}.
 *
 * @param groups the coarse class of each fine class; from 0 to the largest all occur, two at least
 */
public record LabelMap(List<Integer> groups) {
  /** How many coarse classes digits can tell apart: 0 to 9 and a to z. */
  private static final int MOST_DIGITS = Character.MAX_RADIX;

  private static final String DIGITS = "[0-9a-z]+";
  private static final String NUMBERS = "\\d{1,9}+(\\.\\d{1,9}+)++";

  /**
   * Checks the classes.
   *
   * @throws UserError if a coarse class has no fine one
   */
  public LabelMap {
    groups = List.copyOf(groups);
    Set<Integer> used = new HashSet<>(groups);
    int least = 2;
    int classes = Math.max(least, coarseClasses(groups));
    for (int group = 0; group < classes; group++) {
      if (!used.contains(group)) {
        throw new UserError(
            "the map %s leaves coarse class %s without a fine class; each needs at least one"
                .formatted(text(groups), name(group, classes)));
      }
    }
  }

  /**
   * A map from its text.
   *
   * @throws UserError if it is none
   */
  public static LabelMap parse(String text) {
    if (text.matches(DIGITS)) {
      return new LabelMap(
          text.chars().mapToObj(digit -> Character.digit(digit, MOST_DIGITS)).toList());
    }
    if (text.matches(NUMBERS)) {
      return new LabelMap(Arrays.stream(text.split("\\.")).map(Integer::valueOf).toList());
    }
    throw new UserError(
        "the map %s must have a digit for each fine class, the number of its coarse class"
            .formatted(text));
  }

  /** How many fine classes a text is about, be it right otherwise or not. */
  static int classesIn(String text) {
    return text.contains(".") ? text.split("\\.", -1).length : text.length();
  }

  /** The text. */
  public String text() {
    return text(groups);
  }

  private static String text(List<Integer> groups) {
    int classes = coarseClasses(groups);
    return groups.stream()
        .map(group -> name(group, classes))
        .collect(Collectors.joining(classes <= MOST_DIGITS ? "" : "."));
  }

  /** How the text names a coarse class. */
  String name(int coarse) {
    return name(coarse, coarseClasses());
  }

  private static String name(int group, int classes) {
    return classes <= MOST_DIGITS ? Integer.toString(group, MOST_DIGITS) : Integer.toString(group);
  }

  /** How many fine classes there are. */
  public int fineClasses() {
    return groups.size();
  }

  /** How many coarse classes there are. */
  public int coarseClasses() {
    return coarseClasses(groups);
  }

  private static int coarseClasses(List<Integer> groups) {
    return 1 + Collections.max(groups);
  }

  /** The coarse class of a fine one. */
  public int coarse(int fine) {
    return groups.get(fine);
  }

  /** The fine classes of a coarse one, in increasing order. */
  public int[] members(int coarse) {
    return IntStream.range(0, fineClasses()).filter(fine -> coarse(fine) == coarse).toArray();
  }
}
