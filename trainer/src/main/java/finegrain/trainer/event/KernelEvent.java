package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The products of a kernel in some epochs of a cohort. */
@Name(KernelEvent.NAME)
@Label("Kernel")
@Category("Finegrain")
@Description(
    "The products of a method of the kernels in some epochs; the duration is that of the epochs")
@StackTrace(false)
public final class KernelEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Kernel";

  @Label("Method")
  @Description("Class and method of the kernel, as in the stack traces of samples")
  String method = "";

  @Label("Operation")
  @Description("The operation of the backend")
  String operation = "";

  @Label("Operations")
  @Description("Floating-point operations on elements of the matrices; a multiply-add is two")
  long flops;

  KernelEvent() {}
}
