package finegrain.trainer.cli;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.trainer.engine.NetworkState;
import finegrain.trainer.engine.NetworkTraining;
import finegrain.trainer.engine.SeedTrainings;
import finegrain.trainer.engine.ThreadDivision;
import finegrain.trainer.network.Network;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.result.TrainingConfiguration;
import finegrain.trainer.result.TrainingFolder;
import finegrain.trainer.training.Recipe;
import finegrain.trainer.training.TrainedNetwork;
import finegrain.trainer.weights.NetworkFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A training in which all is chosen: trains what is left of its networks, writes what came of it,
 * and tells the user of both.
 *
 * @param initial weights to begin with
 * @param advice on another backend
 * @param save where the weights go beside the folder
 * @param checkpoints time between two checkpoints of a network
 */
record Train(
    Console console,
    TrainingConfiguration configuration,
    TrainingSource source,
    Optional<NetworkFile> initial,
    Backends.Choice backend,
    Optional<String> advice,
    ThreadCount threadCount,
    Optional<Path> save,
    Duration checkpoints) {
  private Recipe recipe() {
    return configuration.recipe();
  }

  private Network network() {
    return configuration
        .architecture()
        .network(
            source.data().shape(), source.data().classes(), Activation.RELU, recipe().dropout());
  }

  private boolean isSingle() {
    return configuration.seeds().size() == 1;
  }

  /** Does what is left of the training in its folder; says so where nothing is. */
  void execute(TrainingFolder folder) throws IOException, InterruptedException {
    configuration.warningOfBits().ifPresent(console::say);
    if (folder.isFinished()) {
      console.say("This training is finished: its results are in %s".formatted(folder.path()));
      save(folder);
      return;
    }
    Network network = network();
    double flops =
        (double) (network.forwardFlops() + network.backwardFlops()) * recipe().batchSize();
    ThreadDivision division =
        ThreadDivision.of(configuration.seeds().size(), threadCount.count(), flops);
    introduce(network, division);
    long begin = System.nanoTime();
    long steps = Math.ceilDiv(source.data().train().size(), recipe().batchSize());
    try (TrainProgress progress =
            new TrainProgress(console, configuration.seeds().size(), recipe().epochs(), steps);
        StopNotice _ = new StopNotice(console, progress::end, this::stopped)) {
      TrainWatch watch =
          new TrainWatch(
              folder,
              progress,
              recipe().epochs(),
              isSingle(),
              configuration.validation() == 0 ? "test" : "validation",
              checkpoints,
              this::file);
      new SeedTrainings(
              backend.backend(),
              division,
              (seed, kernels) -> begin(seed, kernels, network, folder, watch),
              watch,
              watch::finished)
          .run(configuration.seeds());
      progress.end();
      finish(folder, watch.trained(configuration.seeds()), (System.nanoTime() - begin) * 1e-9);
    }
  }

  private String stopped() {
    return "stopped; the same command goes on from the last checkpoint, which is at most %s seconds of training old"
        .formatted(checkpoints.toSeconds());
  }

  /** Writes the weights where the user wants them too. */
  private void save(TrainingFolder folder) {
    save.ifPresent(
        file -> {
          NetworkFile.read(folder.weights(configuration.seeds().getFirst())).write(file);
          console.say("wrote " + file);
        });
  }

  /** Says what is to be trained on what, and how. */
  private void introduce(Network network, ThreadDivision division) {
    console.say(
        "%s on %s (%s)"
            .formatted(
                configuration.architecture(),
                configuration.source().name(),
                source.dataset().readFrom()));
    DataDescription.lines(source.facts()).forEach(console::say);
    console.say(
        "  %-9s %s parameters; %s floating-point operations a sample and step"
            .formatted(
                "network",
                Integer.toString(network.size()),
                ProgressLine.shortened((double) network.forwardFlops() + network.backwardFlops())
                    .strip()));
    console.say("  %-9s %s".formatted("recipe", recipe().inWords()));
    initial.ifPresent(file -> console.say("  %-9s those that were loaded".formatted("weights")));
    console.say("backend: " + backend.reason());
    advice.ifPresent(console::say);
    console.say("threads: " + threadCount.words());
    if (!isSingle()) {
      console.say(
          "seeds:   %s, %s at a time"
              .formatted(
                  configuration.values().get("seeds"), Integer.toString(division.sideBySide())));
    }
  }

  private NetworkTraining begin(
      long seed, Kernels kernels, Network network, TrainingFolder folder, TrainWatch watch) {
    NetworkState state =
        initial
            .map(file -> NetworkState.from(file.parameters(), network, recipe().optimiser()))
            .orElseGet(() -> NetworkState.initial(network, recipe().optimiser(), seed));
    boolean resumed = folder.resume(seed, state);
    NetworkTraining training =
        new NetworkTraining(network, recipe(), source.data(), seed, state, kernels);
    watch.begun(training, resumed);
    return training;
  }

  private NetworkFile file(Parameters parameters) {
    return new NetworkFile(
        configuration.architecture(),
        source.data().shape(),
        source.dataset().classNames(),
        source.source().scaling(),
        source.dataset().scale(),
        configuration.source().name(),
        configuration.data(),
        parameters);
  }

  /** Writes the results of the networks, which are all trained. */
  private void finish(TrainingFolder folder, List<TrainedNetwork> networks, double seconds)
      throws IOException {
    String finding =
        folder.finish(
            networks,
            new TrainingFolder.Circumstances(
                Main.Version.number(),
                backend.reason(),
                source.dataset().readFrom(),
                source.facts(),
                threadCount.count(),
                seconds));
    if (!isSingle()) {
      networks.forEach(network -> console.say(TrainWatch.inWords(network)));
    }
    networks.stream()
        .filter(TrainedNetwork::diverged)
        .forEach(
            network ->
                console.say(
                    "seed %s diverged: a loss was not finite; try a lower --learning-rate, a longer warm-up or --clip 1"
                        .formatted(Long.toString(network.seed()))));
    console.say(finding);
    console.say("");
    folder.files().forEach(file -> console.say("wrote " + file));
    save(folder);
    configuration.warningOfBits().ifPresent(console::say);
  }
}
