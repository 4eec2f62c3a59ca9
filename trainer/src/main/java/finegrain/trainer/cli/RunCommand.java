package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.cluster.ClusterJob;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.engine.Rehearsal;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Defaults;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.labels.LabelledSource;
import finegrain.trainer.result.DividedRun;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.study.Study;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain run}: trains the models of an experiment and writes what was found. */
@Command(
    name = "run",
    description = {
      "Train the models of an experiment and compare coarse with fine labels.",
      "",
      "Lists multiply: every width is trained with every number of images. The same command"
          + " continues a run that was stopped; --threads and --backend may differ then.",
      ""
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    synopsisSubcommandLabel = "",
    commandListHeading = "%nExperiments with options of their own ('finegrain run NAME --help'):%n",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {
  private static final int MOST_REPEATS = 100_000;

  // Not required by the parser: the experiments with options of their own are subcommands.
  @Parameters(
      paramLabel = "EXPERIMENT",
      arity = "0..1",
      hideParamSyntax = true,
      description = "One of those that 'finegrain list' shows.")
  private String experimentName = "";

  @Mixin private DataOptions dataOptions = new DataOptions();

  @Mixin private ModelOptions modelOptions = new ModelOptions();

  @Option(
      names = "--map",
      paramLabel = "DIGITS|NAME|FILE",
      description =
          "Coarse class of each fine class, such as 00001111; a tree of several such maps, the"
              + " coarsest first, such as 00001111/00112233; the name of a tree that 'finegrain"
              + " list' shows; or a file with a fine class and its ancestors, the coarse one last,"
              + " in each line, separated by commas or tabs (default: the data set's own).")
  private Optional<String> mapText = Optional.empty();

  @Mixin private ExperimentOptions experimentOptions = new ExperimentOptions();

  @Option(
      names = "--per-class",
      paramLabel = "N",
      split = ",",
      description =
          "Training images of each fine class, such as 50,200 (default: the experiment's own).")
  private List<Integer> perClass = List.of();

  @Option(
      names = "--repeats",
      paramLabel = "N",
      description =
          "Repeats, each with its own split, order and weights (default: the experiment's own).")
  private Optional<Integer> repeats = Optional.empty();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Longest training (default: 700; 1500 by protocol circles, 60 for loss-correlation; by"
              + " protocol deep, whose trainings never stop early, as many as the training set"
              + " needs).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--cohort",
      paramLabel = "N",
      description =
          "Models that are trained side by side at most (default: as many as the processor's cache"
              + " holds). Does not change the results.")
  private Optional<Integer> cohort = Optional.empty();

  @Mixin private ComputeOptions computeOptions = new ComputeOptions();

  @Mixin private PlaceOptions placeOptions = new PlaceOptions();

  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "Train the K-th of N parts of the models, in a folder of its own; 'finegrain merge' joins"
              + " all N (default: all models).")
  private Optional<String> shardText = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output folder (default: runs/ and a name of the configuration).")
  private Optional<Path> out = Optional.empty();

  private final Console console;
  private final String command;
  private Supplier<Optional<String>> phases = Optional::empty;
  private Consumer<Backend> chosen = backend -> {};

  RunCommand(Console console) {
    this(console, "finegrain run");
  }

  /** The same as a part of another command. */
  RunCommand(Console console, String command) {
    this.console = console;
    this.command = command;
  }

  /** Takes a folder where the user has named none; which one it is then. */
  Path outElse(Path folder) {
    out = out.or(() -> Optional.of(folder));
    return out.get();
  }

  /** Has the progress line show the phases of the training, too. */
  void showPhases(Supplier<Optional<String>> words) {
    phases = words;
  }

  /** Tells of the backend when it is chosen, before anything is computed. */
  void whenChosen(Consumer<Backend> listener) {
    chosen = listener;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (experimentName.isEmpty()) {
      throw new UserError("EXPERIMENT is missing; see '%s --help'".formatted(command));
    }
    if (Study.named(experimentName).isPresent()) {
      // A part of another command: below 'finegrain run' a study is a command of its own.
      throw new UserError(
          "'%s' is not for %s; run it by 'finegrain run %s'"
              .formatted(command, experimentName, experimentName));
    }
    Experiment experiment =
        Experiment.named(experimentName, Study.all().stream().map(Study::name).toList());
    DataSource source = dataOptions.source(experiment.defaultDataset(modelOptions.names()));
    LabelledSource labelled = LabelledSource.of(source);
    List<ModelFamily> families = modelOptions.families(experiment, source);
    Map<String, Protocol> protocols = protocols(families, source);
    LabelledSource.GivenMap givenMap =
        labelled.map(
            mapText
                .or(() -> experimentOptions.halves(labelled))
                .orElseGet(() -> experiment.defaultMap(source, labelled.defaultMap())));
    String map = givenMap.text();
    SortedMap<String, String> options = experimentOptions.of(experiment, source, map);
    Defaults defaults = defaults(experiment, source, families);
    List<Integer> allPerClass =
        sizes(
            "--per-class", perClass.isEmpty() ? defaults.perClass() : perClass, Integer.MAX_VALUE);
    int repeatCount = size("--repeats", repeats.orElse(defaults.repeats()), MOST_REPEATS);
    int allEpochs =
        epochs
            .map(given -> size("--epochs", given, Integer.MAX_VALUE))
            .orElseGet(() -> defaultEpochs(experiment, protocols.values()));
    ThreadCount threadCount = computeOptions.threads();
    Optional<SlurmPlace> slurm = placeOptions.slurm(shardText, computeOptions.askedThreads());
    Optional<ClusterPlace> cluster = placeOptions.cluster(computeOptions.askedThreads());
    int mostModels = size("--cohort", cohort.orElse(Integer.MAX_VALUE), Integer.MAX_VALUE);
    Shard shard = shardText.map(Shard::parse).orElse(Shard.WHOLE);
    Backends.Choice choice = computeOptions.backend();
    chosen.accept(choice.backend());
    BackendEvent.write(choice.backend().name(), choice.reason(), choice.backend().referenceBits());

    try (Rehearsal rehearsal =
        slurm.isPresent() || cluster.isPresent()
            ? Rehearsal.none()
            : new Rehearsal(
                protocols.get(families.getFirst().protocol()),
                labelled.digitsLike(map),
                choice.backend())) {
      LabelledSource.Loaded loaded = labelled.load(Configuration.maps(map, options), seed);
      Configuration asked =
          new Configuration(
              experiment.name(),
              source,
              loaded.sha256(),
              families,
              map,
              allPerClass,
              repeatCount,
              allEpochs,
              seed,
              options,
              choice.backend().referenceBits() ? Configuration.REFERENCE : choice.backend().name());
      asked.check(loaded.task().shape());
      Configuration configuration =
          new ReferenceModel(console, asked.setup(experiment, loaded.task()), choice.backend())
              .resolve(asked);
      Path path = OutputFolder.of(out, configuration, shard);
      if (slurm.isPresent()) {
        slurm.get().checkDivides(part -> part.of(experiment.models(configuration)));
        slurm
            .get()
            .submit(
                console,
                experiment.name(),
                DividedRun.of(path, slurm.get().shards(), configuration));
        return 0;
      }
      List<ModelSpec> models = shard.of(experiment.models(configuration));
      Setup setup = configuration.setup(experiment, loaded.task());
      Sweep sweep = new Sweep(setup, allPerClass, choice.backend(), mostModels);
      Workforce workforce =
          cluster.isPresent()
              ? new ClusterWorkforce(
                  cluster.get(),
                  experiment,
                  configuration,
                  sweep,
                  ClusterJob.of(configuration, computeOptions.backendName(), mostModels))
              : new LocalWorkforce(experiment, configuration, sweep, threadCount, rehearsal);
      Run run =
          new Run(
              console,
              experiment,
              configuration,
              shard,
              loaded.readFrom(),
              DataDescription.of(labelled, loaded, givenMap, configuration.maps()),
              models,
              sweep,
              choice,
              computeOptions.advice(choice),
              workforce,
              phases);
      try (RunFolder folder = RunFolder.open(path, configuration, shard)) {
        run.execute(folder);
      }
    }
    return 0;
  }

  private static Map<String, Protocol> protocols(List<ModelFamily> families, DataSource source) {
    Map<String, Protocol> protocols = new LinkedHashMap<>();
    families.forEach(
        family -> protocols.put(family.protocol(), Protocol.named(family.protocol(), source)));
    return protocols;
  }

  /** The settings that all families share are those of the one that takes the fewest. */
  private static Defaults defaults(
      Experiment experiment, DataSource source, List<ModelFamily> families) {
    return families.stream()
        .map(family -> experiment.defaults(source, family.family()))
        .reduce(Defaults::shared)
        .orElseThrow();
  }

  /** The longest training if all protocols have the same; else 0, for what each one says. */
  private static int defaultEpochs(Experiment experiment, Collection<Protocol> protocols) {
    List<Integer> epochs = protocols.stream().map(experiment::defaultEpochs).distinct().toList();
    return epochs.size() == 1 ? epochs.getFirst() : 0;
  }

  /** The sizes in increasing order, each once. */
  private static List<Integer> sizes(String option, List<Integer> values, int most) {
    TreeSet<Integer> sorted = new TreeSet<>();
    for (int value : values) {
      sorted.add(size(option, value, most));
    }
    return List.copyOf(sorted);
  }

  static int size(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UserError(
          most == Integer.MAX_VALUE
              ? "%s must be at least 1, not %d".formatted(option, value)
              : "%s must be from 1 to %d, not %d".formatted(option, most, value));
    }
    return value;
  }
}
