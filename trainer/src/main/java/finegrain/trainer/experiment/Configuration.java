package finegrain.trainer.experiment;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings that change the bytes of the results. Threads, vector width and the choice between
 * the vector and the scalar backend do not.
 *
 * @param experiment its name
 * @param source of the samples; the folder of its files changes nothing
 * @param data SHA-256 of each data file, decompressed
 * @param protocol its name
 * @param model the family of its architectures, such as {@code perceptron}, or the text of one of
 *     them where a family does not tell all but the width, such as {@code vit(64,2,3)}
 * @param map the text of the map or tree from fine classes to coarse ones
 * @param widths capacities of the architecture, in increasing order
 * @param perClass training images of each fine class, in increasing order
 * @param repeats number of repeats
 * @param epochs the longest training
 * @param seed of all random numbers
 * @param options the experiment's own, by name
 * @param arithmetic {@code reference}, or the name of a backend with bits of its own
 */
public record Configuration(
    String experiment,
    DataSource source,
    SortedMap<String, String> data,
    String protocol,
    String model,
    String map,
    List<Integer> widths,
    List<Integer> perClass,
    int repeats,
    int epochs,
    long seed,
    SortedMap<String, String> options,
    String arithmetic) {
  /** The arithmetic of the reference bits. */
  public static final String REFERENCE = "reference";

  /** The option with the noises of the training labels. */
  public static final String LABEL_NOISE = "label-noise";

  /** Copies the collections. */
  public Configuration {
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    widths = List.copyOf(widths);
    perClass = List.copyOf(perClass);
  }

  /** What people must know of the bits of the results; empty for the reference bits. */
  public Optional<String> warningOfBits() {
    return warningOfBits(arithmetic);
  }

  /** The same of an arithmetic. */
  public static Optional<String> warningOfBits(String arithmetic) {
    return arithmetic.equals(REFERENCE)
        ? Optional.empty()
        : Optional.of(
            "These are not the reference bits: %s computes its own, and other machines may not repeat them."
                .formatted(arithmetic));
  }

  /** The name of the data in results, with its scaling. */
  public String dataset() {
    return source.name();
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
      found = Architectures.of(model, width);
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
    return found.orElseThrow(
        () ->
            new UserError(
                "there is no model \"%s\"; choose one of %s"
                    .formatted(model, String.join(", ", Architectures.families()))));
  }

  /**
   * Checks that all architectures can take the samples.
   *
   * @param input the shape of a sample
   * @param activation of hidden layers
   * @throws UserError if one cannot
   */
  public void check(Shape input, Activation activation) {
    for (Architecture architecture : architectures()) {
      try {
        architecture.network(input, 1, activation);
      } catch (IllegalArgumentException misfit) {
        throw new UserError(misfit.getMessage(), misfit);
      }
    }
  }

  /** Whether the noise of training labels is a factor of the run. */
  public boolean hasLabelNoise() {
    return options.containsKey(LABEL_NOISE);
  }

  /** The noises of training labels, the least first; no noise alone where it is no factor. */
  public List<LabelNoise> labelNoises() {
    return hasLabelNoise() ? LabelNoise.list(options.get(LABEL_NOISE)) : List.of(LabelNoise.NONE);
  }

  /** The same configuration with other options. */
  public Configuration with(SortedMap<String, String> others) {
    return new Configuration(
        experiment,
        source,
        data,
        protocol,
        model,
        map,
        widths,
        perClass,
        repeats,
        epochs,
        seed,
        others,
        arithmetic);
  }

  /** The values of an option, which are separated by commas. */
  public List<String> values(String option) {
    return List.of(options.get(option).split(","));
  }
}
