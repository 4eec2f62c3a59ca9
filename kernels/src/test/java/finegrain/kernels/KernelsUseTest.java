package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Problem;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Misuse of kernels: two threads at once, use after the end, arguments that are missing. */
@Timeout(60)
class KernelsUseTest {
  static Stream<Problem> problems() {
    return Problem.every(3, 2, 4).stream();
  }

  static Stream<Backend> backends() {
    return Backends.installed().stream()
        .filter(backend -> backend.availability() instanceof Backend.Availability.Available);
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyOperationThrowsAfterTheEnd(Problem problem) {
    Operands operands = Fixtures.operands(problem, new SplittableRandom(1));
    backends()
        .forEach(
            backend -> {
              Kernels kernels = backend.open();
              operands.run(kernels);
              kernels.close();
              kernels.close();
              assertThatThrownBy(() -> operands.run(kernels))
                  .isInstanceOf(IllegalStateException.class)
                  .hasMessage("these kernels are closed");
            });
  }

  @ParameterizedTest
  @MethodSource("problems")
  void everyMissingArgumentIsNamed(Problem problem) {
    Call call = call(Fixtures.operands(problem, new SplittableRandom(1)));
    try (Kernels kernels = new ScalarBackend().open()) {
      for (int i = 0; i < call.arguments.length; i++) {
        if (!call.method.getParameterTypes()[i].isPrimitive()) {
          Object[] arguments = call.arguments.clone();
          arguments[i] = null;
          assertThatThrownBy(() -> call.method.invoke(kernels, arguments))
              .as("argument %s of %s", i, call.method)
              .isInstanceOf(InvocationTargetException.class)
              .cause()
              .isInstanceOf(NullPointerException.class)
              .message()
              .matches("[a-z]+[A-Za-z]*");
        }
      }
    }
  }

  private record Call(Method method, Object[] arguments) {}

  /** The call of an operation with some operands. */
  private static Call call(Operands operands) {
    List<Call> calls = new ArrayList<>();
    operands.run(
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (_, method, arguments) -> {
                  calls.add(new Call(method, arguments));
                  return null;
                }));
    return calls.getFirst();
  }

  @ParameterizedTest
  @MethodSource("backends")
  void aSecondThreadAtTheSameTimeIsRefused(Backend backend) throws Exception {
    Matrix x = Matrix.allocate(500, 500);
    x.fill(1);
    Matrix y = Matrix.allocate(500, 500);
    Matrix one = Matrix.allocate(1, 1);
    try (Kernels kernels = backend.open(2);
        ExecutorService other = Executors.newSingleThreadExecutor()) {
      Throwable refusal = null;
      while (refusal == null) {
        Future<?> product = other.submit(() -> kernels.matmul(Transposed.NONE, x, x, y));
        while (refusal == null && !product.isDone()) {
          refusal = catchThrowable(() -> kernels.exp(one, one));
        }
        Throwable ownRefusal = catchThrowable(product::get);
        // The product may have been the one that came too late.
        refusal = ownRefusal == null ? refusal : null;
      }
      assertThat(refusal)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "these kernels are in use by another thread; open kernels of its own for each"
                  + " thread");
      assertThat(y.get(499, 499)).isEqualTo(500);
      kernels.exp(one, one);
    }
  }

  @Test
  void anErrorOfAnOperationLeavesTheKernelsUsable() {
    Matrix one = Matrix.of(1, 1, 0f);
    try (Kernels kernels = new ScalarBackend().open()) {
      assertThatThrownBy(() -> kernels.exp(one, Matrix.allocate(1, 2)))
          .isInstanceOf(IllegalArgumentException.class);
      kernels.exp(one, one);
      assertThat(one.get(0, 0)).isOne();
    }
  }
}
