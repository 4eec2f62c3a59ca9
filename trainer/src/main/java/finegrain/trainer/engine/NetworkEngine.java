package finegrain.trainer.engine;

import finegrain.kernels.Activation;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Setup;
import java.util.Comparator;
import java.util.List;

/** Trains networks of any architecture, each alone. */
final class NetworkEngine implements Engine {
  private final Setup setup;
  private final SampleStore samples;
  private final Meter meter;

  NetworkEngine(Setup setup, SampleStore samples, Meter meter) {
    this.setup = setup;
    this.samples = samples;
    this.meter = meter;
  }

  @Override
  public List<List<ModelSpec>> cohorts(List<ModelSpec> models) {
    return models.stream()
        .sorted(Comparator.comparingLong(this::work).reversed())
        .map(List::of)
        .toList();
  }

  /** A rough estimate of the training time, which compares architectures of any family. */
  private long work(ModelSpec spec) {
    return spec.perClass()
        * spec.model().network(setup.task().shape(), 1, Activation.RELU).forwardFlops();
  }

  @Override
  public Cohort begin(List<ModelSpec> models) {
    return withAllInputs(models);
  }

  @Override
  public Cohort withAllInputs(List<ModelSpec> models) {
    SampleStore.Samples whole = samples.whole(models.getFirst());
    List<TrainingState> states = TrainingState.bySupervision(setup, models, samples, whole);
    return new Cohort(
        setup, this, states, new NetworkModel(states.getFirst(), whole), whole, meter);
  }
}
