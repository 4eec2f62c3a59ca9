package finegrain.trainer.experiment;

/** What a run measures besides the scores of its models. */
public enum Measurement {
  /** The share of a fine model's errors that stay inside a coarse class. */
  CONFUSION_REDUNDANCY,
  /**
   * Of the training samples whose nearest neighbour is of another fine class, the share whose
   * neighbour is of the same coarse class.
   */
  NEIGHBOUR_REDUNDANCY,
  /** How well the clusters inside the coarse classes match the fine classes. */
  ADJUSTED_RAND_INDEX,
  /** What some models predict over the plane, if the samples are points in the plane. */
  DECISION_REGIONS
}
