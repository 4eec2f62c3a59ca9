package finegrain.trainer.engine;

import finegrain.trainer.training.ModelSpec;
import java.util.List;

/** A way to train models. It cuts them into units of work; each unit is for one thread. */
interface Engine {
  /** Models that are trained together, and how much work they are, in the unit of ModelSpec. */
  record Unit(List<ModelSpec> models, long work) {
    static Unit of(List<ModelSpec> models) {
      return new Unit(models, models.stream().mapToLong(ModelSpec::work).sum());
    }
  }

  /** The units of some models, those with most work first. */
  List<Unit> units(List<ModelSpec> models);

  /** The cohort of a unit, at the initial weights of its models. */
  Cohort begin(Unit unit);

  /** A cohort whose samples have all their inputs, those too that are zero in all samples. */
  Cohort withAllInputs(List<ModelSpec> models);
}
