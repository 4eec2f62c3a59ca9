package finegrain.trainer.profile;

import java.util.List;
import java.util.Optional;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;

/**
 * The methods of a stack trace.
 *
 * @param frames the top of the stack first
 */
record Stack(List<RecordedFrame> frames) {
  private static final String PROGRAM = "finegrain.";
  private static final String LAMBDA = "$$Lambda";

  /** The packages of kernels. */
  private static final List<String> KERNELS = List.of("finegrain.kernels.", "finegrain.onednn.");

  /** The stack of an event, if it has a method. */
  static Optional<Stack> of(RecordedEvent event) {
    RecordedStackTrace trace = event.getStackTrace();
    if (trace == null) {
      return Optional.empty();
    }
    List<RecordedFrame> methods =
        trace.getFrames().stream().filter(frame -> frame.getMethod() != null).toList();
    return methods.isEmpty() ? Optional.empty() : Optional.of(new Stack(methods));
  }

  /** The method that was running. */
  String top() {
    return name(frames.getFirst().getMethod());
  }

  /** The topmost method of the kernels. */
  Optional<String> kernel() {
    return frames.stream()
        .map(RecordedFrame::getMethod)
        .filter(Stack::isKernel)
        .findFirst()
        .map(Stack::name);
  }

  /** The method of the kernels that the trainer has called, without its class. */
  Optional<String> operation() {
    return frames.reversed().stream()
        .map(RecordedFrame::getMethod)
        .filter(Stack::isKernel)
        .findFirst()
        .map(RecordedMethod::getName);
  }

  /** The topmost method of this program. */
  Optional<String> ofProgram() {
    return frames.stream()
        .map(RecordedFrame::getMethod)
        .filter(method -> method.getType().getName().startsWith(PROGRAM))
        .findFirst()
        .map(Stack::name);
  }

  static boolean isKernel(RecordedMethod method) {
    String type = method.getType().getName();
    return KERNELS.stream().anyMatch(type::startsWith);
  }

  /** Class and method; classes of this program without their package. */
  static String name(RecordedMethod method) {
    String type = method.getType().getName();
    if (type.contains(LAMBDA)) {
      // The rest is an address.
      type = type.substring(0, type.indexOf(LAMBDA) + LAMBDA.length());
    }
    if (type.startsWith(PROGRAM)) {
      type = type.substring(type.lastIndexOf('.') + 1);
    }
    return type + "." + method.getName();
  }
}
