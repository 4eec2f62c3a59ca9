package finegrain.trainer.experiment;

import finegrain.kernels.Activation;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Shape;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Task;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Rules;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Trace;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * All settings that change the bytes of the results. Threads, vector width and the choice between
 * the vector and the scalar backend do not.
 *
 * @param experiment its name
 * @param source of the samples; the folder of its files changes nothing
 * @param data SHA-256 of each data file, decompressed
 * @param families what is trained, in the order of the rows; at least one, each once
 * @param map the text of the map or tree from fine classes to coarse ones
 * @param perClass training images of each fine class, in increasing order
 * @param repeats number of repeats
 * @param epochs the longest training; 0 for as many as the protocols say
 * @param seed of all random numbers
 * @param options the experiment's own, by name
 * @param arithmetic {@code reference}, or the name of a backend with bits of its own
 */
public record Configuration(
    String experiment,
    DataSource source,
    SortedMap<String, String> data,
    List<ModelFamily> families,
    String map,
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

  /** The number of epochs in words where the protocol says it. */
  public static final String EPOCHS_OF_PROTOCOL = "by protocol";

  /** The option with several maps, separated by commas. */
  public static final String MAPS = "maps";

  private static final String BETWEEN_FAMILIES = ",";

  /** Copies the collections. */
  public Configuration {
    data = Collections.unmodifiableSortedMap(new TreeMap<>(data));
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    families = List.copyOf(families);
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

  /** All maps of a run with a map and an experiment's options: several, or the map alone. */
  public static List<String> maps(String map, SortedMap<String, String> options) {
    return options.containsKey(MAPS) ? List.of(options.get(MAPS).split(",")) : List.of(map);
  }

  /** All its maps. */
  public List<String> maps() {
    return maps(map, options);
  }

  /** The same for a process with another working folder. */
  public Configuration absolute() {
    return new Configuration(
        experiment,
        source.absolute(),
        data,
        families,
        map,
        perClass,
        repeats,
        epochs,
        seed,
        options,
        arithmetic);
  }

  /** The name of the data in results, with its scaling. */
  public String dataset() {
    return source.name();
  }

  private Configuration with(List<ModelFamily> others, SortedMap<String, String> otherOptions) {
    return new Configuration(
        experiment,
        source,
        data,
        others,
        map,
        perClass,
        repeats,
        epochs,
        seed,
        otherOptions,
        arithmetic);
  }

  /** The same for one of its families alone. */
  public Configuration of(ModelFamily family) {
    return with(List.of(family), options);
  }

  /** The same for each of its families, in order. */
  public List<Configuration> ofEach() {
    return families.stream().map(this::of).toList();
  }

  /** Whether models of several families are laid side by side. */
  public boolean hasSeveralFamilies() {
    return families.size() > 1;
  }

  /** The names of the families, separated by commas. */
  public String model() {
    return families.stream().map(ModelFamily::like).collect(Collectors.joining(BETWEEN_FAMILIES));
  }

  /** The name of the protocol, or one for each family, separated by commas, where they differ. */
  public String protocol() {
    List<String> names = families.stream().map(ModelFamily::protocol).toList();
    return names.stream().distinct().count() == 1
        ? names.getFirst()
        : String.join(BETWEEN_FAMILIES, names);
  }

  /** The widths of the first family. */
  public List<Integer> widths() {
    return families.getFirst().widths();
  }

  /**
   * The architectures of all families, one for each width.
   *
   * @throws UserError if there is no such family, or it cannot have such a width
   */
  public List<Architecture> architectures() {
    return families.stream().flatMap(family -> family.architectures().stream()).toList();
  }

  /**
   * The family of an architecture.
   *
   * @throws IllegalArgumentException if the configuration has no such architecture
   */
  public ModelFamily family(Architecture architecture) {
    return families.stream()
        .filter(family -> family.architectures().contains(architecture))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the run has no model " + architecture));
  }

  /**
   * Checks that all architectures can take the samples.
   *
   * @param input the shape of a sample
   * @throws UserError if one cannot
   */
  public void check(Shape input) {
    for (Architecture architecture : architectures()) {
      try {
        var _ = architecture.network(input, 1, Activation.RELU);
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
    return with(families, others);
  }

  /** How all its models are trained. */
  public Setup setup(Experiment ofModels, Task task) {
    Map<Architecture, Rules> rules = new HashMap<>();
    for (ModelFamily family : families) {
      Protocol protocol = Protocol.named(family.protocol(), source);
      int most = epochs > 0 ? epochs : ofModels.defaultEpochs(protocol);
      family.architectures().forEach(one -> rules.put(one, new Rules(protocol, most)));
    }
    return new Setup(
        task, rules::get, seed, ofModels.stopping(), ofModels.recordsWhole(), Trace.NONE);
  }

  /** The values of an option, which are separated by commas. */
  public List<String> values(String option) {
    return List.of(options.get(option).split(","));
  }
}
