package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Kernels;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that the kernels can do is left out of the standard workload. */
class KernelOperationsTest {
  @Test
  void haveEveryOperationOfTheKernels() {
    Set<String> all =
        Stream.of(Kernels.class.getMethods())
            .map(Method::getName)
            .filter(name -> !Set.of("close", "tally").contains(name))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> called = new TreeSet<>();
    Kernels listener =
        (Kernels)
            Proxy.newProxyInstance(
                Kernels.class.getClassLoader(),
                new Class<?>[] {Kernels.class},
                (proxy, method, arguments) -> {
                  called.add(method.getName());
                  return null;
                });
    KernelOperations.all().forEach(each -> each.run(listener));
    assertThat(all).hasSizeGreaterThan(15);
    assertThat(called).isEqualTo(all);
  }
}
