package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import java.util.List;
import java.util.Optional;

/**
 * What a user names with {@code --model}: a family of architectures, or one architecture.
 *
 * @param like what all widths share: the name of a family, or the text of an architecture with more
 *     numbers of its own
 * @param exact the architecture, where the user names one
 */
record ModelChoice(String like, Optional<Architecture> exact) {
  /**
   * What a text such as {@code perceptron} or {@code perceptron(50)} names.
   *
   * @throws UserError if there is no such architecture
   */
  static ModelChoice parse(String text) {
    Optional<Architecture> exact;
    try {
      exact = Architectures.find(text);
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
    if (exact.isPresent()) {
      Architecture one = exact.get();
      boolean byWidth = Architectures.of(one.family(), one.width()).equals(exact);
      return new ModelChoice(byWidth ? one.family() : text, exact);
    }
    if (Architectures.families().contains(text)) {
      return new ModelChoice(text, Optional.empty());
    }
    throw new UserError(
        "there is no model \"%s\"; choose one of %s, or one at a width such as %s"
            .formatted(
                text, String.join(", ", Architectures.families()), Architectures.perceptron(50)));
  }

  /** The name of the family. */
  String family() {
    return exact.map(Architecture::family).orElse(like);
  }

  /**
   * The widths that the user chooses: those of the option, or that of the architecture.
   *
   * @throws UserError if there are both
   */
  Optional<List<Integer>> widths(List<Integer> option) {
    boolean named = exact.isPresent() && !exact.get().toString().equals(like);
    if (named && !option.isEmpty()) {
      throw new UserError(
          "--model %s has a width already; leave out --widths, or give --model %s"
              .formatted(exact.get(), exact.get().family()));
    }
    return option.isEmpty() ? exact.map(one -> List.of(one.width())) : Optional.of(option);
  }
}
