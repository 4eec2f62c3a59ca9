package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.NoiseLimit;
import finegrain.trainer.analysis.Results.Setting;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.report.figure.Axis;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a report says of the gain of fine labels where some training labels are wrong. */
final class NoiseReport {
  /** Figures show the first setting, the last one and the one in the middle. */
  private static final int MOST_SETTINGS = 3;

  private final List<Comparison> fine;
  private final List<Double> shares;

  private NoiseReport(List<Comparison> fine) {
    this.fine = fine;
    shares = fine.stream().map(one -> one.noise().share()).sorted().distinct().toList();
  }

  /**
   * The report.
   *
   * @param fine comparisons of fine labels with coarse ones at each noise, in the order of settings
   *     and, in each, of noises
   */
  static NoiseReport of(List<Comparison> fine) {
    return new NoiseReport(fine);
  }

  /** The paired differences against the share of redrawn labels. */
  FigureSection figure() {
    List<Setting> settings =
        fine.stream().map(one -> one.setting().with(LabelNoise.NONE)).distinct().toList();
    List<Setting> shown =
        settings.size() <= MOST_SETTINGS
            ? settings
            : List.of(settings.getFirst(), settings.get(settings.size() / 2), settings.getLast());
    Map<String, List<Comparison>> lines = new LinkedHashMap<>();
    for (LabelNoise.Kind kind : LabelNoise.Kind.values()) {
      for (NoiseLimit limit : NoiseLimit.of(fine, kind)) {
        Setting setting = limit.comparisons().getFirst().setting().with(LabelNoise.NONE);
        if (shown.contains(setting)) {
          lines.put(
              Wording.noiseKind(kind) + (shown.size() == 1 ? "" : ", " + Wording.sizes(setting)),
              limit.comparisons());
        }
      }
    }
    return ComparisonFigures.difference(
        "difference-by-noise",
        "Fine minus coarse accuracy by label noise",
        Axis.categories(
            "share of the training labels that are redrawn",
            shares.stream().map(Wording::percent).toList()),
        lines,
        one -> shares.indexOf(one.noise().share()),
        shown.size() == settings.size()
            ? ""
            : " Of %d settings, the first, the last and the one in the middle are shown."
                .formatted(settings.size()));
  }

  /** Sentences: up to which noise of each kind fine labels keep their advantage. */
  String words() {
    return "Chen et al. (arXiv:1901.07012) report that fine labels lose their advantage when"
        + " between 3 and 10 % of them are wrong. "
        + List.of(LabelNoise.Kind.values()).stream()
            .map(kind -> words(kind, NoiseLimit.of(fine, kind)))
            .filter(words -> !words.isEmpty())
            .collect(Collectors.joining(" "));
  }

  private static String words(LabelNoise.Kind kind, List<NoiseLimit> limits) {
    if (limits.isEmpty()) {
      return "";
    }
    if (limits.stream()
        .flatMap(limit -> limit.comparisons().stream())
        .anyMatch(one -> !one.hasInterval())) {
      return Findings.TOO_FEW_REPEATS;
    }
    List<NoiseLimit> with = limits.stream().filter(NoiseLimit::hasAdvantage).toList();
    String where = "redrawn " + Wording.noiseKind(kind);
    LabelNoise least = limits.getFirst().comparisons().getFirst().noise();
    String begin =
        least.isNone()
            ? "without noise"
            : "with %s of the labels %s".formatted(Wording.percent(least.share()), where);
    if (with.isEmpty()) {
      return "In this run, fine labels have no advantage %s.".formatted(begin);
    }
    return limits.size() == 1 ? one(with.getFirst(), where) : several(with, where, begin);
  }

  private static String one(NoiseLimit limit, String where) {
    double last = limit.last().noise().share();
    if (limit.end().isEmpty()) {
      return "In this run, fine labels keep their advantage with up to %s of the labels %s, the most that it has."
          .formatted(Wording.percent(last), where);
    }
    Comparison end = limit.end().get();
    return "In this run, fine labels lose their advantage between %s and %s of the labels %s: the gain is %s at first, and then %s."
        .formatted(
            Wording.percent(last),
            Wording.percent(end.noise().share()),
            where,
            Wording.change(limit.last().difference(), limit.last().repeats()),
            Wording.change(end.difference(), end.repeats()));
  }

  private static String several(List<NoiseLimit> with, String where, String begin) {
    List<Double> shares =
        with.getFirst().comparisons().stream().skip(1).map(one -> one.noise().share()).toList();
    if (shares.isEmpty()) {
      return "";
    }
    return "In this run, of the %s in which fine labels have an advantage %s, %s keep it with %s of the labels %s."
        .formatted(
            with.size() == 1 ? "one setting" : with.size() + " settings",
            begin,
            list(
                shares.stream()
                    .map(
                        share ->
                            Long.toString(with.stream().filter(one -> one.lasts(share)).count()))
                    .toList()),
            list(shares.stream().map(Wording::percent).toList()),
            where);
  }

  private static String list(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " and " + words.getLast();
  }
}
