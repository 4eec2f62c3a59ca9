package finegrain.trainer.slurm;

import finegrain.trainer.ShellWords;
import finegrain.trainer.UserError;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Options of the user's own for sbatch.
 *
 * @param words as sbatch gets them
 */
public record SbatchOptions(List<String> words) {
  /**
   * The options that the jobs need for themselves, abbreviated or not. A short one may stand behind
   * others that have no value.
   */
  private static final Pattern OWN =
      Pattern.compile("--(ar|dep|pars|wr)[a-z]*(=.*)?|-[HhIkKOQsVvW]*[ad].*", Pattern.DOTALL);

  /** Copies the list. */
  public SbatchOptions {
    words = List.copyOf(words);
  }

  /**
   * The options of a text such as {@code --partition=cpu --time=4:00:00}; blanks in quotes separate
   * nothing.
   *
   * @throws UserError if it has anything but options, or one that the jobs need for themselves
   */
  public static SbatchOptions of(String text) {
    List<String> words =
        ShellWords.split(text)
            .orElseThrow(
                () -> new UserError("--sbatch has a quote that is not closed: %s".formatted(text)));
    for (String word : words) {
      if (OWN.matcher(word).matches()) {
        throw new UserError(
            "--sbatch must not have %s: finegrain gives --array, --dependency, --parsable and the"
                    .formatted(word)
                + " script itself");
      }
    }
    if (words.contains("--") || (!words.isEmpty() && !words.getFirst().startsWith("-"))) {
      throw new UserError(
          "--sbatch must be options of sbatch such as \"--partition=cpu --time=4:00:00\", not \"%s\""
              .formatted(text));
    }
    return new SbatchOptions(words);
  }
}
