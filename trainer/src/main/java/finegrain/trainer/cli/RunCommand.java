package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.Peak;
import finegrain.trainer.UserError;
import finegrain.trainer.data.DatasetChoice;
import finegrain.trainer.data.Scale;
import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.event.PeakEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Defaults;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.ExperimentOption;
import finegrain.trainer.experiment.GeneratedTasks;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.result.Machine;
import finegrain.trainer.result.Manifest;
import finegrain.trainer.result.Outcome;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.training.Meter;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.PhysicalCores;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Rehearsal;
import finegrain.trainer.training.Setup;
import finegrain.trainer.training.Sweep;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain run}: trains the models of an experiment and writes what was found. */
@Command(
    name = "run",
    description = {
      "Train the models of an experiment and compare coarse with fine labels.",
      "",
      "Lists multiply: every width with every number of images. A run that was stopped goes on with"
          + " the same command; threads and backend may be others then.",
      ""
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class RunCommand implements Callable<Integer> {
  private static final int MOST_UNITS = 65_536;
  private static final int MOST_THREADS = 4_096;
  private static final int MOST_REPEATS = 100_000;
  private static final double PEAK_SECONDS = 0.5;
  private static final String MAPS = "maps";

  @Parameters(paramLabel = "EXPERIMENT", description = "One of those that 'finegrain list' shows.")
  private String experimentName = "";

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      description =
          "Data set of 'finegrain list', or csv:FILE or npz:FILE for your own (default: the"
              + " experiment's own, mnist or circles).")
  private Optional<String> datasetName = Optional.empty();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description =
          "Folder that holds mnist, fashion-mnist, kmnist, cifar-10-batches-bin or"
              + " cifar-100-binary with the official files (default: the cache folder, to which"
              + " 'finegrain data fetch' brings them).")
  private Optional<Path> dataDir = Optional.empty();

  @Option(
      names = "--unverified",
      description = "Use data files whose checksums are not the official ones.")
  private boolean unverified;

  @Option(
      names = "--scale",
      paramLabel = "NAME",
      defaultValue = "none",
      description =
          "Scale each feature by the training set: standard (mean 0, deviation 1), unit (0 to 1)"
              + " or none (default: ${DEFAULT-VALUE}).")
  private String scaleName = "";

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      description =
          "paper: as the paper describes it; released: as its authors' program does it; circles:"
              + " for points in the plane (default: paper, or circles for such points).")
  private Optional<String> protocolName = Optional.empty();

  @Option(
      names = "--map",
      paramLabel = "DIGITS|NAME|FILE",
      description =
          "Coarse class of each fine class, such as 00001111; a tree of several such maps, the"
              + " coarsest first, such as 00001111/00112233; the name of a tree that 'finegrain"
              + " list' shows; or a file with a fine class and its ancestors, the coarse one last,"
              + " in each line (default: the data set's own).")
  private Optional<String> mapText = Optional.empty();

  @Option(
      names = "--match",
      paramLabel = "WHAT",
      description =
          "width, or parameters: then coarse models with as many parameters as the fine ones are"
              + " trained too (for capacity-scaling and dataset-scaling; default: width).")
  private Optional<String> match = Optional.empty();

  @Option(
      names = "--maps",
      paramLabel = "MAPS",
      description =
          "The maps to compare, separated by commas (for boundary-redundancy; for disc, distances"
              + " such as delta=0.1,delta=0.4).")
  private Optional<String> maps = Optional.empty();

  @Option(
      names = "--betas",
      paramLabel = "N",
      description =
          "Weights, such as 0,0.1,1: to compare (for beta-sweep), or one for each level of the tree"
              + " (for hierarchy-depth).")
  private Optional<String> betas = Optional.empty();

  @Option(
      names = "--clusters",
      paramLabel = "N",
      description = "Clusters inside each coarse class, such as 2,4,8 (for inferred-subclasses).")
  private Optional<String> clusters = Optional.empty();

  @Option(
      names = "--widths",
      paramLabel = "N",
      split = ",",
      description = "Hidden units, such as 5,10,50 (default: the experiment's own).")
  private List<Integer> widths = List.of();

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
          "Longest training (default: 700; 1500 by protocol circles, 60 for"
              + " loss-correlation).")
  private Optional<Integer> epochs = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Threads (default: the physical cores that the process may use). Does not change the"
              + " results.")
  private Optional<Integer> threads = Optional.empty();

  @Option(
      names = "--cohort",
      paramLabel = "N",
      description =
          "Models that are trained side by side at most (default: as many as the processor's cache"
              + " holds). Does not change the results.")
  private Optional<Integer> cohort = Optional.empty();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      defaultValue = "auto",
      description =
          "auto, vector or scalar, with the same results; or onednn, with results of its own"
              + " (default: ${DEFAULT-VALUE}). 'finegrain doctor' says which can run here.")
  private String backendName = "";

  @Option(
      names = "--onednn-library",
      paramLabel = "PATH",
      description = "oneDNN's library, a build of your own (default: the one that is fetched).")
  private Optional<Path> oneDnnLibrary = Optional.empty();

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
  private Supplier<Optional<String>> phases = Optional::empty;

  RunCommand(Console console) {
    this.console = console;
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

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment experiment = Experiment.named(experimentName);
    String named = datasetName.orElse(experiment.defaultDataset());
    Scale scale = Scale.named(scaleName);
    Subject subject =
        GeneratedTasks.isGenerated(named)
            ? new Subject.Generated(named, scale)
            : new Subject.FromFiles(DatasetChoice.parse(named), dataDir, unverified, scale);
    String name = subject.name();
    Protocol protocol =
        Protocol.named(protocolName.orElse(subject.defaultProtocol()), subject.unscaled());
    String map =
        mapText
            .map(subject::map)
            .orElseGet(() -> experiment.defaultMap(subject.unscaled(), subject.defaultMap()));
    SortedMap<String, String> options = options(experiment, name, map);
    Defaults defaults = experiment.defaults(name);
    List<Integer> allWidths =
        sizes("--widths", widths.isEmpty() ? defaults.widths() : widths, MOST_UNITS);
    List<Integer> allPerClass =
        sizes(
            "--per-class", perClass.isEmpty() ? defaults.perClass() : perClass, Integer.MAX_VALUE);
    int repeatCount = size("--repeats", repeats.orElse(defaults.repeats()), MOST_REPEATS);
    int mostEpochs =
        size(
            "--epochs",
            epochs.orElseGet(() -> experiment.defaultEpochs(protocol)),
            Integer.MAX_VALUE);
    int threadCount = size("--threads", threads.orElseGet(PhysicalCores::available), MOST_THREADS);
    int mostModels = size("--cohort", cohort.orElse(Integer.MAX_VALUE), Integer.MAX_VALUE);
    Shard shard = shardText.map(Shard::parse).orElse(Shard.WHOLE);
    Backends.Choice choice = backend();
    BackendEvent.write(choice.backend().name(), choice.reason(), choice.backend().referenceBits());

    try (Rehearsal rehearsal = new Rehearsal(protocol, subject.digitsLike(map), choice.backend())) {
      Subject.Loaded loaded = subject.load(allMaps(map, options), seed);
      Configuration configuration =
          new Configuration(
              experiment.name(),
              name,
              loaded.sha256(),
              protocol.name(),
              map,
              allWidths,
              allPerClass,
              repeatCount,
              mostEpochs,
              seed,
              options,
              choice.backend().referenceBits() ? "reference" : choice.backend().name());
      List<ModelSpec> models = shard.of(experiment.models(configuration));
      Setup setup =
          new Setup(
              loaded.task(),
              protocol,
              seed,
              mostEpochs,
              experiment.stopping(),
              experiment.recordsWhole());
      Sweep sweep = new Sweep(setup, allPerClass, choice.backend(), mostModels);

      Path path = OutputFolder.of(out, configuration, shard);
      try (RunFolder folder = RunFolder.open(path, configuration, shard)) {
        if (folder.isFinished()) {
          console.say("This run is finished: its results are in %s".formatted(folder.path()));
          return 0;
        }
        console.say(
            "%s on %s (%s), protocol %s, map %s"
                .formatted(
                    experiment.name(),
                    name,
                    loaded.source(),
                    protocol.name(),
                    shown(map, options)));
        console.say("backend: " + choice.reason());
        console.say("threads: " + threadCount);
        if (!shard.isWhole()) {
          console.say("shard:   " + shard);
        }
        List<ModelSpec> open = open(models, folder);
        OptionalLong before = Machine.residentBytes();
        long work = open.stream().mapToLong(ModelSpec::work).sum();
        int finished = models.size() - open.size();
        try (Progress progress =
                new Progress(
                    console, finished, models.size(), work, sweep.meter(), phases, threadCount);
            StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
          rehearsal.end();
          sweep.run(
              open,
              threadCount,
              Rehearsal::awaitCompilers,
              (model, seconds, _) -> {
                folder.add(model, seconds, threadCount);
                progress.step(model.spec().work());
              });
          progress.end();
          Outcome outcome =
              folder.writeResults(
                  models, experiment.measures(configuration, folder.finished(models), sweep));
          console.out().print(outcome.report());
          // After the results, so that nobody waits for it.
          OptionalDouble peak = Peak.gflops(threadCount, PEAK_SECONDS);
          peak.ifPresent(gflops -> PeakEvent.write(threadCount, gflops));
          Manifest manifest =
              new Manifest(
                  Main.Version.number(),
                  choice.reason(),
                  loaded.source(),
                  threadCount,
                  firstEpochSeconds(sweep.meter()),
                  peak,
                  Machine.current());
          folder.finish(outcome, manifest);
          console.say("");
          console.say(folder.effort().inWords(models.size(), peak, threadCount));
          before.ifPresent(bytes -> console.say(manifest.memory(bytes)));
          folder.files().forEach(file -> console.say("wrote " + file));
        }
      }
    }
    return 0;
  }

  /** The experiment's options, with what the user gives for them. */
  private SortedMap<String, String> options(Experiment experiment, String dataset, String map) {
    SortedMap<String, String> given = new TreeMap<>();
    match.ifPresent(value -> given.put("match", value));
    maps.ifPresent(value -> given.put(MAPS, value));
    betas.ifPresent(value -> given.put("betas", value));
    clusters.ifPresent(value -> given.put("clusters", value));
    SortedMap<String, String> options = new TreeMap<>();
    for (ExperimentOption option : experiment.options(dataset, map)) {
      options.put(option.name(), option.value());
    }
    for (String name : given.keySet()) {
      if (!options.containsKey(name)) {
        throw new UserError("--%s is not for %s; leave it out".formatted(name, experiment.name()));
      }
    }
    options.putAll(given);
    return options;
  }

  /** The maps that models of the run may have. */
  private static List<String> allMaps(String map, SortedMap<String, String> options) {
    return options.containsKey(MAPS) ? List.of(options.get(MAPS).split(",")) : List.of(map);
  }

  private static String shown(String map, SortedMap<String, String> options) {
    return String.join(", ", allMaps(map, options));
  }

  /** From the start of the launcher, which tells it, to the end of the first epoch. */
  private static OptionalDouble firstEpochSeconds(Meter meter) {
    Long started = Long.getLong("finegrain.started");
    if (started == null || meter.firstEpoch().isEmpty()) {
      return OptionalDouble.empty();
    }
    long ended = ChronoUnit.MICROS.between(Instant.EPOCH, meter.firstEpoch().get());
    return OptionalDouble.of((ended - started) * 1e-6);
  }

  /** The models that are left to train; says how many there are. */
  private List<ModelSpec> open(List<ModelSpec> models, RunFolder folder) {
    Set<ModelSpec> finished = new HashSet<>();
    for (TrainedModel model : folder.finished()) {
      finished.add(model.spec());
    }
    List<ModelSpec> open = new ArrayList<>(models);
    open.removeIf(finished::contains);
    console.say(
        finished.isEmpty()
            ? "models:  %d".formatted(models.size())
            : "models:  %d, of which %d are finished".formatted(models.size(), finished.size()));
    return open;
  }

  private Backends.Choice backend() {
    // The property by which module native is told; it loads a library once.
    oneDnnLibrary.ifPresent(
        path -> System.setProperty("finegrain.onednn.library", path.toString()));
    try {
      return Backends.choose(backendName);
    } catch (IllegalArgumentException | IllegalStateException unusable) {
      throw new UserError(unusable.getMessage(), unusable);
    }
  }

  /** The sizes in increasing order, each once. */
  private static List<Integer> sizes(String option, List<Integer> values, int most) {
    TreeSet<Integer> sorted = new TreeSet<>();
    for (int value : values) {
      sorted.add(size(option, value, most));
    }
    return List.copyOf(sorted);
  }

  private static int size(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new UserError(
          most == Integer.MAX_VALUE
              ? "%s must be at least 1, not %d".formatted(option, value)
              : "%s must be from 1 to %d, not %d".formatted(option, most, value));
    }
    return value;
  }
}
