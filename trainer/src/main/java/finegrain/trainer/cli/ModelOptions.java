package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Defaults;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.training.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The options of {@code finegrain run} that say which architectures are trained, and how. */
final class ModelOptions {
  static final int MOST_UNITS = 65_536;
  private static final String WIDTHS = "--widths";

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "paper: as the paper describes it; released: as its authors' program does it; circles:"
              + " for points in the plane; deep: as each architecture is usually trained; or one"
              + " for each model, such as paper,deep (default: paper for perceptrons, or circles"
              + " for points in the plane; deep for others).")
  private Optional<String> protocolNames = Optional.empty();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "Architecture of the networks: perceptron (one hidden layer), cnn, cnn2, resnet20, vit or"
              + " vit-b16; or at one width, such as perceptron(50), or with heads and depth, such"
              + " as vit(64,4,6); or several, such as perceptron,cnn, which are laid side by side"
              + " (default: perceptron).")
  private String modelNames = Perceptron.FAMILY;

  @Option(
      names = WIDTHS,
      paramLabel = "N",
      description =
          "Capacities of the model, such as 5,10,50: hidden units of a perceptron, channels of the"
              + " first stage of a convolutional network, numbers of a token of a transformer; or a"
              + " list for each model, such as 5,10/4,8 (default: the experiment's own).")
  private Optional<String> widthLists = Optional.empty();

  /**
   * The names of the families.
   *
   * @throws UserError if there is no such family
   */
  List<String> names() {
    return choices().stream().map(ModelChoice::family).toList();
  }

  /**
   * What the user chooses.
   *
   * @throws UserError if it makes no sense
   */
  List<ModelFamily> families(Experiment experiment, DataSource source) {
    List<ModelChoice> choices = choices();
    List<String> protocols = protocols(choices, source);
    List<List<Integer>> widths = widths(choices.size());
    List<ModelFamily> families = new ArrayList<>();
    for (int model = 0; model < choices.size(); model++) {
      ModelChoice choice = choices.get(model);
      Defaults defaults = experiment.defaults(source, choice.family());
      List<Integer> own =
          choice
              .widths(widths.isEmpty() ? List.of() : widths.get(model))
              .orElseGet(defaults::widths);
      families.add(new ModelFamily(choice.like(), sizes(own), protocols.get(model)));
    }
    return families;
  }

  private List<ModelChoice> choices() {
    List<ModelChoice> choices =
        ModelFamily.likes(modelNames).stream().map(ModelChoice::parse).toList();
    for (int model = 1; model < choices.size(); model++) {
      String like = choices.get(model).like();
      if (choices.subList(0, model).stream().anyMatch(one -> one.like().equals(like))) {
        throw new UserError(
            "--model names %s twice; name it once, with all its --widths".formatted(like));
      }
    }
    return choices;
  }

  private List<String> protocols(List<ModelChoice> choices, DataSource source) {
    if (protocolNames.isEmpty()) {
      return choices.stream().map(choice -> protocol(choice, source)).toList();
    }
    List<String> names = List.of(protocolNames.get().split(",", -1));
    // An unknown name is an error before any other.
    names.forEach(name -> Protocol.named(name, source));
    checkCount("--protocol", names.size(), "names", choices.size());
    return choices.stream()
        .map(choice -> names.get(names.size() == 1 ? 0 : choices.indexOf(choice)))
        .toList();
  }

  /** The protocol of points in the plane is for all architectures that can take them. */
  private static String protocol(ModelChoice choice, DataSource source) {
    return source instanceof DataSource.Generated || choice.family().equals(Perceptron.FAMILY)
        ? source.defaultProtocol()
        : Protocol.DEEP;
  }

  /** A list for each model; empty if the user gives none. */
  private List<List<Integer>> widths(int models) {
    if (widthLists.isEmpty()) {
      return List.of();
    }
    List<List<Integer>> lists = new ArrayList<>();
    for (String list : widthLists.get().split("/", -1)) {
      List<Integer> widths = new ArrayList<>();
      for (String width : list.split(",", -1)) {
        widths.add(number(width));
      }
      lists.add(widths);
    }
    checkCount(WIDTHS, lists.size(), "lists", models);
    while (lists.size() < models) {
      lists.add(lists.getFirst());
    }
    return lists;
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException notWhole) {
      throw new UserError(
          "%s must be a whole number of at most %d, not \"%s\""
              .formatted(WIDTHS, Integer.MAX_VALUE, text),
          notWhole);
    }
  }

  private static void checkCount(String option, int count, String what, int models) {
    if (count != 1 && count != models) {
      throw new UserError(
          "%s has %d %s for %d %s; give one for all, or one for each"
              .formatted(option, count, what, models, models == 1 ? "model" : "models"));
    }
  }

  /** The widths in increasing order, each once. */
  private static List<Integer> sizes(List<Integer> values) {
    TreeSet<Integer> sorted = new TreeSet<>();
    values.forEach(value -> sorted.add(RunCommand.size(WIDTHS, value, MOST_UNITS)));
    return List.copyOf(sorted);
  }
}
