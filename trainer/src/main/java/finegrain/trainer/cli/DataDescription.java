package finegrain.trainer.cli;

import finegrain.trainer.analysis.ClassBalance;
import finegrain.trainer.data.Fact;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.labels.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
      balance(loaded.task(), map.text(), "balance").ifPresent(facts::add);
    } else {
      for (String each : maps.subList(0, Math.min(maps.size(), MOST_MAPS))) {
        LabelledSource.GivenMap given = each.equals(map.text()) ? map : labelled.map(each);
        String name = "map " + MapName.of(each);
        given.facts().forEach(fact -> facts.add(new Fact(name, fact.text())));
        balance(loaded.task(), each, name).ifPresent(facts::add);
      }
    }
    return facts;
  }

  /** What is to know of coarse classes of unequal size; empty for others. */
  private static Optional<Fact> balance(Task task, String map, String name) {
    LabelledSet pool = task.pool(0);
    ClassBalance balance = ClassBalance.of(task.fineClasses(map, pool), task.tree(map).coarse());
    return balance.isUnequal()
        ? Optional.of(
            new Fact(
                name,
                "coarse classes of unequal size, %d to %d of %d held-out samples: balanced accuracy is reported too"
                    .formatted(balance.least(), balance.most(), balance.all())))
        : Optional.empty();
  }

  /** A line for each fact. */
  static List<String> lines(List<Fact> facts) {
    return facts.stream().map(fact -> "  %-9s %s".formatted(fact.name(), fact.text())).toList();
  }
}
