package finegrain.trainer.study;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the user asks of a study.
 *
 * @param options their values by name, defaults included
 * @param source of the samples, if the study takes data
 * @param seed of all random numbers
 */
public record StudySettings(
    SortedMap<String, String> options, Optional<DataSource> source, long seed) {
  /** Copies the map. */
  public StudySettings {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /** The value of an option; empty if it has no default and none is given. */
  public Optional<String> text(String option) {
    return Optional.ofNullable(options.get(option));
  }

  /**
   * The value of an option, which is one of some words.
   *
   * @throws UserError if it is none of them
   */
  public String word(String option, List<String> words) {
    String value = options.get(option);
    if (!words.contains(value)) {
      throw new UserError(
          "--%s must be one of %s, not \"%s\"".formatted(option, String.join(", ", words), value));
    }
    return value;
  }

  /**
   * The value of an option as a whole number.
   *
   * @throws UserError if it is none from {@code least} to {@code most}
   */
  public int count(String option, int least, int most) {
    return count(option, options.get(option), least, most);
  }

  /**
   * The value of an option as a list of whole numbers.
   *
   * @throws UserError if it has anything else, or a number out of range
   */
  public List<Integer> counts(String option, int least, int most) {
    return Arrays.stream(options.get(option).split(",", -1))
        .map(text -> count(option, text.strip(), least, most))
        .toList();
  }

  private static int count(String option, String value, int least, int most) {
    if (value.matches("[0-9]{1,9}")) {
      int count = Integer.parseInt(value);
      if (count >= least && count <= most) {
        return count;
      }
    }
    throw new UserError(
        "--%s must be a whole number from %d to %d, not \"%s\""
            .formatted(option, least, most, value));
  }

  /**
   * The value of an option as a number.
   *
   * @throws UserError if it is none, or out of range
   */
  public double number(String option, double least, double most) {
    List<Double> numbers = numbers(option, least, most);
    if (numbers.size() != 1) {
      throw new UserError(
          "--%s must be one number, not \"%s\"".formatted(option, options.get(option)));
    }
    return numbers.getFirst();
  }

  /**
   * The value of an option as a list of numbers.
   *
   * @throws UserError if it has anything else, or a number out of range
   */
  public List<Double> numbers(String option, double least, double most) {
    return Arrays.stream(options.get(option).split(",", -1))
        .map(text -> number(option, text, least, most))
        .toList();
  }

  private static double number(String option, String text, double least, double most) {
    try {
      double value = Double.parseDouble(text.strip());
      if (value >= least && value <= most) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // Said below.
    }
    throw new UserError(
        "--%s must have numbers from %s to %s, separated by commas, not \"%s\""
            .formatted(option, least, most, text));
  }
}
