package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The backend of a run is chosen. */
@Name(BackendEvent.NAME)
@Label("Backend Chosen")
@Category("Finegrain")
@Description("The backend of a run, and the reason for its choice")
@StackTrace(false)
public final class BackendEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Backend";

  @Label("Backend")
  @Description("The name, as for the option --backend")
  String backend = "";

  @Label("Reason")
  @Description("Its instructions, and the reason for the choice")
  String reason = "";

  @Label("Reference Bits")
  @Description("Whether its results are the same bits on every machine")
  boolean referenceBits;

  private BackendEvent() {}

  /** Writes one. */
  public static void write(String backend, String reason, boolean referenceBits) {
    BackendEvent event = new BackendEvent();
    event.backend = backend;
    event.reason = reason;
    event.referenceBits = referenceBits;
    event.commit();
  }
}
