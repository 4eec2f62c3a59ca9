package finegrain.trainer.experiment;

import finegrain.trainer.UserError;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;

/** The models of an experiment: every setting with every target. */
final class Models {
  static final ExperimentOption MATCH = new ExperimentOption("match", "width");

  private Models() {}

  /**
   * The models of one map, in order of samples, width, noise and repeat, with the targets as given.
   */
  static List<ModelSpec> of(Configuration configuration, List<Target> targets) {
    return of(configuration, List.of(configuration.map()), targets);
  }

  /** In order of samples, map, width, noise and repeat, with the targets as given. */
  static List<ModelSpec> of(Configuration configuration, List<String> maps, List<Target> targets) {
    List<ModelSpec> models = new ArrayList<>();
    for (int perClass : configuration.perClass()) {
      for (String map : maps) {
        for (Architecture model : configuration.architectures()) {
          for (LabelNoise noise : configuration.labelNoises()) {
            for (int repeat = 0; repeat < configuration.repeats(); repeat++) {
              for (Target target : targets) {
                models.add(new ModelSpec(model, perClass, repeat, map, target, noise));
              }
            }
          }
        }
      }
    }
    return models;
  }

  /** Coarse and fine, and coarse with matched parameters if {@code --match} asks for it. */
  static List<Target> coarseAndFine(Configuration configuration) {
    String match = configuration.options().get(MATCH.name());
    return switch (match) {
      case "width" -> List.of(Target.COARSE, Target.FINE);
      case "parameters" -> List.of(Target.COARSE, Target.FINE, new Target.Matched());
      default ->
          throw new UserError("--match must be width or parameters, not \"%s\"".formatted(match));
    };
  }

  /** The numbers of an option, each once. */
  static List<Double> numbers(Configuration configuration, String option) {
    List<Double> numbers = new ArrayList<>();
    for (String text : configuration.values(option)) {
      numbers.add(number(option, text));
    }
    return numbers.stream().distinct().toList();
  }

  /** A number from 0 on. */
  static double number(String option, String text) {
    double number;
    try {
      number = Double.parseDouble(text);
    } catch (NumberFormatException notANumber) {
      number = Double.NaN;
    }
    if (!(number >= 0) || Double.isInfinite(number)) {
      throw new UserError(
          "--%s must be numbers from 0 on, separated by commas; \"%s\" is none"
              .formatted(option, text));
    }
    // Not -0, which would be another text.
    return number + 0.0;
  }

  /** The whole numbers of an option, each once. */
  static List<Integer> wholeNumbers(Configuration configuration, String option, int least) {
    List<Integer> numbers = new ArrayList<>();
    for (String text : configuration.values(option)) {
      if (!text.matches("\\d{1,6}") || Integer.parseInt(text) < least) {
        throw new UserError(
            "--%s must be whole numbers from %d on, separated by commas; \"%s\" is none"
                .formatted(option, least, text));
      }
      numbers.add(Integer.parseInt(text));
    }
    return numbers.stream().distinct().toList();
  }
}
