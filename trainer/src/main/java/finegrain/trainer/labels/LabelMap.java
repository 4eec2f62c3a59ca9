package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A map from fine classes to two coarse ones, written as one digit for each fine class: {@code
 * 00001111} puts the first four into coarse class 0.
 *
 * @param digits 0 or 1 for each fine class; both occur
 */
public record LabelMap(String digits) {
  /** How many coarse classes there are. */
  public static final int COARSE_CLASSES = 2;

  /**
   * Checks the digits.
   *
   * @throws UserError if there is another character, or a coarse class has no fine one
   */
  public LabelMap {
    if (!digits.matches("[01]+")) {
      throw new UserError(
          "the map %s must have a digit 0 or 1 for each fine class".formatted(digits));
    }
    for (char group : new char[] {'0', '1'}) {
      if (digits.indexOf(group) < 0) {
        throw new UserError(
            "the map %s leaves coarse class %c without a fine class; both need at least one"
                .formatted(digits, group));
      }
    }
  }

  /**
   * The map that a user gives for some fine classes: digits, or the path of a file that names them.
   * Each line of the file has a fine class and its coarse class, separated by white space; the
   * coarse class is one word, and the one that is named first becomes 0.
   *
   * @param classNames the names of the fine classes, in the order of the digits
   * @throws UserError if the map does not fit the classes, or the file cannot be read
   */
  public static LabelMap parse(String text, List<String> classNames) {
    if (!text.matches("[0-9]+")) {
      return read(text, classNames);
    }
    if (text.length() != classNames.size()) {
      throw new UserError(
          "the map %s has %d digits, but there are %d fine classes (%s): give a digit 0 or 1 for each"
              .formatted(text, text.length(), classNames.size(), String.join(", ", classNames)));
    }
    return new LabelMap(text);
  }

  private static LabelMap read(String file, List<String> classNames) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw new UserError(
          "the map \"%s\" is neither digits 0 and 1 nor a text file that can be read"
              .formatted(file),
          unreadable);
    }
    Map<String, String> coarseOf = new HashMap<>();
    List<String> coarse = new ArrayList<>();
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (line.isEmpty()) {
        continue;
      }
      String where = "line %d of the map %s".formatted(number, file);
      // The last word is the coarse class: the name of a fine one may have several.
      String[] names = line.split("\\s+(?=\\S+$)", 2);
      if (names.length != 2) {
        throw new UserError(
            "%s must have a fine class and its coarse class, not \"%s\"".formatted(where, line));
      }
      if (!classNames.contains(names[0])) {
        throw new UserError(
            "%s names %s, which is not one of the fine classes %s"
                .formatted(where, names[0], String.join(", ", classNames)));
      }
      if (coarseOf.put(names[0], names[1]) != null) {
        throw new UserError("%s names the fine class %s again".formatted(where, names[0]));
      }
      if (!coarse.contains(names[1])) {
        coarse.add(names[1]);
      }
    }
    for (String name : classNames) {
      if (!coarseOf.containsKey(name)) {
        throw new UserError("the map %s lacks the fine class %s".formatted(file, name));
      }
    }
    if (coarse.size() != COARSE_CLASSES) {
      throw new UserError(
          "the map %s must name 2 coarse classes, not %d".formatted(file, coarse.size()));
    }
    StringBuilder digits = new StringBuilder();
    classNames.forEach(name -> digits.append(coarse.indexOf(coarseOf.get(name))));
    return new LabelMap(digits.toString());
  }

  /** How many fine classes there are. */
  public int fineClasses() {
    return digits.length();
  }

  /** The coarse class of a fine one. */
  public int coarse(int fine) {
    return digits.charAt(fine) - '0';
  }

  /** The fine classes of a coarse one, in increasing order. */
  public int[] members(int coarse) {
    return IntStream.range(0, fineClasses()).filter(fine -> coarse(fine) == coarse).toArray();
  }
}
