package finegrain.trainer.training;

/** What ends a training before the longest one. */
public enum Stopping {
  /** The validation accuracy on the model's own labels grows no more. */
  OWN_ACCURACY,
  /** The validation accuracy on the coarse labels grows no more. */
  COARSE_ACCURACY,
  /** Nothing: all models train equally long. */
  NEVER
}
