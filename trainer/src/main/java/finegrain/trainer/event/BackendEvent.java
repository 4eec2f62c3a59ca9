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
@Description("The backend that carries out the operations of a run, and why")
@StackTrace(false)
public final class BackendEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Backend";

  @Label("Backend")
  @Description("Its name, as the option --backend has it")
  String backend = "";

  @Label("Reason")
  @Description("What it uses, and why it was chosen")
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
