package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The epochs of a cohort on one thread. */
@Name(CohortEvent.NAME)
@Label("Cohort Finished")
@Category("Finegrain")
@Description("The training of some models side by side, by one thread")
@StackTrace(false)
public final class CohortEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Cohort";

  @Label("Images per Class")
  @Description("Training images of each fine class")
  int perClass;

  @Label("Repeat")
  @Description("Which split, batch order and initial weights, counted from 0")
  int repeat;

  @Label("Models")
  @Description("Models at the beginning")
  int models;

  @Label("Epochs")
  @Description("Epochs on this thread")
  int epochs;

  @Label("Steps")
  @Description("Steps of models: one batch of one model each")
  long steps;

  @Label("Operations")
  @Description("Floating-point operations of all products; a multiply-add is two")
  long flops;

  CohortEvent() {}
}
