package finegrain.trainer.experiment;

/**
 * A finding of "Should We Always Train Models on Fine-Grained Classes?" that a run can bear out or
 * not.
 */
public enum PaperFinding {
  SCARCE_DATA("scarce data", "the gain of fine labels falls as the training set grows"),
  CAPACITY("capacity", "the gain of fine labels grows as the model grows"),
  REDUNDANCY(
      "redundancy", "the gain of fine labels falls as more of the fine boundary is redundant"),
  LOSS_CORRELATION(
      "loss correlation",
      "the gain of fine labels grows with the fall of the loss inside the coarse classes");

  private final String title;
  private final String words;

  PaperFinding(String title, String words) {
    this.title = title;
    this.words = words;
  }

  /** A name of one or two words. */
  public String title() {
    return title;
  }

  /** What is found, as a clause. */
  public String words() {
    return words;
  }
}
