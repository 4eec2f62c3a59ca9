package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.Peak;
import finegrain.kernels.host.LinuxFiles;
import finegrain.kernels.host.Machine;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Fact;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Rehearsal;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.event.PeakEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Measurement;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.result.Manifest;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.result.RunOutcome;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A run in which all is chosen: trains what is left of its models, writes what was found, and tells
 * the user of both.
 *
 * @param readFrom where the samples were read
 * @param facts what was understood of the data
 * @param models of its shard
 * @param advice on another backend
 * @param phases of the training, for the progress line
 */
record Run(
    Console console,
    Experiment experiment,
    Configuration configuration,
    Shard shard,
    String readFrom,
    List<Fact> facts,
    List<ModelSpec> models,
    Sweep sweep,
    Backends.Choice backend,
    Optional<String> advice,
    ThreadCount threadCount,
    Supplier<Optional<String>> phases) {
  private static final double PEAK_SECONDS = 0.2;
  private static final int MOST_OF_MAPS = 100;

  private int threads() {
    return threadCount.count();
  }

  /** Does what is left of the run in its folder; says so where nothing is. */
  void execute(RunFolder folder, Rehearsal rehearsal) throws IOException, InterruptedException {
    configuration.warningOfBits().ifPresent(console::say);
    if (folder.isFinished()) {
      console.say("This run is finished: its results are in %s".formatted(folder.path()));
      return;
    }
    List<ModelSpec> open = open(folder);
    introduce(open.size());
    OptionalLong before = LinuxFiles.ofThisMachine().residentBytes();
    double work = open.stream().mapToDouble(sweep::expectedFlops).sum();
    int finished = models.size() - open.size();
    try (Progress progress =
            new Progress(console, finished, models.size(), work, sweep.meter(), phases, threads());
        StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
      rehearsal.end();
      sweep.run(
          open,
          threads(),
          Rehearsal::awaitCompilers,
          (model, seconds, weights) -> {
            folder.add(model, seconds, threads(), regions(model.spec(), weights));
            progress.step(sweep.expectedFlops(model.spec()));
          });
      progress.end();
      finish(folder, before);
    }
  }

  /** What a model predicts over the plane, if the experiment draws that. */
  private Optional<DecisionRegions> regions(ModelSpec spec, Parameters weights) {
    DecisionGrid grid = new DecisionGrid(sweep);
    return experiment.measurements().contains(Measurement.DECISION_REGIONS)
            && configuration.source() instanceof DataSource.Generated
            && grid.draws(configuration, spec)
        ? Optional.of(grid.regions(spec, weights))
        : Optional.empty();
  }

  /** The models that are left to train. */
  private List<ModelSpec> open(RunFolder folder) {
    Set<ModelSpec> finished = new HashSet<>();
    for (TrainedModel model : folder.finished()) {
      finished.add(model.spec());
    }
    List<ModelSpec> open = new ArrayList<>(models);
    open.removeIf(finished::contains);
    return open;
  }

  /** Says what is to be trained on what. */
  private void introduce(int open) {
    console.say(
        "%s on %s (%s), protocol %s, map %s"
            .formatted(
                experiment.name(),
                configuration.dataset(),
                readFrom,
                configuration.protocol(),
                maps()));
    DataDescription.lines(facts).forEach(console::say);
    if (!configuration.model().equals(Perceptron.FAMILY)) {
      console.say(
          "  models    "
              + configuration.architectures().stream()
                  .map(Architecture::toString)
                  .collect(Collectors.joining(", ")));
    }
    console.say("backend: " + backend.reason());
    advice.ifPresent(console::say);
    console.say("threads: " + threadCount.words());
    if (!shard.isWhole()) {
      console.say("shard:   " + shard);
    }
    int finished = models.size() - open;
    console.say(
        finished == 0
            ? "models:  %d".formatted(models.size())
            : "models:  %d, of which %d are finished".formatted(models.size(), finished));
  }

  /** The maps, or the first digits of many. */
  private String maps() {
    String maps =
        String.join(", ", ExperimentOptions.maps(configuration.map(), configuration.options()));
    return maps.length() <= MOST_OF_MAPS ? maps : maps.substring(0, MOST_OF_MAPS) + "...";
  }

  /**
   * Writes the results of the models, which are all trained.
   *
   * @param before bytes of memory before the training
   */
  private void finish(RunFolder folder, OptionalLong before) throws IOException {
    RunOutcome outcome =
        folder.writeResults(
            models,
            new RunMeasures(sweep).of(experiment.measurements(), folder.finished(models)),
            facts);
    console.out().print(outcome.summary().text());
    // After the results, so that nobody waits for it.
    OptionalDouble peak = folder.effort().peak(Peak.gflops(threads(), PEAK_SECONDS), threads());
    peak.ifPresent(gflops -> PeakEvent.write(threads(), gflops));
    Manifest manifest =
        new Manifest(
            Main.Version.number(),
            backend.reason(),
            readFrom,
            facts,
            threads(),
            firstEpochSeconds(sweep.meter()),
            peak,
            folder.finished(models).stream().mapToDouble(sweep::denseFlops).sum(),
            Machine.current());
    folder.finish(outcome, manifest);
    console.say("");
    console.say(folder.effort().inWords(models.size(), peak, threads()));
    before.ifPresent(bytes -> console.say(manifest.memory(bytes)));
    folder.files().forEach(file -> console.say("wrote " + file));
    configuration.warningOfBits().ifPresent(console::say);
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
}
