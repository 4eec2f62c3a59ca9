package finegrain.trainer.labels;

import finegrain.trainer.PlainText;
import finegrain.trainer.data.Fact;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a map means, in words: each coarse class with its fine classes. */
final class MapFacts {
  private MapFacts() {}

  /**
   * The facts of a tree, those of its file first.
   *
   * @param fineNames names of the fine classes
   */
  static List<Fact> of(NamedTree named, List<String> fineNames) {
    List<Fact> facts = new ArrayList<>(named.facts());
    List<LabelMap> maps = named.tree().maps();
    for (int level = 0; level < maps.size(); level++) {
      LabelMap map = maps.get(level);
      List<String> names =
          named.names().isEmpty()
              ? IntStream.range(0, map.coarseClasses()).mapToObj(map::name).toList()
              : named.names().get(level);
      facts.add(
          new Fact(level == 0 ? "coarse" : "level " + (level + 1), words(map, names, fineNames)));
    }
    return facts;
  }

  /** The classes with their members; of many classes the first ones, with numbers of members. */
  private static String words(LabelMap map, List<String> names, List<String> fineNames) {
    int classes = map.coarseClasses();
    int most = Math.max(1, PlainText.MOST_NAMES / classes);
    boolean whole = map.fineClasses() <= PlainText.MOST_NAMES;
    String listed =
        IntStream.range(0, PlainText.shown(classes))
            .mapToObj(
                coarse -> {
                  List<String> members =
                      Arrays.stream(map.members(coarse)).mapToObj(fineNames::get).toList();
                  String inside =
                      whole || classes <= PlainText.MOST_NAMES / 2
                          ? PlainText.names(members, whole ? members.size() : most)
                          : Integer.toString(members.size());
                  return "%s (%s)".formatted(PlainText.shortened(names.get(coarse)), inside);
                })
            .collect(Collectors.joining(", "));
    return classes <= PlainText.MOST_NAMES
        ? listed
        : "%d: %s%s".formatted(classes, listed, PlainText.more(classes, PlainText.shown(classes)));
  }
}
