package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A team of threads begins to train. The event has no duration, so a stopped run has it too. */
@Name(SweepEvent.NAME)
@Label("Sweep Started")
@Category("Finegrain")
@Description("A team of threads begins to train the models of a sweep")
@StackTrace(false)
public final class SweepEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Sweep";

  @Label("Models")
  @Description("Models to train")
  int models;

  @Label("Cohorts")
  @Description("Cohorts at the beginning")
  int cohorts;

  @Label("Threads")
  @Description("Threads of the team")
  int threads;

  private SweepEvent() {}

  /** Writes one. */
  public static void write(int models, int cohorts, int threads) {
    SweepEvent event = new SweepEvent();
    event.models = models;
    event.cohorts = cohorts;
    event.threads = threads;
    event.commit();
  }
}
