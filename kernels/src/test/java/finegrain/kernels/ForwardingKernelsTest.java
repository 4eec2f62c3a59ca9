package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.operation.Operands;
import finegrain.kernels.operation.Operation;
import finegrain.kernels.operation.Problem;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ForwardingKernelsTest {
  static List<Problem> problems() {
    return Problem.every(3, 2, 4);
  }

  /** A call that arrived: the method's name and its arguments. */
  private record Arrival(String method, List<Object> arguments) {}

  private final List<Arrival> arrivals = new ArrayList<>();
  private final List<Matrix> computed = new ArrayList<>();

  /** Kernels that compute nothing and note every call. */
  private Kernels listener() {
    return (Kernels)
        Proxy.newProxyInstance(
            Kernels.class.getClassLoader(),
            new Class<?>[] {Kernels.class},
            (proxy, method, arguments) -> {
              List<Object> list = arguments == null ? List.of() : List.of(arguments);
              arrivals.add(new Arrival(method.getName(), list));
              return null;
            });
  }

  private final class Forwarding extends ForwardingKernels {
    Forwarding() {
      super(listener());
    }

    @Override
    protected void computed(Matrix output) {
      computed.add(output);
    }
  }

  @ParameterizedTest
  @MethodSource("problems")
  void forwardsEachOperationAsItIs(Problem problem) {
    Operands operands = Fixtures.operands(problem, new SplittableRandom(1));
    operands.run(listener());
    Arrival direct = arrivals.removeFirst();
    assertThat(direct.method()).isEqualTo(problem.operation().method());
    try (Kernels kernels = new Forwarding()) {
      operands.run(kernels);
    }
    assertThat(arrivals.getFirst()).isEqualTo(direct);
    assertThat(arrivals).extracting(Arrival::method).containsExactly(direct.method(), "close");
    if (problem.operation() == Operation.GATHER) {
      assertThat(computed).isEmpty();
    } else {
      assertThat(computed).containsExactly(operands.result());
    }
  }
}
