package finegrain.trainer.event;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A kernel has done products in an epoch of a cohort. */
@Name(KernelEvent.NAME)
@Label("Kernel")
@Category("Finegrain")
@Description("The products of a method of the kernels in some epochs, whose duration it has")
@StackTrace(false)
public final class KernelEvent extends Event {
  /** Its name in a recording. */
  public static final String NAME = "finegrain.Kernel";

  @Label("Method")
  @Description("Class and method that does the work, as the stack traces of samples have it")
  String method = "";

  @Label("Operation")
  @Description("The operation of the backend that it works for")
  String operation = "";

  @Label("Operations")
  @Description("Floating-point operations on elements of its matrices; a multiply-add is two")
  long flops;

  KernelEvent() {}
}
