package finegrain.trainer.cli;

import finegrain.trainer.engine.NetworkState;
import finegrain.trainer.engine.NetworkTraining;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.result.TrainingFolder;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.TrainedNetwork;
import finegrain.trainer.weights.NetworkFile;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Watches trainings: shows how they go, and keeps their checkpoints and what comes of them. For
 * many threads, one for each training.
 */
final class TrainWatch implements NetworkTraining.Observer {
  private final TrainingFolder folder;
  private final TrainProgress progress;
  private final int epochs;
  private final boolean single;
  private final String judged;
  private final long nanosBetween;
  private final Function<Parameters, NetworkFile> file;

  /** When each training was last kept, by System.nanoTime. */
  private final Map<Long, Long> kept = new ConcurrentHashMap<>();

  private final Map<Long, TrainedNetwork> results = new ConcurrentHashMap<>();

  /**
   * A watch.
   *
   * @param epochs of each training
   * @param single whether there is one training only
   * @param judged what an epoch is judged by, such as {@code test}
   * @param between two checkpoints of a training
   * @param file makes the file of a finished network
   */
  TrainWatch(
      TrainingFolder folder,
      TrainProgress progress,
      int epochs,
      boolean single,
      String judged,
      Duration between,
      Function<Parameters, NetworkFile> file) {
    this.folder = folder;
    this.progress = progress;
    this.epochs = epochs;
    this.single = single;
    this.judged = judged;
    nanosBetween = between.toNanos();
    this.file = file;
  }

  /** A training begins, or goes on from a checkpoint. */
  void begun(NetworkTraining training, boolean resumed) {
    kept.put(training.seed(), System.nanoTime());
    NetworkState state = training.state();
    progress.begun(training);
    if (resumed && state.test().isEmpty()) {
      progress.say(
          "%sgoes on after %s steps of epoch %s"
              .formatted(
                  prefix(training.seed()),
                  Integer.toString(state.batch()),
                  Integer.toString(state.epoch() + 1)));
    }
  }

  private String prefix(long seed) {
    return single ? "" : "seed " + seed + ": ";
  }

  @Override
  public void stepped(NetworkTraining training, int samples) {
    progress.stepped(training, samples);
    long now = System.nanoTime();
    if (now - kept.get(training.seed()) >= nanosBetween) {
      folder.keep(training.seed(), training.state());
      kept.put(training.seed(), System.nanoTime());
    }
  }

  @Override
  public void epochEnded(NetworkTraining training, NetworkEpoch epoch, double samplesPerSecond) {
    progress.epochEnded(training);
    progress.say(
        String.format(
            Locale.ROOT,
            "%sepoch %d/%d: loss %.4f, accuracy %.2f %%, %s accuracy %.2f %%, learning rate %.3g%s",
            prefix(training.seed()),
            training.state().epoch(),
            epochs,
            epoch.train().loss(),
            100 * epoch.train().accuracy(),
            judged,
            100 * epoch.judged().accuracy(),
            epoch.learningRate(),
            samplesPerSecond == 0
                ? ""
                : ", %simages/s".formatted(ProgressLine.shortened(samplesPerSecond))));
  }

  /** A training is over: keeps all of it. */
  void finished(NetworkTraining training) {
    NetworkState state = training.state();
    Parameters parameters = state.named();
    folder.writeWeights(training.seed(), file.apply(parameters));
    folder.keep(training.seed(), state);
    results.put(
        training.seed(),
        new TrainedNetwork(
            training.seed(),
            state.epochs(),
            state.test().orElseThrow(),
            state.hasDiverged(),
            parameters.count(),
            parameters.sha256()));
  }

  /** The finished trainings in the order of the seeds. */
  List<TrainedNetwork> trained(List<Long> seeds) {
    return seeds.stream().map(results::get).toList();
  }

  /** The result of a training among several. */
  static String inWords(TrainedNetwork network) {
    return String.format(
        Locale.ROOT,
        "seed %d: test accuracy %.2f %%, loss %.4f",
        network.seed(),
        100 * network.test().accuracy(),
        network.test().loss());
  }
}
