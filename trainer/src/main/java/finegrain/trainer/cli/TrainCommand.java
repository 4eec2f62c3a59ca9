package finegrain.trainer.cli;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.NetworkScorer;
import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.network.Network;
import finegrain.trainer.result.TrainingConfiguration;
import finegrain.trainer.result.TrainingFolder;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.Score;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finegrain train}: trains one network on one data set. */
@Command(
    name = "train",
    description = {
      "Train one network on one data set, and write its weights, curves and a report.",
      "",
      "The same command goes on with a training that was stopped, from its last checkpoint, to the"
          + " same bits; --threads may differ then, and --backend among those with the reference"
          + " bits.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  finegrain train --dataset mnist --model cnn --epochs 3",
      "  finegrain train --dataset cifar-10 --model resnet20 --seeds 1,2,3",
      "  finegrain train --dataset csv:mine.csv --model perceptron --width 20",
      "  finegrain train --load runs/DIR/weights.safetensors --epochs 0"
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class TrainCommand implements Callable<Integer> {
  private static final String RUNS = "runs";
  private static final int MOST_SEEDS = 1000;
  private static final int MOST_SECONDS = 1_000_000;

  @Mixin private DataOptions dataOptions = new DataOptions();

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description =
          "perceptron, cnn, cnn2, resnet20, vit or vit-b16, or one at a width, such as cnn(16) or"
              + " vit(64,4,6) (default: cnn, or that of --load).")
  private Optional<String> modelName = Optional.empty();

  @Option(
      names = "--width",
      paramLabel = "N",
      description =
          "Channels of the first stage, hidden units of a perceptron, or numbers of a token"
              + " (default: 16, 100 or 64).")
  private Optional<Integer> width = Optional.empty();

  @Option(
      names = "--per-class",
      paramLabel = "N",
      description = "Train on the first N samples of each class (default: all).")
  private Optional<Integer> perClass = Optional.empty();

  @Option(
      names = {"--validation", "--val"},
      paramLabel = "SHARE|test",
      defaultValue = "test",
      description =
          "Hold out the last samples of each class of the training set, such as 0.1 of them, to"
              + " judge each epoch by; or judge epochs by the test set (default:"
              + " ${DEFAULT-VALUE}).")
  private String validationText = "";

  @Mixin private RecipeOptions recipeOptions = new RecipeOptions();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of all random numbers (default: 1).")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      split = ",",
      description = "Train one network for each of several seeds, such as 1,2,3.")
  private List<Long> seeds = List.of();

  @Option(
      names = "--load",
      paramLabel = "FILE",
      description = "Begin with the weights of a safetensors file that this command wrote.")
  private Optional<Path> load = Optional.empty();

  @Option(
      names = "--save",
      paramLabel = "FILE",
      description = "Write the weights to this file too.")
  private Optional<Path> save = Optional.empty();

  @Option(
      names = "--checkpoint",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Time between two checkpoints (default: ${DEFAULT-VALUE}).")
  private int checkpointSeconds;

  @Mixin private ComputeOptions computeOptions = new ComputeOptions();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output folder (default: runs/ and a name of the configuration).")
  private Optional<Path> out = Optional.empty();

  private final Console console;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    recipeOptions.check();
    perClass.ifPresent(n -> RunCommand.size("--per-class", n, Integer.MAX_VALUE));
    save.ifPresent(file -> OutputFile.check("--save", file));
    double validation = validation();
    List<Long> allSeeds = allSeeds();
    if (checkpointSeconds < 0 || checkpointSeconds > MOST_SECONDS) {
      throw new UserError(
          "--checkpoint must be from 0 to %d seconds, not %d"
              .formatted(MOST_SECONDS, checkpointSeconds));
    }
    if (recipeOptions.epochs() == 0 && load.isEmpty()) {
      throw new UserError("--epochs 0 only tests weights; name them with --load, or train");
    }
    DataSource source = TrainingSource.stored(dataOptions.source("mnist"));
    Optional<NetworkFile> initial = load.map(NetworkFile::read);
    Architecture architecture = architecture(initial);
    ThreadCount threadCount = computeOptions.threads();
    Backends.Choice choice = computeOptions.backend();
    BackendEvent.write(choice.backend().name(), choice.reason(), choice.backend().referenceBits());
    TrainingSource loaded = TrainingSource.load(source, perClass, validation);
    check(architecture, loaded);
    initial.ifPresent(file -> check(file, architecture, loaded));
    if (recipeOptions.epochs() == 0) {
      test(initial.orElseThrow(), loaded, choice, threadCount);
      return 0;
    }
    Recipe recipe =
        recipeOptions.recipe(architecture, source.isPhotographs(), loaded.data().train().size());
    TrainingConfiguration configuration =
        new TrainingConfiguration(
            architecture,
            source,
            loaded.dataset().sha256(),
            perClass,
            validation,
            recipe,
            allSeeds,
            initial.map(
                file ->
                    new TrainingConfiguration.Initial(
                        load.orElseThrow(), file.parameters().sha256())),
            choice.backend().referenceBits() ? Configuration.REFERENCE : choice.backend().name());
    // Refuses an augmentation that the images cannot have, before a folder is made.
    recipe.augmentation().augmenter(loaded.data().shape(), 0, 0);
    Train train =
        new Train(
            console,
            configuration,
            loaded,
            initial,
            choice,
            computeOptions.advice(choice),
            threadCount,
            save,
            Duration.ofSeconds(checkpointSeconds));
    try (TrainingFolder folder = TrainingFolder.open(folder(configuration), configuration)) {
      train.execute(folder);
    }
    return 0;
  }

  private Path folder(TrainingConfiguration configuration) {
    if (out.isPresent() && out.get().toString().isEmpty()) {
      throw new UserError("--out must name a folder, and its value is empty");
    }
    return out.orElseGet(() -> Path.of(RUNS, configuration.folderName()));
  }

  private double validation() {
    if (validationText.equals("test")) {
      return 0;
    }
    double share = validationText.matches("\\d*\\.?\\d+") ? Double.parseDouble(validationText) : 0;
    if (!(share > 0 && share < 1)) {
      throw new UserError(
          "--validation must be test, or a share above 0 and below 1 such as 0.1, not \"%s\""
              .formatted(validationText));
    }
    return share;
  }

  private List<Long> allSeeds() {
    if (seed.isPresent() && !seeds.isEmpty()) {
      throw new UserError("give --seed or --seeds, not both");
    }
    if (seeds.size() > MOST_SEEDS || new HashSet<>(seeds).size() != seeds.size()) {
      throw new UserError("--seeds must be up to %d different numbers".formatted(MOST_SEEDS));
    }
    if (seeds.size() > 1 && save.isPresent()) {
      throw new UserError(
          "--save is for one network, and --seeds asks for %d; take the files of the output folder"
              .formatted(seeds.size()));
    }
    return seeds.isEmpty() ? List.of(seed.orElse(1L)) : seeds;
  }

  /** What the user names, or the architecture of the weights. */
  private Architecture architecture(Optional<NetworkFile> initial) {
    if (modelName.isEmpty() && width.isEmpty() && initial.isPresent()) {
      return initial.get().architecture();
    }
    String name = modelName.orElse("cnn");
    ModelChoice model = ModelChoice.parse(name);
    if (width.isPresent()) {
      RunCommand.size("--width", width.get(), ModelOptions.MOST_UNITS);
    }
    Optional<List<Integer>> widths = model.widths(width.stream().toList());
    try {
      return widths
          .flatMap(some -> Architectures.of(model.like(), some.getFirst()))
          .or(() -> Architectures.usual(model.like()))
          .orElseThrow();
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
  }

  private static void check(Architecture architecture, TrainingSource source) {
    try {
      architecture.network(source.data().shape(), source.data().classes(), Activation.RELU);
    } catch (ArithmeticException tooLarge) {
      throw new UserError(
          "%s has more parameters than an array can hold; choose a smaller width"
              .formatted(architecture),
          tooLarge);
    } catch (IllegalArgumentException misfit) {
      throw new UserError(misfit.getMessage(), misfit);
    }
  }

  private void check(NetworkFile file, Architecture architecture, TrainingSource source) {
    if (!file.architecture().equals(architecture)) {
      throw new UserError(
          "%s holds weights of %s, not of %s; leave out --model, or load others"
              .formatted(load.orElseThrow(), file.architecture(), architecture));
    }
    if (file.scaling() != source.source().scaling()) {
      throw new UserError(
          "%s holds weights for features of --scale %s; pass that too"
              .formatted(load.orElseThrow(), file.scaling()));
    }
    if (!file.input().equals(source.data().shape())
        || file.classNames().size() != source.data().classes()) {
      throw new UserError(
          "%s holds weights for samples of %s in %d classes, and %s has samples of %s in %d"
              .formatted(
                  load.orElseThrow(),
                  file.input(),
                  file.classNames().size(),
                  source.dataset().name(),
                  source.data().shape(),
                  source.data().classes()));
    }
  }

  /** Judges weights by the test samples. */
  private void test(
      NetworkFile file, TrainingSource source, Backends.Choice choice, ThreadCount threadCount) {
    Network network = file.network();
    try (Kernels kernels = choice.backend().open(threadCount.count())) {
      Score score =
          new NetworkScorer(
                  network,
                  source.data().test(),
                  Recipe.USUAL_BATCH,
                  network.block(file.parameters()),
                  network.stateBlock(file.parameters()))
              .score(kernels);
      console.say(
          String.format(
              Locale.ROOT,
              "%s on %s: test accuracy %.2f %%, loss %.4f",
              file.architecture(),
              source.dataset().name(),
              100 * score.accuracy(),
              score.loss()));
    }
  }
}
