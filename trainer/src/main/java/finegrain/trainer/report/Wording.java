package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Statistics.Estimate;
import finegrain.trainer.labels.Target;
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
      case Target.Matched _ -> "coarse, matched parameters";
      case Target.Level(int level) -> "level " + level;
      case Target.Blended blended -> blended.toString().replace("=", " ").replace(":", ", ");
      case Target.Inferred(int clusters) -> clusters + " clusters a class";
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

  /** A training set's size. */
  static String samples(int perClass) {
    return perClass + " samples a class";
  }

  /** A model's size. */
  static String capacity(Comparison comparison) {
    return comparison.width() + " " + comparison.model().widthUnit();
  }

  /** What sets a comparison apart from others; empty if there is no other. */
  static String setting(Comparison comparison, List<Comparison> among) {
    List<String> parts = new ArrayList<>();
    if (vary(among, Comparison::target)) {
      parts.add(labels(comparison.target()));
    }
    if (vary(among, Comparison::map)) {
      parts.add("map " + comparison.map());
    }
    if (vary(among, Comparison::perClass)) {
      parts.add(samples(comparison.perClass()));
    }
    if (vary(among, Comparison::width)) {
      parts.add(capacity(comparison));
    }
    return String.join(", ", parts);
  }

  /** Whether comparisons differ in something. */
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

  /** A share as percentage points, without their name: one decimal, or two if it is small. */
  static String points(double share) {
    double points = 100 * share;
    return String.format(Locale.ROOT, Math.abs(points) < 0.1 ? "%.2f" : "%.1f", points);
  }

  /** The size of a difference in percentage points, with its interval; its sign is said before. */
  static String size(Estimate difference, int repeats) {
    double sign = difference.value() < 0 ? -1 : 1;
    double one = sign * difference.low();
    double other = sign * difference.high();
    return "%s percentage points (95 %% interval %s to %s, %d repeats)"
        .formatted(
            two(100 * sign * difference.value()),
            two(100 * Math.min(one, other)),
            two(100 * Math.max(one, other)),
            repeats);
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
