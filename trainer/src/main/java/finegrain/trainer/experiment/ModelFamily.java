package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import java.util.List;
import java.util.Optional;

/**
 * Architectures that differ in their width alone, and how they are trained.
 *
 * @param like the name of the family, such as {@code perceptron}, or the text of one of them where
 *     a family does not tell all but the width, such as {@code vit(64,2,3)}
 * @param widths capacities of the architecture, in increasing order
 * @param protocol its name
 */
public record ModelFamily(String like, List<Integer> widths, String protocol) {
  /** Copies the list. */
  public ModelFamily {
    widths = List.copyOf(widths);
  }

  /**
   * The parts of a text of families that are separated by commas, such as {@code vit(64,4,6),cnn}.
   */
  public static List<String> likes(String text) {
    // Not the commas between the numbers of an architecture.
    return List.of(text.split(",(?![0-9,]*\\))", -1));
  }

  /**
   * The name of the family.
   *
   * @throws UserError if there is no such family
   */
  public String family() {
    return architectures().getFirst().family();
  }

  /**
   * The architectures, one for each width.
   *
   * @throws UserError if there is no such family, or it cannot have such a width
   */
  public List<Architecture> architectures() {
    return widths.stream().map(this::architecture).toList();
  }

  private Architecture architecture(int width) {
    Optional<Architecture> found;
    try {
      found = Architectures.of(like, width);
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
    return found.orElseThrow(
        () ->
            new UserError(
                "there is no model \"%s\"; choose one of %s"
                    .formatted(like, String.join(", ", Architectures.families()))));
  }
}
