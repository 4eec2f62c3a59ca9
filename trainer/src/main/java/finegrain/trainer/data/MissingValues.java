package finegrain.trainer.data;

import finegrain.trainer.UserError;
import java.util.Locale;
import java.util.Set;

/** What becomes of lines that lack a value, and how files write that one is missing. */
public enum MissingValues {
  /** They are an error. */
  REFUSE,
  /** They are left out. */
  DROP,
  /** A missing feature becomes the mean of the training samples that have it. */
  MEAN;

  private static final Set<String> SPELLINGS =
      Set.of(
          "", "na", "n/a", "nan", "-nan", "null", "none", "<na>", "#n/a", "#na", "?", "-", "--",
          "nil", ".");

  /** Without words that may well name a class, such as none, - and Na. */
  private static final Set<String> LABEL_SPELLINGS =
      Set.of(
          "", "NA", "N/A", "n/a", "NaN", "nan", "NAN", "-nan", "NULL", "null", "Null", "<NA>",
          "#N/A", "#NA", "?");

  /**
   * The way of a name on the command line.
   *
   * @throws UserError if there is none
   */
  public static MissingValues named(String name) {
    return switch (name) {
      case "drop" -> DROP;
      case "mean" -> MEAN;
      default ->
          throw new UserError("--missing must be drop or mean, and not \"%s\"".formatted(name));
    };
  }

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether a feature is missing, if a field has this text without blanks at its ends. */
  static boolean isFeature(String text) {
    return text.length() <= 4 && SPELLINGS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** Whether a label is missing, if a field has this text without blanks at its ends. */
  static boolean isLabel(String text) {
    return LABEL_SPELLINGS.contains(text);
  }
}
