package finegrain.trainer.study;

import java.util.Optional;

/**
 * An option of a study. Its value is a text, which the study reads from its {@link StudySettings}.
 *
 * @param name on the command line, without dashes
 * @param label what stands for its value in the help, such as {@code N}
 * @param description for the help, one sentence with the default
 * @param value if the user gives none; empty if the study goes without one
 */
public record StudyOption(String name, String label, String description, Optional<String> value) {
  /** An option with a default. */
  public static StudyOption of(String name, String label, String description, Object value) {
    return new StudyOption(name, label, description, Optional.of(value.toString()));
  }

  /** An option that a study may go without. */
  public static StudyOption optional(String name, String label, String description) {
    return new StudyOption(name, label, description, Optional.empty());
  }
}
