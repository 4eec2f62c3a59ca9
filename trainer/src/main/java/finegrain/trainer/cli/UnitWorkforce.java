package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.trainer.cluster.Cluster;
import finegrain.trainer.cluster.ClusterJob;
import finegrain.trainer.cluster.TaskCut;
import finegrain.trainer.result.FinishedUnit;
import finegrain.trainer.study.Plan;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.UnitTeam;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** Who computes the units of a study. */
sealed interface UnitWorkforce {
  /** Those who are ready to compute. */
  interface Team extends AutoCloseable {
    /** Who they are, in a line for the user. */
    String words();

    /** How many compute at once. */
    int threads();

    /**
     * Computes units and returns when all are done.
     *
     * @param keeper takes each unit once, in groups; one thread at a time calls it
     * @throws InterruptedException if the calling thread is interrupted
     */
    void compute(List<Unit> units, Consumer<List<UnitTeam.Finished>> keeper)
        throws InterruptedException;

    @Override
    void close();
  }

  /**
   * Gets ready.
   *
   * @param folder of the run
   * @throws finegrain.trainer.UserError if nobody can come
   */
  Team gather(Path folder) throws InterruptedException;

  /** Threads of this process. */
  record OfThreads(Backend backend, ThreadCount count) implements UnitWorkforce {
    @Override
    public Team gather(Path folder) {
      return new Team() {
        @Override
        public String words() {
          return "threads: " + count.words();
        }

        @Override
        public int threads() {
          return count.count();
        }

        @Override
        public void compute(List<Unit> units, Consumer<List<UnitTeam.Finished>> keeper)
            throws InterruptedException {
          new UnitTeam(backend, threads(), folder).run(units, keeper);
        }

        @Override
        public void close() {}
      };
    }
  }

  /**
   * Processes of a cluster.
   *
   * @param plan of the whole study
   * @param name of the study
   * @param job of the whole study
   */
  record OfCluster(ClusterPlace place, Plan plan, String name, ClusterJob job)
      implements UnitWorkforce {
    @Override
    public Team gather(Path folder) throws InterruptedException {
      Cluster.Connection connection = place.connect(name, folder);
      return new Team() {
        @Override
        public String words() {
          return "cluster: " + connection.words();
        }

        @Override
        public int threads() {
          return Math.max(1, connection.cores());
        }

        @Override
        public void compute(List<Unit> units, Consumer<List<UnitTeam.Finished>> keeper)
            throws InterruptedException {
          connection.run(
              job,
              TaskCut.ofUnits(plan.units(), units, threads()),
              new Collector(plan.units(), keeper, new BitSet()));
        }

        @Override
        public void close() {
          connection.close();
        }
      };
    }
  }

  /** Hands over each unit once. */
  record Collector(List<Unit> all, Consumer<List<UnitTeam.Finished>> keeper, BitSet finished)
      implements Cluster.Listener {
    @Override
    public void finished(int item, byte[] result) {
      if (!finished.get(item)) {
        keeper.accept(
            List.of(new UnitTeam.Finished(all.get(item), FinishedUnit.of(result).rows())));
        finished.set(item);
      }
    }

    @Override
    public void worked(long steps, long flops, int alive) {
      // Units do not say how far they are.
    }
  }
}
