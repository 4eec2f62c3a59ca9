package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.trainer.study.Unit;
import finegrain.trainer.study.UnitTeam;
import java.nio.file.Path;
import java.util.List;

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
     * @param listener takes each unit once
     * @throws InterruptedException if the calling thread is interrupted
     */
    void compute(List<Unit> units, UnitTeam.Listener listener) throws InterruptedException;

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
        public void compute(List<Unit> units, UnitTeam.Listener listener)
            throws InterruptedException {
          new UnitTeam(backend, threads(), folder).run(units, listener);
        }

        @Override
        public void close() {}
      };
    }
  }
}
