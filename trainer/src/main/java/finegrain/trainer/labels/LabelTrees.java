package finegrain.trainer.labels;

import finegrain.trainer.data.DataSource;
import java.util.Map;
import java.util.Optional;

/** Trees of the published data sets, over their fine classes in the order of a map's digits. */
public final class LabelTrees {
  /** The tree that the folders of iNaturalist carry, whatever classes there are. */
  static final String TAXONOMY = "taxonomy";

  private LabelTrees() {}

  /**
   * A tree and its name.
   *
   * @param name as the user gives it
   * @param text of the tree
   */
  public record Named(String name, String text) {}

  private static final Map<String, Named> BY_DATASET =
      Map.of(
          "mnist",
          new Named("halves-and-quarters", "00001111/00112233"),
          "kmnist",
          new Named("halves-and-quarters", "00001111/00112233"),
          // Clothes for the body or not; tops, dresses, shoes and bags.
          "fashion-mnist",
          new Named("garments", "00001111/01002232"),
          // Living or not; by air, road and water, birds and mammals.
          "cifar-10",
          new Named("natural", "00001111/01213343"));

  /** The tree of a source; empty if it has none. */
  public static Optional<Named> of(DataSource source) {
    return source instanceof DataSource.Published published
        ? of(published.dataset().name())
        : Optional.empty();
  }

  /** The tree of a published data set; empty if it has none. */
  public static Optional<Named> of(String dataset) {
    return Optional.ofNullable(BY_DATASET.get(dataset));
  }
}
