package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An epoch of a cohort, from its first batch until ended models have left the cohort. */
@Name(EpochEvent.NAME)
@Label("Epoch")
@Category("Finegrain")
@Description("An epoch of models that are trained side by side, with the time of its phases")
@StackTrace(false)
public final class EpochEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Epoch";

  @Label("Images per Class")
  @Description("Training images of each fine class")
  int perClass;

  @Label("Repeat")
  @Description("Which split, batch order and initial weights, counted from 0")
  int repeat;

  @Label("Epoch")
  @Description("Number of the epoch, counted from 1")
  int epoch;

  @Label("Models Alive")
  @Description("Models that the epoch trains")
  int models;

  @Label("Columns")
  @Description("Hidden units of all models, padded to a whole cache line")
  int columns;

  @Label("Steps")
  @Description("Steps of models: one batch of one model each")
  long steps;

  @Label("Operations")
  @Description("Floating-point operations of all products; a multiply-add is two")
  long flops;

  @Label("Forward Operations")
  @Description("Floating-point operations of the phase forward")
  long forwardFlops;

  @Label("Backward Operations")
  @Description("Floating-point operations of the phase backward")
  long backwardFlops;

  @Label("Update Operations")
  @Description("Floating-point operations of the phase update")
  long updateFlops;

  @Label("Evaluation Operations")
  @Description("Floating-point operations of the phase evaluation")
  long evaluationFlops;

  @Label("Gather Time")
  @Description("Copying the samples of each batch")
  @Timespan(Timespan.NANOSECONDS)
  long gatherTime;

  @Label("Forward Time")
  @Description("From each batch to its logits")
  @Timespan(Timespan.NANOSECONDS)
  long forwardTime;

  @Label("Objective Time")
  @Description("Losses, predictions and the gradients of the logits")
  @Timespan(Timespan.NANOSECONDS)
  long objectiveTime;

  @Label("Backward Time")
  @Description("Gradients of the layers; perceptrons: without those of the hidden weights")
  @Timespan(Timespan.NANOSECONDS)
  long backwardTime;

  @Label("Update Time")
  @Description("Momentum steps; perceptrons: also the gradients of the hidden weights")
  @Timespan(Timespan.NANOSECONDS)
  long updateTime;

  @Label("Evaluation Time")
  @Description("Scores on the validation samples; of ended models on all samples")
  @Timespan(Timespan.NANOSECONDS)
  long evaluationTime;

  @Label("Finish Time")
  @Description("Hashing ended models and writing them to the journal")
  @Timespan(Timespan.NANOSECONDS)
  long finishTime;

  @Label("Other Time")
  @Description("All else: shuffling the samples, new memory when models leave")
  @Timespan(Timespan.NANOSECONDS)
  long otherTime;

  EpochEvent() {}

  /** Adds to the time of a phase. */
  void addTime(Phase phase, long nanos) {
    switch (phase) {
      case GATHER -> gatherTime += nanos;
      case FORWARD -> forwardTime += nanos;
      case OBJECTIVE -> objectiveTime += nanos;
      case BACKWARD -> backwardTime += nanos;
      case UPDATE -> updateTime += nanos;
      case EVALUATION -> evaluationTime += nanos;
      case FINISH -> finishTime += nanos;
      case OTHER -> otherTime += nanos;
    }
  }

  /** Adds to the operations of a phase. */
  void addFlops(Phase phase, long operations) {
    flops += operations;
    switch (phase) {
      case FORWARD -> forwardFlops += operations;
      case BACKWARD -> backwardFlops += operations;
      case UPDATE -> updateFlops += operations;
      case EVALUATION -> evaluationFlops += operations;
      case GATHER, OBJECTIVE, FINISH, OTHER ->
          throw new IllegalArgumentException("operations of %s are not counted".formatted(phase));
    }
  }

  /** Sets all sums to zero. */
  void clear() {
    steps = 0;
    flops = 0;
    forwardFlops = 0;
    backwardFlops = 0;
    updateFlops = 0;
    evaluationFlops = 0;
    gatherTime = 0;
    forwardTime = 0;
    objectiveTime = 0;
    backwardTime = 0;
    updateTime = 0;
    evaluationTime = 0;
    finishTime = 0;
    otherTime = 0;
  }
}
