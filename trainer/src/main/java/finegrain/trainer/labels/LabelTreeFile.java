package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a map or tree that the user gives as text or as the path of a file. Each line of the file
 * has a fine class and its ancestors, separated by white space: the nearest ancestor first, the
 * coarse class last. An ancestor is one word. On each level, the ancestor that is named first
 * becomes class 0. All lines have the same number of ancestors.
 */
public final class LabelTreeFile {
  private final String file;
  private final List<String> classNames;

  /** The ancestors of each fine class, and the line that gives them. */
  private final Map<String, List<String>> ancestors = new HashMap<>();

  private final Map<String, Integer> lineOf = new HashMap<>();

  /** Of each level, from the coarsest on, the names in the order in which they come. */
  private final List<List<String>> names = new ArrayList<>();

  private LabelTreeFile(String file, List<String> classNames) {
    this.file = file;
    this.classNames = classNames;
  }

  /**
   * The tree in a text or file.
   *
   * @param classNames the names of the fine classes, in the order of the digits
   * @throws UserError if it does not fit the classes, or the file cannot be read
   */
  public static LabelTree parse(String text, List<String> classNames) {
    if (!isDigits(text, classNames.size())) {
      return new LabelTreeFile(text, classNames).read();
    }
    LabelTree tree = LabelTree.parse(text);
    if (tree.fineClasses() != classNames.size()) {
      throw new UserError(
          "the map %s has %d digits, but there are %d fine classes (%s): give a digit for each"
              .formatted(
                  text, tree.fineClasses(), classNames.size(), String.join(", ", classNames)));
    }
    return tree;
  }

  /** Digits alone are never the name of a file; with letters, they are as many as the classes. */
  private static boolean isDigits(String text, int classes) {
    return text.matches("[0-9]+(/[0-9]+)*")
        || Arrays.stream(text.split("/", -1))
            .allMatch(map -> map.length() == classes && map.matches("[0-9a-z]+"));
  }

  private LabelTree read() {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw new UserError(
          "the map \"%s\" is neither digits, one for each fine class, nor a text file that can be read"
              .formatted(file),
          unreadable);
    }
    for (int number = 1; number <= lines.size(); number++) {
      String line = lines.get(number - 1).strip();
      if (!line.isEmpty()) {
        add(line, number);
      }
    }
    for (String name : classNames) {
      if (!ancestors.containsKey(name)) {
        throw new UserError("the map %s lacks the fine class %s".formatted(file, name));
      }
    }
    List<LabelMap> maps = new ArrayList<>();
    for (int level = 0; level < names.size(); level++) {
      maps.add(map(level));
    }
    return new LabelTree(maps);
  }

  private void add(String line, int number) {
    String where = "line %d of the map %s".formatted(number, file);
    String name =
        fineClass(line)
            .orElseThrow(
                () ->
                    new UserError(
                        "%s must begin with one of the fine classes %s, not \"%s\""
                            .formatted(where, String.join(", ", classNames), line)));
    String rest = line.substring(name.length()).strip();
    if (rest.isEmpty()) {
      throw new UserError(
          "%s must have a fine class and its coarse class, not \"%s\"".formatted(where, line));
    }
    List<String> path = List.of(rest.split("\\s+"));
    if (names.isEmpty()) {
      path.forEach(_ -> names.add(new ArrayList<>()));
    }
    if (path.size() != names.size()) {
      throw new UserError(
          "%s has %d ancestors and the lines before it have %d; all need as many"
              .formatted(where, path.size(), names.size()));
    }
    if (ancestors.put(name, path) != null) {
      throw new UserError("%s names the fine class %s again".formatted(where, name));
    }
    lineOf.put(name, number);
    for (int level = 0; level < names.size(); level++) {
      String ancestor = ancestor(path, level);
      checkParent(where, path, level);
      if (!names.get(level).contains(ancestor)) {
        names.get(level).add(ancestor);
      }
    }
  }

  /** An ancestor lies in one class of the level above it. */
  private void checkParent(String where, List<String> path, int level) {
    if (level == 0) {
      return;
    }
    for (Map.Entry<String, List<String>> other : ancestors.entrySet()) {
      boolean same = ancestor(other.getValue(), level).equals(ancestor(path, level));
      if (same && !ancestor(other.getValue(), level - 1).equals(ancestor(path, level - 1))) {
        throw new UserError(
            "%s puts %s into %s, but line %d puts it into %s; each class has one parent"
                .formatted(
                    where,
                    ancestor(path, level),
                    ancestor(path, level - 1),
                    lineOf.get(other.getKey()),
                    ancestor(other.getValue(), level - 1)));
      }
    }
  }

  private static String ancestor(List<String> path, int level) {
    return path.get(path.size() - 1 - level);
  }

  /** The longest name of a class that a line begins with: names may have several words. */
  private Optional<String> fineClass(String line) {
    return classNames.stream()
        .filter(
            name ->
                line.startsWith(name)
                    && (line.length() == name.length()
                        || Character.isWhitespace(line.charAt(name.length()))))
        .max(Comparator.comparingInt(String::length));
  }

  private LabelMap map(int level) {
    List<String> groups = names.get(level);
    if (groups.size() < 2 || groups.size() > LabelMap.MOST_CLASSES) {
      throw new UserError(
          "the map %s must name 2 to %d classes on each level above the fine one, not %d"
              .formatted(file, LabelMap.MOST_CLASSES, groups.size()));
    }
    StringBuilder digits = new StringBuilder();
    for (String name : classNames) {
      int group = groups.indexOf(ancestor(ancestors.get(name), level));
      digits.append(Character.forDigit(group, LabelMap.MOST_CLASSES));
    }
    return new LabelMap(digits.toString());
  }
}
