package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A thread of the team has nothing to do. */
@Name(IdleEvent.NAME)
@Label("Thread Idle")
@Category("Finegrain")
@Description("A training thread waits for work")
@StackTrace(false)
// A thread that finds work at once is not idle.
@Threshold("100 us")
public final class IdleEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Idle";

  @Label("Waits For")
  @Description("The start of its work, or a cohort")
  String waitsFor;

  private IdleEvent(String waitsFor) {
    this.waitsFor = waitsFor;
  }

  /** A thread begins to wait; {@link #commit} ends it. */
  public static IdleEvent begun(String waitsFor) {
    IdleEvent event = new IdleEvent(waitsFor);
    event.begin();
    return event;
  }
}
