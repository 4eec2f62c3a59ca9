package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results.Setting;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.MapName;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Numbers, labels and settings as reports write them. */
final class Wording {
  private Wording() {}

  /** Labels in a legend or a table. */
  static String target(Target target) {
    return switch (target) {
      case Target.Coarse _ -> "coarse";
      case Target.Fine _ -> "fine";
      case Target.Matched _ -> "coarse, matched";
      case Target.Level(int level) -> "level " + level;
      case Target.Blended blended -> blended.toString().replace("=", " ").replace(":", ", ");
      case Target.Inferred(int clusters) -> clusters + " clusters per class";
    };
  }

  /** Labels in a sentence. */
  static String labels(Target target) {
    return switch (target) {
      case Target.Coarse _, Target.Fine _ -> target(target) + " labels";
      case Target.Level(int level) -> "labels of level " + level;
      default -> target(target);
    };
  }

  /** The size of a training set. */
  static String samples(int perClass) {
    return perClass + " samples per class";
  }

  /** The size of a model. */
  static String capacity(Architecture model) {
    return model.width() + " " + model.widthUnit();
  }

  /** The text of an architecture without its width. */
  static String apartFromWidth(Architecture model) {
    return model.toString().replaceFirst("\\(\\d+", "(");
  }

  /** Samples and capacity. */
  static String sizes(Setting setting) {
    return samples(setting.perClass()) + ", " + capacity(setting.model());
  }

  /** A share as a percentage with as many digits as it needs. */
  static String percent(double share) {
    return LabelNoise.decimal(
            new BigDecimal(Double.toString(share)).movePointRight(2).doubleValue())
        + " %";
  }

  /** From which classes labels are redrawn. */
  static String noiseKind(LabelNoise.Kind kind) {
    return switch (kind) {
      case INSIDE -> "inside coarse classes";
      case ACROSS -> "across all classes";
    };
  }

  /** The noise of training labels. */
  static String noise(LabelNoise noise) {
    return noise.isNone()
        ? "no label noise"
        : "%s label noise %s".formatted(percent(noise.share()), noiseKind(noise.kind()));
  }

  /** What tells a comparison from the others; empty if there are no others. */
  static String setting(Comparison comparison, List<Comparison> among) {
    List<String> parts = new ArrayList<>();
    if (vary(among, Comparison::target)) {
      parts.add(labels(comparison.target()));
    }
    if (vary(among, Comparison::map)) {
      parts.add("map " + MapName.of(comparison.map()));
    }
    if (vary(among, Comparison::perClass)) {
      parts.add(samples(comparison.perClass()));
    }
    if (vary(among, Comparison::width)) {
      parts.add(capacity(comparison.model()));
    }
    if (vary(among, Comparison::noise)) {
      parts.add(noise(comparison.noise()));
    }
    return String.join(", ", parts);
  }

  /** Whether comparisons differ in a value. */
  static boolean vary(List<Comparison> comparisons, Function<Comparison, Object> value) {
    return comparisons.stream().map(value).distinct().count() > 1;
  }

  static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String four(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  static String signed(double value) {
    return String.format(Locale.ROOT, "%+.4f", value);
  }

  /** The ends of an interval of differences. */
  static String interval(Estimate estimate) {
    return signed(estimate.low()) + " to " + signed(estimate.high());
  }

  /** A share as a number of percentage points: one decimal, or two if the number is small. */
  static String points(double share) {
    double points = 100 * share;
    return String.format(Locale.ROOT, Math.abs(points) < 0.1 ? "%.2f" : "%.1f", points);
  }

  /** The size of a difference whose interval excludes 0, in percentage points. */
  static String size(Estimate difference, int repeats) {
    return "%s percentage points (95 %% interval %s, %d repeats)"
        .formatted(two(100 * Math.abs(difference.value())), intervalOfSize(difference), repeats);
  }

  /** The interval of the size of a difference whose interval excludes 0, in percentage points. */
  static String intervalOfSize(Estimate difference) {
    double one = 100 * Math.abs(difference.low());
    double other = 100 * Math.abs(difference.high());
    return two(Math.min(one, other)) + " to " + two(Math.max(one, other));
  }

  /** A difference in percentage points with its sign and its interval. */
  static String change(Estimate difference, int repeats) {
    return String.format(
        Locale.ROOT,
        "%+.2f percentage points (95 %% interval %+.2f to %+.2f, %d repeats)",
        100 * difference.value(),
        100 * difference.low(),
        100 * difference.high(),
        repeats);
  }

  static String capital(String words) {
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
