package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.trainer.UserError;
import finegrain.trainer.cluster.ClusterJob;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.event.BackendEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.result.DividedRun;
import finegrain.trainer.result.StudyConfiguration;
import finegrain.trainer.result.StudyFolder;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Study;
import finegrain.trainer.study.StudyOption;
import finegrain.trainer.study.StudySettings;
import finegrain.trainer.study.Unit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code finegrain run STUDY}: an experiment with options of its own. */
@Command(
    sortOptions = false,
    abbreviateSynopsis = true,
    optionListHeading = "%nOptions:%n",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class StudyCommand implements Callable<Integer> {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all random numbers (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ComputeOptions computeOptions = new ComputeOptions();

  @Mixin private PlaceOptions placeOptions = new PlaceOptions();

  @Option(
      names = "--shard",
      paramLabel = "K/N",
      description =
          "Compute the K-th of N parts of the work, in a folder of its own; 'finegrain merge' joins"
              + " all N (default: all of it).")
  private Optional<String> shardText = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output folder (default: runs/ and a name of the configuration).")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec = CommandSpec.create();

  /** Before the options that all studies have, whose order is -1. */
  private static final int DATA_ORDER = -2;

  private final DataOptions dataOptions = new DataOptions();
  private final SortedMap<String, String> options = new TreeMap<>();
  private final Study study;
  private final Console console;

  private StudyCommand(Study study, Console console) {
    this.study = study;
    this.console = console;
  }

  /** The command of a study, below {@code finegrain run}. */
  static CommandLine of(Study study, Console console) {
    StudyCommand command = new StudyCommand(study, console);
    CommandSpec spec = CommandSpec.forAnnotatedObject(command);
    spec.usageMessage()
        .description(
            "%s%s."
                .formatted(
                    Character.toUpperCase(study.description().charAt(0)),
                    study.description().substring(1)),
            "",
            "The same command continues a run that was stopped; --threads and --backend may differ"
                + " then.");
    if (study.defaultDataset().isPresent()) {
      for (OptionSpec option : CommandSpec.forAnnotatedObject(command.dataOptions).options()) {
        spec.addOption(OptionSpec.builder(option).order(DATA_ORDER).build());
      }
    }
    // They come first.
    int order = DATA_ORDER - study.options().size();
    for (StudyOption option : study.options()) {
      spec.addOption(
          OptionSpec.builder("--" + option.name())
              .type(String.class)
              .paramLabel(option.label())
              .description(option.description())
              .defaultValue(option.value().orElse(null))
              .order(order++)
              .setter(
                  new CommandLine.Model.ISetter() {
                    @Override
                    @SuppressWarnings("unchecked") // The interface says: the value before.
                    public <T> T set(T value) {
                      return value == null
                          ? null
                          : (T) command.options.put(option.name(), value.toString());
                    }
                  })
              .build());
    }
    return new CommandLine(spec);
  }

  /** What stands before the name of the study are options of other experiments. */
  private void checkFirst() {
    if (spec.parent() != null
        && !spec.parent().commandLine().getParseResult().matchedArgs().isEmpty()) {
      throw new UserError(
          "%s has options of its own; write them after its name, as 'finegrain run %s --help' shows"
              .formatted(study.name(), study.name()));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    checkFirst();
    Optional<DataSource> source = study.defaultDataset().map(dataOptions::source);
    StudySettings settings = new StudySettings(options, source, seed);
    ThreadCount threads = computeOptions.threads();
    Optional<SlurmPlace> slurm = placeOptions.slurm(shardText, computeOptions.askedThreads());
    Optional<ClusterPlace> cluster = placeOptions.cluster(computeOptions.askedThreads());
    Shard shard = shardText.map(Shard::parse).orElse(Shard.WHOLE);
    Backends.Choice choice = computeOptions.backend();
    BackendEvent.write(choice.backend().name(), choice.reason(), choice.backend().referenceBits());
    Plan plan = study.plan(settings);
    List<Unit> units = plan.of(shard);
    StudyConfiguration configuration =
        new StudyConfiguration(
            study,
            settings,
            plan.data(),
            choice.backend().referenceBits() ? Configuration.REFERENCE : choice.backend().name());
    Path path = OutputFolder.of(out, configuration.folderName(shard));
    if (slurm.isPresent()) {
      slurm.get().checkDivides(plan::of);
      slurm
          .get()
          .submit(console, study.name(), DividedRun.of(path, slurm.get().shards(), configuration));
      return 0;
    }
    try (StudyFolder folder = StudyFolder.open(path, configuration, shard)) {
      new StudyRun(
              console,
              configuration,
              plan,
              shard,
              units,
              choice,
              computeOptions.advice(choice),
              cluster.isPresent()
                  ? new UnitWorkforce.OfCluster(
                      cluster.get(),
                      plan,
                      study.name(),
                      ClusterJob.of(configuration, computeOptions.backendName()))
                  : new UnitWorkforce.OfThreads(choice.backend(), threads))
          .execute(folder);
    }
    return 0;
  }
}
