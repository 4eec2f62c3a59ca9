package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The peak of the machine is measured. */
@Name(PeakEvent.NAME)
@Label("Peak Measured")
@Category("Finegrain")
@Description("The peak rate of the machine: fused multiply-adds in registers")
@StackTrace(false)
public final class PeakEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Peak";

  @Label("Threads")
  @Description("Threads that measured the peak together")
  int threads;

  @Label("Peak in GFLOP/s")
  @Description("10^9 floating-point operations a second, of all these threads")
  double gflops;

  private PeakEvent() {}

  /** Writes one. */
  public static void write(int threads, double gflops) {
    PeakEvent event = new PeakEvent();
    event.threads = threads;
    event.gflops = gflops;
    event.commit();
  }
}
