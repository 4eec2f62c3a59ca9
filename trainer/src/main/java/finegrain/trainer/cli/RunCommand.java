package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.Peak;
import finegrain.trainer.UserError;
import finegrain.trainer.data.Dataset;
import finegrain.trainer.data.DatasetChoice;
import finegrain.trainer.data.Scale;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.labels.LabelMap;
import finegrain.trainer.labels.Task;
import finegrain.trainer.result.Machine;
import finegrain.trainer.result.Manifest;
import finegrain.trainer.result.Outcome;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.training.Meter;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.PhysicalCores;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Rehearsal;
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
import java.util.TreeSet;
import java.util.concurrent.Callable;
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

  @Parameters(paramLabel = "EXPERIMENT", description = "One of those that 'finegrain list' shows.")
  private String experimentName = "";

  @Option(
      names = "--dataset",
      paramLabel = "NAME",
      defaultValue = "mnist",
      description = "Data set, or csv:FILE or npz:FILE for your own (default: ${DEFAULT-VALUE}).")
  private String datasetName = "";

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
      defaultValue = "paper",
      description =
          "paper: as the paper describes it; released: as its authors' program does it (default:"
              + " ${DEFAULT-VALUE}).")
  private String protocolName = "";

  @Option(
      names = "--map",
      paramLabel = "DIGITS|FILE",
      description =
          "Coarse class, 0 or 1, of each fine class, such as 00001111; or a file with a fine class"
              + " and its coarse class in each line (default: the data set's own).")
  private Optional<String> mapText = Optional.empty();

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
      defaultValue = "" + Protocol.MOST_EPOCHS,
      description = "Longest training (default: ${DEFAULT-VALUE}).")
  private int epochs;

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

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Experiment experiment = Experiment.named(experimentName);
    DatasetChoice chosen = DatasetChoice.parse(datasetName);
    Scale scale = Scale.named(scaleName);
    Protocol protocol = Protocol.named(protocolName, chosen.name());
    LabelMap map = LabelMap.parse(chosen.map(mapText), chosen.fineClassNames());
    List<Integer> allWidths =
        sizes("--widths", widths.isEmpty() ? experiment.defaultWidths() : widths, MOST_UNITS);
    List<Integer> allPerClass =
        sizes(
            "--per-class",
            perClass.isEmpty() ? experiment.defaultPerClass() : perClass,
            Integer.MAX_VALUE);
    int repeatCount = size("--repeats", repeats.orElse(experiment.defaultRepeats()), MOST_REPEATS);
    size("--epochs", epochs, Integer.MAX_VALUE);
    int threadCount = size("--threads", threads.orElseGet(PhysicalCores::available), MOST_THREADS);
    int mostModels = size("--cohort", cohort.orElse(Integer.MAX_VALUE), Integer.MAX_VALUE);
    Shard shard = shardText.map(Shard::parse).orElse(Shard.WHOLE);
    Backends.Choice choice = backend();

    try (Rehearsal rehearsal = new Rehearsal(protocol, map, choice.backend())) {
      Dataset dataset = chosen.load(dataDir, unverified, scale);
      Task task = new Task(dataset, chosen.fineClasses(), map);
      Configuration configuration =
          new Configuration(
              experiment.name(),
              dataset.name(),
              dataset.sha256(),
              protocol.name(),
              map.digits(),
              allWidths,
              allPerClass,
              repeatCount,
              epochs,
              seed,
              choice.backend().referenceBits() ? "reference" : choice.backend().name());
      List<ModelSpec> models = shard.of(experiment.models(configuration));
      Sweep sweep =
          new Sweep(task, allPerClass, protocol, choice.backend(), seed, epochs, mostModels);

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
                    dataset.name(),
                    dataset.source(),
                    protocol.name(),
                    map.digits()));
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
                new Progress(console, finished, models.size(), work, sweep.meter(), threadCount);
            StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
          rehearsal.end();
          sweep.run(
              open,
              threadCount,
              Rehearsal::awaitCompilers,
              (model, seconds) -> {
                folder.add(model, seconds, threadCount);
                progress.step(model.spec().work());
              });
          progress.end();
          Outcome outcome = folder.writeResults(models);
          console.out().print(outcome.report());
          // After the results, so that nobody waits for it.
          OptionalDouble peak = Peak.gflops(threadCount, PEAK_SECONDS);
          Manifest manifest =
              new Manifest(
                  Main.Version.number(),
                  choice.reason(),
                  dataset.source().toString(),
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
