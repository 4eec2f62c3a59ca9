package finegrain.trainer.data;

import java.util.List;
import java.util.Optional;

/**
 * The two sets of files of the user's own as they are trained on.
 *
 * @param sets scaled
 * @param scale by which they are
 * @param facts about the scaling
 */
record PreparedSets(Scaling.Sets sets, FeatureScale scale, List<Fact> facts) {
  /** Copies the list. */
  PreparedSets {
    facts = List.copyOf(facts);
  }

  /**
   * Scales the sets; where the user wants no scaling, pixels from 0 to 255 become 0 to 1, and
   * features that should be scaled are told.
   *
   * @param shown how messages name the files
   * @throws finegrain.trainer.UserError if a scaled feature is too large for single precision
   */
  static PreparedSets of(Scaling.Sets sets, Scaling scaling, String shown) {
    if (scaling != Scaling.NONE) {
      return alike(scaling.scale(sets.train()), sets, scaling, shown);
    }
    Optional<Scaling.Sets> pixels = PixelRange.of(sets.train(), sets.test());
    return pixels.isPresent()
        ? new PreparedSets(pixels.get(), PixelRange.SCALE, List.of(PixelRange.FACT))
        : new PreparedSets(
            sets, FeatureScale.NONE, FeatureRanges.of(sets.train()).hint().stream().toList());
  }

  /**
   * Scales the sets as others were.
   *
   * @param scaling where the scale comes from
   * @param shown how messages name the files
   * @throws finegrain.trainer.UserError if a scaled feature is too large for single precision
   */
  static PreparedSets alike(FeatureScale scale, Scaling.Sets sets, Scaling scaling, String shown) {
    return new PreparedSets(scaling.apply(scale, sets, shown), scale, List.of());
  }
}
