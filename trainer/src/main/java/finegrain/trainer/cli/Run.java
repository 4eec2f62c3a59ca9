package finegrain.trainer.cli;

import finegrain.kernels.Backends;
import finegrain.kernels.host.LinuxFiles;
import finegrain.kernels.host.Machine;
import finegrain.trainer.data.Fact;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.event.PeakEvent;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.network.Architecture;
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
 * @param workforce that trains
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
    Workforce workforce,
    Supplier<Optional<String>> phases) {
  private static final int MOST_OF_MAPS = 100;

  /** Does what is left of the run in its folder; says so where nothing is. */
  void execute(RunFolder folder) throws IOException, InterruptedException {
    configuration.warningOfBits().ifPresent(console::say);
    if (folder.isFinished()) {
      console.say("This run is finished: its results are in %s".formatted(folder.path()));
      return;
    }
    List<ModelSpec> open = open(folder);
    try (Workforce.Team team = workforce.gather(folder.path())) {
      introduce(open.size(), team);
      train(open, folder, team);
    }
  }

  private void train(List<ModelSpec> open, RunFolder folder, Workforce.Team team)
      throws IOException, InterruptedException {
    OptionalLong before = LinuxFiles.ofThisMachine().residentBytes();
    double work = open.stream().mapToDouble(sweep::expectedFlops).sum();
    int finished = models.size() - open.size();
    try (Progress progress =
            new Progress(
                console, finished, models.size(), work, sweep.meter(), phases, team.threadsHere());
        StopNotice _ = new StopNotice(console, progress::end, progress::stopped)) {
      team.train(
          open,
          trained -> {
            folder.add(trained, team.threads());
            trained.forEach(its -> progress.step(sweep.expectedFlops(its.model().spec())));
          });
      progress.end();
      finish(folder, before, team);
    }
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
  private void introduce(int open, Workforce.Team team) {
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
    console.say(team.words());
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
    String maps = String.join(", ", configuration.maps());
    return maps.length() <= MOST_OF_MAPS ? maps : maps.substring(0, MOST_OF_MAPS) + "...";
  }

  /**
   * Writes the results of the models, which are all trained.
   *
   * @param before bytes of memory before the training
   */
  private void finish(RunFolder folder, OptionalLong before, Workforce.Team team)
      throws IOException {
    RunOutcome outcome =
        folder.writeResults(
            models,
            new RunMeasures(sweep).of(experiment.measurements(), folder.finished(models)),
            facts);
    console.out().print(outcome.summary().text());
    // After the results, so that nobody waits for it.
    int threads = team.threads();
    OptionalDouble peak = folder.effort().peak(team.peakGflops(), threads);
    peak.ifPresent(gflops -> PeakEvent.write(threads, gflops));
    Manifest manifest =
        new Manifest(
            Main.Version.number(),
            backend.reason(),
            readFrom,
            facts,
            threads,
            firstEpochSeconds(sweep.meter()),
            peak,
            folder.finished(models).stream().mapToDouble(sweep::denseFlops).sum(),
            Machine.current());
    folder.finish(outcome, manifest);
    console.say("");
    console.say(folder.effort().inWords(models.size(), peak, threads));
    if (team.threadsHere() > 0) {
      before.ifPresent(bytes -> console.say(manifest.memory(bytes)));
    }
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
