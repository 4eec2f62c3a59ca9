package finegrain.trainer.labels;

import finegrain.trainer.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tree of labels over the fine classes: a map for each level above them, from the coarsest on.
 * Written as the maps with slashes between, such as {@code 00001111/00112233}; with one map it is
 * coarse against fine.
 *
 * @param maps each of the same fine classes; classes that are together in one are so in all before
 */
public record LabelTree(List<LabelMap> maps) {
  /**
   * Checks that the maps make a tree.
   *
   * @throws UserError if they do not
   */
  public LabelTree {
    maps = List.copyOf(maps);
    for (int i = 1; i < maps.size(); i++) {
      checkBelow(maps.get(i - 1), maps.get(i));
    }
    LabelMap last = maps.getLast();
    if (last.coarseClasses() == last.fineClasses()) {
      throw new UserError(
          "the map %s gives each fine class a coarse class of its own; at least two must share one"
              .formatted(last.text()));
    }
  }

  private static void checkBelow(LabelMap above, LabelMap below) {
    if (above.fineClasses() != below.fineClasses()) {
      throw new UserError(
          "the levels %s and %s of a tree must have a digit for each of the same fine classes"
              .formatted(above.text(), below.text()));
    }
    for (int group = 0; group < below.coarseClasses(); group++) {
      if (Arrays.stream(below.members(group)).map(above::coarse).distinct().count() > 1) {
        throw new UserError(
            "class %s of the level %s lies in several classes of the level %s above it; each needs one"
                .formatted(below.name(group), below.text(), above.text()));
      }
    }
    if (below.coarseClasses() <= above.coarseClasses()) {
      throw new UserError(
          "the level %s divides no class of the level %s above it; leave one of them out"
              .formatted(below.text(), above.text()));
    }
  }

  /** A tree of one map. */
  public static LabelTree of(LabelMap map) {
    return new LabelTree(List.of(map));
  }

  /**
   * A tree from its text.
   *
   * @throws UserError if it is none
   */
  public static LabelTree parse(String text) {
    return new LabelTree(Arrays.stream(text.split("/", -1)).map(LabelMap::parse).toList());
  }

  /** The text. */
  public String text() {
    return maps.stream().map(LabelMap::text).collect(Collectors.joining("/"));
  }

  /** Levels, the fine classes included: at least two. */
  public int levels() {
    return maps.size() + 1;
  }

  /** The map from the fine classes to the coarse ones. */
  public LabelMap coarse() {
    return maps.getFirst();
  }

  /** How many fine classes there are. */
  public int fineClasses() {
    return coarse().fineClasses();
  }

  /** How many classes a level has; it is counted from 1, the coarsest. */
  public int classes(int level) {
    return level == levels() ? fineClasses() : maps.get(level - 1).coarseClasses();
  }

  /** The class of a fine class on a level, counted from 1, the coarsest. */
  public int classOf(int level, int fine) {
    return level == levels() ? fine : maps.get(level - 1).coarse(fine);
  }

  /** For each class of a level the coarse class that it lies in. */
  public int[] coarseOf(int level) {
    int[] coarse = new int[classes(level)];
    for (int fine = 0; fine < fineClasses(); fine++) {
      coarse[classOf(level, fine)] = coarse().coarse(fine);
    }
    return coarse;
  }
}
