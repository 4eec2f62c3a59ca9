package finegrain.trainer.cli;

import finegrain.trainer.data.Fact;
import finegrain.trainer.labels.LabelledSource;
import java.util.ArrayList;
import java.util.List;

/** What was understood of the data and the maps, for people. */
final class DataDescription {
  private static final int MOST_MAPS = 12;

  private DataDescription() {}

  /**
   * The facts of the data, then those of the maps.
   *
   * @param map of the run
   * @param maps of its models
   */
  static List<Fact> of(
      LabelledSource labelled,
      LabelledSource.Loaded loaded,
      LabelledSource.GivenMap map,
      List<String> maps) {
    List<Fact> facts = new ArrayList<>(loaded.facts().get());
    if (maps.equals(List.of(map.text()))) {
      facts.addAll(map.facts());
    } else {
      for (String each : maps.subList(0, Math.min(maps.size(), MOST_MAPS))) {
        LabelledSource.GivenMap given = each.equals(map.text()) ? map : labelled.map(each);
        given.facts().forEach(fact -> facts.add(new Fact("map " + each, fact.text())));
      }
    }
    return facts;
  }

  /** A line for each fact. */
  static List<String> lines(List<Fact> facts) {
    return facts.stream().map(fact -> "  %-9s %s".formatted(fact.name(), fact.text())).toList();
  }
}
