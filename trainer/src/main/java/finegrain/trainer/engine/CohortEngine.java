package finegrain.trainer.engine;

import finegrain.kernels.host.Caches;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Optimisation;
import finegrain.trainer.training.Protocol;
import finegrain.trainer.training.Setup;
import java.util.List;

/**
 * Trains perceptrons in cohorts. Models of one repeat and number of images see the same batches, so
 * each batch is copied once for all of them, and their products are wide.
 */
final class CohortEngine implements Engine {
  private static final int LARGE_BATCH = 32;

  private final Setup setup;
  private final SampleStore samples;
  private final int mostModels;
  private final Meter meter;

  /**
   * An engine.
   *
   * @param mostModels the most models of a cohort; 1 trains each model alone
   */
  CohortEngine(Setup setup, SampleStore samples, int mostModels, Meter meter) {
    this.setup = setup;
    this.samples = samples;
    this.mostModels = mostModels;
    this.meter = meter;
  }

  @Override
  public List<List<ModelSpec>> cohorts(List<ModelSpec> models) {
    return new CohortCut(
            perClass -> mostColumns(setup.protocol(models.getFirst()), perClass), mostModels)
        .of(models);
  }

  @Override
  public Cohort begin(List<ModelSpec> models) {
    return cohort(models, samples.reduced(models.getFirst()));
  }

  @Override
  public Cohort withAllInputs(List<ModelSpec> models) {
    return cohort(models, samples.whole(models.getFirst()));
  }

  private Cohort cohort(List<ModelSpec> models, SampleStore.Samples ofModels) {
    List<TrainingState> states = TrainingState.bySupervision(setup, models, samples, ofModels);
    Protocol protocol = setup.protocol(models.getFirst());
    if (!(protocol.optimisation() instanceof Optimisation.EarlyStopped early)) {
      throw new IllegalArgumentException(
          "the protocol %s trains each model alone".formatted(protocol.name()));
    }
    return new Cohort(
        setup,
        this,
        states,
        new PerceptronModels(states, ofModels, protocol.activation(), early.momentum()),
        ofModels,
        meter);
  }

  private int mostColumns(Protocol protocol, int perClass) {
    ReducedSet trainingSet = samples.trainingSet(perClass, 0);
    int batch = protocol.batchSize(perClass, trainingSet.set().size());
    return mostColumns(batch, trainingSet.features(), trainingSet.sparse().isPresent());
  }

  /**
   * The most columns of hidden weights of a cohort. With small batches, most of the work is the
   * update of the weights, so the weights must fit three quarters of the second-level cache. With
   * larger batches, the copying of a batch matters more, and more columns share it; but without
   * their zeros batches are not copied.
   */
  static int mostColumns(int batch, int features, boolean sparse) {
    int bytesOfColumn = 2 * Float.BYTES * features;
    int quarters = batch < LARGE_BATCH || sparse ? 3 : 12;
    return Math.max(1, Caches.secondLevelBytes() / 4 * quarters / bytesOfColumn);
  }
}
