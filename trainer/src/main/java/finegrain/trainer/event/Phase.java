package finegrain.trainer.event;

import java.util.Locale;

/** The phases of an epoch of a cohort. Every nanosecond of an epoch belongs to one phase. */
public enum Phase {
  /** Copies the samples of a batch. */
  GATHER("copies the samples of a batch"),
  /** From a batch to its logits. */
  FORWARD("from a batch to its logits"),
  /** Losses, predictions and the gradients of the logits. */
  OBJECTIVE("losses, predictions, gradients of the logits"),
  /** The gradients of the layers; of perceptrons without those of the hidden weights. */
  BACKWARD("gradients, perceptrons: without those of hidden weights"),
  /** The step of all parameters; of perceptrons with the gradients of the hidden weights. */
  UPDATE("momentum steps, perceptrons: gradients of hidden weights"),
  /** Scores on the validation samples; of ended models on all samples. */
  EVALUATION("scores on validation, training and test samples"),
  /** Hashes ended models and hands them over; most of the time goes to the journal. */
  FINISH("hands over finished models"),
  /** All else: shuffling the samples, new memory when models leave. */
  OTHER("shuffles the samples, new memory when models leave");

  private final String description;

  Phase(String description) {
    this.description = description;
  }

  /** The name in texts; the fields of {@link EpochEvent} begin with it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A description in a few words. */
  public String description() {
    return description;
  }

  /** Whether {@link EpochEvent} counts the operations of its products. */
  public boolean hasFlops() {
    return switch (this) {
      case FORWARD, BACKWARD, UPDATE, EVALUATION -> true;
      case GATHER, OBJECTIVE, FINISH, OTHER -> false;
    };
  }

  /** The field of {@link EpochEvent} with the nanoseconds of the phase. */
  public String timeField() {
    return label() + "Time";
  }

  /** The field of {@link EpochEvent} with the operations, if it counts them. */
  public String flopsField() {
    return label() + "Flops";
  }
}
