package finegrain.trainer.event;

import java.util.Locale;

/** What a thread that trains a cohort does: every nanosecond of an epoch is one of these. */
public enum Phase {
  /** Copies the samples of a batch. */
  GATHER("copies the samples of a batch"),
  /** From a batch to its logits. */
  FORWARD("from a batch to its logits"),
  /** Losses, predictions and the gradients of the logits. */
  OBJECTIVE("losses, predictions, gradients of the logits"),
  /** The gradients of the hidden and the output layers, but for those of the hidden weights. */
  BACKWARD("gradients, but for those of the hidden weights"),
  /** The gradients of the hidden weights, and the step of all parameters. */
  UPDATE("gradients of the hidden weights, momentum steps"),
  /** Scores on the validation samples; of models that have ended, on all samples. */
  EVALUATION("scores on validation, training and test samples"),
  /** Hashes and hands over the models that have ended; mostly the journal on the disk. */
  FINISH("hands over finished models"),
  /** All else: the order of the samples, memory that is made anew when models leave. */
  OTHER("orders of the samples, models that leave");

  private final String description;

  Phase(String description) {
    this.description = description;
  }

  /** The name that people read, and that the fields of {@link EpochEvent} begin with. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In a few words, what it is. */
  public String description() {
    return description;
  }

  /** Whether the operations of its products are counted. */
  public boolean hasFlops() {
    return switch (this) {
      case FORWARD, BACKWARD, UPDATE, EVALUATION -> true;
      case GATHER, OBJECTIVE, FINISH, OTHER -> false;
    };
  }

  /** The field of {@link EpochEvent} with the nanoseconds. */
  public String timeField() {
    return label() + "Time";
  }

  /** The field of {@link EpochEvent} with the operations, where they are counted. */
  public String flopsField() {
    return label() + "Flops";
  }
}
