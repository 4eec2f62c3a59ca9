package finegrain.trainer.labels;

import finegrain.trainer.PlainText;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Fact;
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
 * has a fine class and its ancestors ({@link MapLine}): the nearest ancestor first, the coarse
 * class last. On each level, the ancestor that is named first becomes class 0. All lines have the
 * same number of ancestors. Lines about classes that the data lack, a header among them, are passed
 * over.
 */
public final class LabelTreeFile {
  private static final char BYTE_ORDER_MARK = '\ufeff';
  // Possessive, as the matcher would go one call deeper for each class.
  private static final String DIGITS = "\\d++(\\.\\d++)*+";

  private final String file;
  private final List<String> classNames;

  /** The line of each fine class. */
  private final Map<String, MapLine> lines = new HashMap<>();

  /** The lines whose class the data lack. */
  private final List<MapLine> unknown = new ArrayList<>();

  /** The number of the first line that is not passed over for its form; 0 before it. */
  private int firstLine;

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
  public static NamedTree parse(String text, List<String> classNames) {
    if (!isDigits(text, classNames.size())) {
      return new LabelTreeFile(text, classNames).read();
    }
    for (String level : text.split("/", -1)) {
      int digits = LabelMap.classesIn(level);
      if (digits != classNames.size()) {
        throw new UserError(
            "the map %s has %d %s, but there are %d fine classes (%s): give a digit for each"
                .formatted(
                    level,
                    digits,
                    digits == 1 ? "digit" : "digits",
                    classNames.size(),
                    PlainText.names(classNames)));
      }
    }
    return NamedTree.of(LabelTree.parse(text));
  }

  /** Digits alone are never the name of a file; with letters, they are as many as the classes. */
  private static boolean isDigits(String text, int classes) {
    return Arrays.stream(text.split("/", -1))
        .allMatch(
            map -> map.matches(DIGITS) || (map.length() == classes && map.matches("[0-9a-z]++")));
  }

  private NamedTree read() {
    List<String> texts;
    try {
      texts = Files.readAllLines(Path.of(file));
    } catch (IOException | InvalidPathException unreadable) {
      throw new UserError(
          "the map \"%s\" is neither digits, one for each fine class, nor a text file that can be read"
              .formatted(file),
          unreadable);
    }
    for (int number = 1; number <= texts.size(); number++) {
      String text = texts.get(number - 1);
      if (number == 1 && !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
        text = text.substring(1);
      }
      if (!MapLine.isComment(text, classNames)) {
        add(MapLine.of(text, number, where(number), classNames));
      }
    }
    checkComplete();
    checkUnambiguous();
    List<LabelMap> maps = new ArrayList<>();
    for (int level = 0; level < names.size(); level++) {
      maps.add(map(level));
    }
    return new NamedTree(new LabelTree(maps), names, facts());
  }

  private String where(int number) {
    return "line %d of the map %s".formatted(number, file);
  }

  private void add(MapLine line) {
    firstLine = firstLine == 0 ? line.number() : firstLine;
    if (!line.isFine()) {
      unknown.add(line);
      return;
    }
    String where = where(line.number());
    int count = line.fields().size();
    if (count == 0) {
      throw new UserError(
          "%s must have a fine class and its coarse class, not \"%s\""
              .formatted(where, PlainText.shortened(line.text().strip())));
    }
    if (names.isEmpty()) {
      line.fields().forEach(_ -> names.add(new ArrayList<>()));
    }
    if (count != names.size()) {
      throw new UserError(
          "%s has %d %s and the lines before it have %d; all need as many, and names of several words need quotes"
              .formatted(where, count, count == 1 ? "ancestor" : "ancestors", names.size()));
    }
    if (lines.put(line.name(), line) != null) {
      throw new UserError(
          "%s names the fine class %s again".formatted(where, PlainText.shortened(line.name())));
    }
    for (int level = 0; level < count; level++) {
      checkParent(line, level);
      if (!names.get(level).contains(ancestor(line, level))) {
        names.get(level).add(ancestor(line, level));
      }
    }
  }

