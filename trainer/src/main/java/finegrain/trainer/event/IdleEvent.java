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
@Description("A thread that trains waits, because there is nothing for it to do")
@StackTrace(false)
// A thread that takes what is there already is not idle.
@Threshold("100 us")
public final class IdleEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Idle";

  @Label("Waits For")
  @Description("What it waits for: the start of its work, or a cohort")
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
