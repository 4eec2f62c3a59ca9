package finegrain.trainer.experiment;

import finegrain.trainer.labels.Target;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.LineFigure.Series;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.statistics.Statistics;
import finegrain.trainer.statistics.Statistics.Estimate;
import finegrain.trainer.statistics.Statistics.Quartiles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Figures and words of experiments whose axis is of names, such as targets or maps, with a line for
 * each setting of samples and hidden units.
 */
final class Settings {
  private static final int MOST_CURVES = 6;

  private Settings() {}

  /** Samples and hidden units. */
  private record Setting(int perClass, int width) {
    static Setting of(Results.Row row) {
      return new Setting(row.spec().perClass(), row.spec().width());
    }

    static Setting of(Comparison comparison) {
      return new Setting(comparison.perClass(), comparison.width());
    }

    String label() {
      return "%d a class, %d hidden units".formatted(perClass, width);
    }
  }

  /** A setting in words. */
  static String label(Comparison comparison) {
    return Setting.of(comparison).label();
  }

  /**
   * Figures and tables of an experiment that compares targets.
   *
   * @param comparisons of its rows
   * @param axis in words
   * @param name of a target, in words
   * @param accuracy the title of the figure of accuracies
   * @param difference the title of the figure of differences
   * @return that can be added to; the learning curves are the last
   */
  static List<Section> overTargets(
      List<Results.Row> rows,
      List<Comparison> comparisons,
      String axis,
      Function<Target, String> name,
      String accuracy,
      String difference) {
    List<Target> targets = Drawings.targets(rows);
    Axis names = Axis.categories(axis, targets.stream().map(name).toList());
    return new ArrayList<>(
        List.of(
            accuracy(accuracy, names, rows, row -> targets.indexOf(row.spec().target())),
            difference(
                "difference", difference, names, comparisons, one -> targets.indexOf(one.target())),
            Drawings.table(comparisons),
            Drawings.learningCurves("learning-curves", first(rows), Drawings.ModelName::target)));
  }

  /** Median and quartiles of the test accuracy over an axis of names. */
  private static FigureSection accuracy(
      String title, Axis axis, List<Results.Row> rows, ToDoubleFunction<Results.Row> place) {
    Map<Setting, List<Results.Row>> settings = new LinkedHashMap<>();
    rows.forEach(row -> settings.computeIfAbsent(Setting.of(row), _ -> new ArrayList<>()).add(row));
    List<Series> series = new ArrayList<>();
    settings.forEach(
        (setting, members) ->
            series.add(
                new Series(
                    setting.label(),
                    SeriesStyle.other(series.size()),
                    Drawings.accuracies(members, place))));
    return new FigureSection(
        title,
        new LineFigure("accuracy", title, axis, Axis.linear(Drawings.ACCURACY), false, series),
        "Median and quartiles over the repeats.");
  }

  /** Median of the paired differences, with its interval, over an axis of names. */
  static FigureSection difference(
      String name,
      String title,
      Axis axis,
      List<Comparison> comparisons,
      ToDoubleFunction<Comparison> place) {
    return Drawings.difference(name, title, axis, comparisons, Settings::label, place);
  }

  /** The models of the first repeat in the first setting, six of them at most. */
  static List<Results.Row> first(List<Results.Row> rows) {
    Setting first = Setting.of(rows.getFirst());
    return rows.stream()
        .filter(row -> row.spec().repeat() == 0 && Setting.of(row).equals(first))
        .limit(MOST_CURVES)
        .toList();
  }

  /**
   * One sentence: what does best and worst against a reference.
   *
   * @param reference in words
   * @param name of what is compared, in words
   */
  static String finding(
      List<Comparison> comparisons, String reference, Function<Comparison, String> name) {
    Comparator<Comparison> byDifference =
        Comparator.comparingDouble(one -> one.difference().value());
    Optional<Comparison> better =
        comparisons.stream()
            .filter(one -> one.isDecided() && one.difference().low() > 0)
            .max(byDifference);
    Optional<Comparison> worse =
        comparisons.stream()
            .filter(one -> one.isDecided() && one.difference().high() < 0)
            .min(byDifference);
    if (better.isPresent() && worse.isPresent()) {
      return "%s does better than %s, by %s, and %s worse, by %s."
          .formatted(
              capital(words(better.get(), name)),
              reference,
              gain(better.get()),
              words(worse.get(), name),
              gain(worse.get()));
    }
    if (better.isPresent()) {
      return "%s does better than %s, by %s; nothing does worse."
          .formatted(capital(words(better.get(), name)), reference, gain(better.get()));
    }
    if (worse.isPresent()) {
      return "%s does worse than %s, by %s; nothing does better."
          .formatted(capital(words(worse.get(), name)), reference, gain(worse.get()));
    }
    Comparison any = comparisons.getFirst();
    return any.hasInterval()
        ? "No difference from %s is shown: every 95 %% interval holds 0 (for %s it is %s)."
            .formatted(reference, words(any, name), Drawings.interval(any.difference()))
        : "No claim is made: %d repeats are too few for an interval, 6 are the least."
            .formatted(any.repeats());
  }

  private static String words(Comparison comparison, Function<Comparison, String> name) {
    return name.apply(comparison) + " (" + label(comparison) + ")";
  }

  private static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  /** The size of a difference, whose sign the words around it say. */
  static String gain(Comparison comparison) {
    Estimate difference = comparison.difference();
    return difference.value() >= 0
        ? Drawings.inWords(difference, comparison.repeats())
        : Drawings.inWords(
            new Estimate(-difference.value(), -difference.high(), -difference.low()),
            comparison.repeats());
  }

  /** One row for each measure of a name, median over the repeats. */
  static Section measures(String heading, String caption, List<Measure> measures) {
    record Key(String map, String target, int perClass, String name) {}
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
                  key.map(),
                  key.target().isEmpty() ? "-" : Drawings.words(Target.parse(key.target())),
                  Integer.toString(key.perClass()),
                  key.name().replace('_', ' '),
                  Drawings.four(quartiles.median()),
                  Drawings.four(quartiles.lower()) + " to " + Drawings.four(quartiles.upper())));
        });
    return new TableSection(
        heading,
        new Table(
            List.of(
                Table.Column.words("map"),
                Table.Column.words("trained on"),
                Table.Column.numbers("samples a class"),
                Table.Column.words("measure"),
                Table.Column.numbers("median"),
                Table.Column.numbers("quartiles")),
            rows),
        caption);
  }
}
