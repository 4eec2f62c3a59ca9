package finegrain.trainer.training;

/** The early-stopping criterion: which validation accuracy must go on growing. */
public enum StoppingCriterion {
  /** The accuracy on the model's own labels. */
  OWN_ACCURACY,
  /** The accuracy on the coarse labels. */
  COARSE_ACCURACY,
  /** None: all models train for the same number of epochs. */
  NEVER
}
