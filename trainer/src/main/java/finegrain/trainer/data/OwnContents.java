package finegrain.trainer.data;

/** The contents of files of the user's own, which may have labels or not. */
sealed interface OwnContents permits FileContents, OwnContents.Unlabelled {
  /** Of a sample. */
  Shape shape();

  /**
   * Samples without labels.
   *
   * @param shape of a sample
   * @param samples whose labels mean nothing
   */
  record Unlabelled(Shape shape, DoubleSamples samples) implements OwnContents {}
}
