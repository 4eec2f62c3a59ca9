package finegrain.trainer.cli;

import finegrain.trainer.cluster.Cluster;
import finegrain.trainer.cluster.ClusterJob;
import finegrain.trainer.cluster.TaskCut;
import finegrain.trainer.engine.Meter;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.training.ModelSpec;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Processes of a cluster.
 *
 * @param sweep which trains nothing here; its meter counts what is done there
 * @param job of the whole experiment
 */
record ClusterWorkforce(
    ClusterPlace place,
    Experiment experiment,
    Configuration configuration,
    Sweep sweep,
    ClusterJob job)
    implements Workforce {
  @Override
  public Team gather(Path folder) throws InterruptedException {
    return new Gathered(place.connect(experiment.name(), folder));
  }

  private final class Gathered implements Team {
    private final Cluster.Connection connection;

    Gathered(Cluster.Connection connection) {
      this.connection = connection;
    }

    @Override
    public String words() {
      return "cluster: " + connection.words();
    }

    @Override
    public int threads() {
      return Math.max(1, connection.cores());
    }

    @Override
    public int threadsHere() {
      return 0;
    }

    @Override
    public void train(List<ModelSpec> models, Consumer<List<FinishedModel>> keeper)
        throws InterruptedException {
      List<ModelSpec> all = experiment.models(configuration);
      connection.run(job, TaskCut.ofModels(sweep, all, models, threads()), new Collector(keeper));
    }

    @Override
    public OptionalDouble peakGflops() {
      return OptionalDouble.empty();
    }

    @Override
    public void close() {
      connection.close();
    }
  }

  private final class Collector implements Cluster.Listener {
    private final Consumer<List<FinishedModel>> keeper;
    private final BitSet finished = new BitSet();

    Collector(Consumer<List<FinishedModel>> keeper) {
      this.keeper = keeper;
    }

    @Override
    public void finished(int item, byte[] result) {
      if (!finished.get(item)) {
        keeper.accept(List.of(FinishedModel.of(result)));
        finished.set(item);
      }
    }

    @Override
    public void worked(long steps, long flops, int alive) {
      Meter meter = sweep.meter();
      meter.add(steps, flops);
      meter.alive(alive);
      if (steps > 0) {
        meter.endOfEpoch();
      }
    }
  }
}
