package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A thread begins to train a cohort. */
@Name(CohortStartedEvent.NAME)
@Label("Cohort Started")
@Category("Finegrain")
@Description("A thread begins to train some models side by side")
@StackTrace(false)
public final class CohortStartedEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.CohortStarted";

  @Label("Images per Class")
  @Description("Training images of each fine class")
  int perClass;

  @Label("Repeat")
  @Description("Which split, batch order and initial weights, counted from 0")
  int repeat;

  @Label("Models")
  @Description("Models at the beginning")
  int models;

  @Label("Columns")
  @Description("Hidden units of all models, padded to a whole cache line")
  int columns;

  @Label("Epochs Before")
  @Description("Epochs that other threads have trained the models before")
  int epochsBefore;

  CohortStartedEvent() {}
}
