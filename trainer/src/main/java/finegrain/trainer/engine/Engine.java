package finegrain.trainer.engine;

import finegrain.trainer.training.ModelSpec;
import java.util.List;

/** A way to train models. It divides them into cohorts; one thread trains each cohort. */
interface Engine {
  /** Divides models into cohorts; those with most work come first. */
  List<List<ModelSpec>> cohorts(List<ModelSpec> models);

  /** A cohort at its initial weights. */
  Cohort begin(List<ModelSpec> models);

  /** A cohort at its initial weights, whose products leave out no inputs and no zeros. */
  Cohort withAllInputs(List<ModelSpec> models);
}
