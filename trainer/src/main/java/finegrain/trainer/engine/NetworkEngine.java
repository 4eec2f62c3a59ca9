package finegrain.trainer.engine;

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
  public List<Unit> units(List<ModelSpec> models) {
    return models.stream()
        .map(model -> Unit.of(List.of(model)))
        .sorted(Comparator.comparingLong(Unit::work).reversed())
        .toList();
  }

  @Override
  public Cohort begin(Unit unit) {
    return withAllInputs(unit.models());
  }

  @Override
  public Cohort withAllInputs(List<ModelSpec> models) {
    SampleStore.Samples whole = samples.whole(models.getFirst());
    List<TrainingState> states = TrainingState.bySupervision(setup, models, samples, whole);
    return new Cohort(setup, this, states, new NetworkModel(states.getFirst()), whole, meter);
  }
}