  /** An ancestor lies in one class of the level above it. */
  private void checkParent(MapLine line, int level) {
    if (level == 0) {
      return;
    }
    for (MapLine other : lines.values()) {
      boolean same = ancestor(other, level).equals(ancestor(line, level));
      if (same && !ancestor(other, level - 1).equals(ancestor(line, level - 1))) {
        throw new UserError(
            "%s puts %s into %s, but line %d puts it into %s; each class has one parent%s"
                .formatted(
                    where(line.number()),
                    PlainText.shortened(ancestor(line, level)),
                    PlainText.shortened(ancestor(line, level - 1)),
                    other.number(),
                    PlainText.shortened(ancestor(other, level - 1)),
                    line.isAmbiguous() ? ", and names of several words need quotes" : ""));
      }
    }
  }

  private static String ancestor(MapLine line, int level) {
    return line.fields().get(line.fields().size() - 1 - level).name();
  }

  private void checkComplete() {
    List<String> missing = classNames.stream().filter(name -> !lines.containsKey(name)).toList();
    if (missing.isEmpty()) {
      return;
    }
    for (MapLine line : unknown) {
      Optional<String> last = classNames.stream().filter(line::endsWith).findFirst();
      if (last.isPresent()) {
        throw new UserError(
            "%s has the fine class %s at its end; are the columns exchanged? The fine class comes first"
                .formatted(where(line.number()), PlainText.shortened(last.get())));
      }
    }
    // A header is the first line, if there is one.
    Optional<MapLine> misspelt =
        lines.isEmpty()
            ? unknown.stream().findFirst()
            : unknown.stream().filter(line -> line.number() > firstLine).findFirst();
    if (misspelt.isPresent()) {
      throw new UserError(
          "%s must begin with one of the fine classes %s, not \"%s\""
              .formatted(
                  where(misspelt.get().number()),
                  PlainText.names(classNames),
                  PlainText.shortened(misspelt.get().text().strip())));
    }
    throw new UserError(
        "the map %s lacks the fine %s %s"
            .formatted(file, missing.size() == 1 ? "class" : "classes", PlainText.names(missing)));
  }

  /** Blanks between names may be blanks inside a name, except in columns. */
  private void checkUnambiguous() {
    List<MapLine> ambiguous = lines.values().stream().filter(MapLine::isAmbiguous).toList();
    if (ambiguous.isEmpty() || areColumns()) {
      return;
    }
    MapLine first = ambiguous.stream().min(Comparator.comparingInt(MapLine::number)).orElseThrow();
    throw new UserError(
        "%s may mean one class \"%s\" or several levels (%s); separate the names by tabs or commas, or put those of several words in quotes"
            .formatted(
                where(first.number()),
                PlainText.shortened(first.joined()),
                PlainText.names(first.ancestors())));
  }

  /** Whether the ancestors of each level begin at one place, after two blanks at least once. */
  private boolean areColumns() {
    for (int i = 1; i < names.size(); i++) {
      int field = i;
      boolean aligned =
          lines.values().stream().map(line -> line.fields().get(field).column()).distinct().count()
              == 1;
      if (!aligned || lines.values().stream().noneMatch(line -> line.isApart(field))) {
        return false;
      }
    }
    return true;
  }

  private List<Fact> facts() {
    if (unknown.isEmpty()) {
      return List.of();
    }
    List<String> passedOver = unknown.stream().map(MapLine::name).toList();
    return List.of(
        new Fact(
            "map",
            "%s passed over: no %s of the data"
                .formatted(
                    PlainText.names(passedOver), passedOver.size() == 1 ? "class" : "classes")));
  }

  private LabelMap map(int level) {
    List<String> groups = names.get(level);
    if (groups.size() < 2) {
      throw new UserError(
          "the map %s must name at least 2 classes on each level above the fine one, not %d"
              .formatted(file, groups.size()));
    }
    return new LabelMap(
        classNames.stream().map(name -> groups.indexOf(ancestor(lines.get(name), level))).toList());
  }
}
