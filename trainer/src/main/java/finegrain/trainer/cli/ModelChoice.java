package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import java.util.List;
import java.util.Optional;

/**
 * What a user names with {@code --model}: a family of architectures, or one architecture.
 *
 * @param family its name
 * @param exact the architecture, where the user names one
 */
record ModelChoice(String family, Optional<Architecture> exact) {
  /**
   * What a text such as {@code perceptron} or {@code perceptron(50)} names.
   *
   * @throws UserError if there is no such architecture
   */
  static ModelChoice parse(String text) {
    if (Architectures.families().contains(text)) {
      return new ModelChoice(text, Optional.empty());
    }
    try {
      Architecture exact = Architectures.parse(text);
      return new ModelChoice(exact.family(), Optional.of(exact));
    } catch (IllegalArgumentException unknown) {
      throw new UserError(
          "there is no model \"%s\"; choose one of %s, or one at a width such as %s"
              .formatted(
                  text, String.join(", ", Architectures.families()), Architectures.perceptron(50)),
          unknown);
    }
  }

  /**
   * The widths that the user chooses: those of the option, or that of the architecture.
   *
   * @throws UserError if there are both
   */
  Optional<List<Integer>> widths(List<Integer> option) {
    if (exact.isPresent() && !option.isEmpty()) {
      throw new UserError(
          "--model %s has a width already; leave out --widths, or give --model %s"
              .formatted(exact.get(), family));
    }
    return exact
        .map(one -> List.of(one.width()))
        .or(() -> option.isEmpty() ? Optional.empty() : Optional.of(option));
  }
}
