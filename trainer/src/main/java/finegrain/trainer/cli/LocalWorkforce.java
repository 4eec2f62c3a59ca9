package finegrain.trainer.cli;

import finegrain.kernels.Peak;
import finegrain.trainer.Delivery;
import finegrain.trainer.engine.Rehearsal;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.result.DecisionGrid;
import finegrain.trainer.result.FinishedModel;
import finegrain.trainer.training.ModelSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Threads of this process.
 *
 * @param rehearsal that goes on until they begin
 */
record LocalWorkforce(
    Experiment experiment,
    Configuration configuration,
    Sweep sweep,
    ThreadCount threadCount,
    Rehearsal rehearsal)
    implements Workforce, Workforce.Team {
  private static final double PEAK_SECONDS = 0.2;

  @Override
  public Team gather(Path folder) {
    return this;
  }

  @Override
  public String words() {
    return "threads: " + threadCount.words();
  }

  @Override
  public int threads() {
    return threadCount.count();
  }

  @Override
  public int threadsHere() {
    return threads();
  }

  @Override
  public void train(List<ModelSpec> models, Consumer<List<FinishedModel>> keeper)
      throws InterruptedException {
    DecisionGrid grid = new DecisionGrid(sweep);
    rehearsal.end();
    Delivery.<FinishedModel>run(
        keeper,
        finished ->
            sweep.run(
                models,
                threads(),
                Rehearsal::awaitCompilers,
                (model, seconds, weights) ->
                    finished.accept(
                        new FinishedModel(
                            model,
                            seconds,
                            grid.regions(experiment, configuration, model.spec(), weights)))));
  }

  @Override
  public OptionalDouble peakGflops() {
    return Peak.gflops(threads(), PEAK_SECONDS);
  }

  @Override
  public void close() {}
}
