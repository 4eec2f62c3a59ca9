package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Regroupings;
import finegrain.trainer.analysis.Regroupings.Grouping;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.labels.LabelledSet;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Setup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fine model by whose confusions {@code --regroupings} chooses maps: the first repeat of the
 * first architecture, with the most samples. It is trained before the models of the run, one of
 * which has its weights.
 */
record ReferenceModel(Console console, Setup setup, Backend backend) {
  /** The option that asks for it. */
  static final String REGROUPINGS = "regroupings";

  private static final int BATCH = 256;

  /**
   * The configuration with maps in the place of the number of regroupings, so that it needs no
   * reference model; the configuration itself if it asks for none.
   *
   * @throws UserError if the number makes no sense
   */
  Configuration resolve(Configuration configuration) throws InterruptedException {
    String number = configuration.options().get(REGROUPINGS);
    if (number == null) {
      return configuration;
    }
    if (!number.matches("\\d{1,6}") || Integer.parseInt(number) < 2) {
      throw new UserError(
          "--regroupings must be a whole number from 2 on, not \"%s\"".formatted(number));
    }
    int count = Integer.parseInt(number);
    ModelSpec spec =
        new ModelSpec(
            configuration.architectures().getFirst(),
            configuration.perClass().getLast(),
            0,
            configuration.map(),
            Target.FINE);
    int[][] confusions = confusions(spec);
    Regroupings regroupings = Regroupings.of(confusions, configuration.seed());
    if (count > regroupings.groupings().size()) {
      throw new UserError(
          "--regroupings %d are more than there are: the %d classes have %d groupings into halves; give at most so many"
              .formatted(count, confusions.length, regroupings.groupings().size()));
    }
    List<Grouping> chosen = regroupings.spread(count);
    console.say(
        String.format(
            Locale.ROOT,
            "regroupings: %d of %d, whose average confusion ratios go from %.2f to %.2f by %s",
            count,
            regroupings.groupings().size(),
            chosen.getFirst().ratio(),
            chosen.getLast().ratio(),
            "a fine model of %d samples per class".formatted(spec.perClass())));
    TreeMap<String, String> options = new TreeMap<>(configuration.options());
    options.remove(REGROUPINGS);
    options.put(
        Configuration.MAPS,
        chosen.stream().map(one -> one.map().text()).collect(Collectors.joining(",")));
    return configuration.with(options);
  }

  /** How many held-out samples of a fine class (row) the model takes for each class (column). */
  private int[][] confusions(ModelSpec spec) throws InterruptedException {
    List<Parameters> trained = new ArrayList<>();
    new Sweep(setup, List.of(spec.perClass()), backend, 1)
        .run(List.of(spec), 1, (model, seconds, weights) -> trained.add(weights));
    LabelTree tree = setup.task().tree(spec.map());
    Objective objective = setup.protocol(spec).objective(spec.target(), tree);
    Network network =
        spec.model()
            .network(setup.task().shape(), objective.outputs(), setup.protocol(spec).activation());
    LabelledSet pool = setup.task().pool(spec.repeat());
    int[] fine = setup.task().fineClasses(spec.map(), pool);
    int[] test = setup.task().split(setup.seed(), spec.repeat()).test();
    int[][] confusions = new int[tree.fineClasses()][tree.fineClasses()];
    try (Kernels kernels = backend.open()) {
      for (int from = 0; from < test.length; from += BATCH) {
        int[] batch = Arrays.copyOfRange(test, from, Math.min(test.length, from + BATCH));
        Matrix logits = network.logits(kernels, trained.getFirst(), pool.only(batch).features());
        int[] predictions = new int[batch.length];
        objective.predict(logits, predictions);
        for (int i = 0; i < batch.length; i++) {
          confusions[fine[batch[i]]][predictions[i]]++;
        }
      }
    }
    return confusions;
  }
}
