package finegrain.trainer.report;

import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Statistics;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.TableSection.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A table of measures. One row summarises those that differ only in repeat and capacity. */
final class MeasureTable {
  private record Key(String map, String target, int perClass, String name) {}

  private MeasureTable() {}

  static TableSection of(String heading, String caption, List<Measure> measures) {
    Map<Key, List<Measure>> groups = new LinkedHashMap<>();
    for (Measure measure : measures) {
      groups
          .computeIfAbsent(
              new Key(measure.map(), measure.target(), measure.perClass(), measure.name()),
              _ -> new ArrayList<>())
          .add(measure);
    }
    List<List<String>> rows = new ArrayList<>();
    groups.forEach(
        (key, members) -> {
          Quartiles quartiles =
              Statistics.quartiles(members.stream().mapToDouble(Measure::value).toArray());
          rows.add(
              List.of(
                  MapName.of(key.map()),
                  key.target().isEmpty() ? "-" : Wording.target(Target.parse(key.target())),
                  Integer.toString(key.perClass()),
                  key.name().replace('_', ' '),
                  Wording.four(quartiles.median()),
                  Wording.four(quartiles.lower()) + " to " + Wording.four(quartiles.upper())));
        });
    return new TableSection(
        heading,
        caption,
        List.of(
            Column.words("map"),
            Column.words("trained on"),
            Column.numbers("samples per class"),
            Column.words("measure"),
            Column.numbers("median"),
            Column.numbers("quartiles")),
        rows);
  }
}
