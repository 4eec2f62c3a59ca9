package finegrain.trainer.experiment;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sizes at which the deep networks of a family end in minutes on two cores, for experiments
 * whose own sizes are those of perceptrons.
 *
 * @param widths of an experiment with several widths
 * @param width of an experiment with several training sets and two kinds of labels
 * @param narrow the width of an experiment with more models in each repeat
 * @param perClass training samples of each fine class in an experiment over training sets
 * @param many training samples of each fine class where few are set against many
 * @param repeats at least as many as an interval needs
 */
record NetworkScale(
    List<Integer> widths, int width, int narrow, List<Integer> perClass, int many, int repeats) {
  static final int FEW = 50;

  private static final Map<String, NetworkScale> BY_FAMILY =
      Map.of(
          "cnn",
          new NetworkScale(List.of(2, 4, 8), 4, 4, List.of(50, 100, 200, 500), 500, 8),
          "cnn2",
          new NetworkScale(List.of(2, 4, 8), 4, 4, List.of(50, 100, 200, 500), 500, 8),
          "resnet20",
          new NetworkScale(List.of(2, 4, 8), 4, 2, List.of(50, 100, 200), 200, 6),
          "vit",
          new NetworkScale(List.of(8, 16, 32), 16, 8, List.of(50, 100, 200), 200, 6));

  /** The scale of a family; empty for one that is trained as fast as perceptrons. */
  static Optional<NetworkScale> of(String family) {
    return Optional.ofNullable(BY_FAMILY.get(family));
  }

  /** Several widths, with few samples. */
  Defaults overWidths() {
    return new Defaults(widths, List.of(FEW), repeats);
  }

  /** Several training sets, with one width. */
  Defaults overSamples() {
    return new Defaults(List.of(width), perClass, repeats);
  }

  /** The narrowest width, with few samples, where all samples are scored after each epoch. */
  Defaults narrowest() {
    return new Defaults(widths.subList(0, 1), List.of(FEW), repeats);
  }

  /** One width, with few samples and several maps. */
  Defaults overMaps() {
    return new Defaults(List.of(narrow), List.of(FEW), repeats);
  }

  /** One width, with few and with many samples. */
  Defaults fewAndMany() {
    return new Defaults(List.of(narrow), List.of(FEW, many), repeats);
  }
}
