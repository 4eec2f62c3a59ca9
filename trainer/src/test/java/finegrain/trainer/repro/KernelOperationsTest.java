package finegrain.trainer.repro;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.Activation;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.lang.StackWalker.Option;
import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nothing that the kernels can do is left out of the standard workload. */
class KernelOperationsTest {
  /** Gathers rows itself, without a backend. */
  private static final String GATHER = "gather(Matrix,int[],Matrix)void";

  @Test
  void haveEveryPublicOperationOfTheKernels() {
    Set<String> all =
        Stream.of(Kernels.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> !Set.of("close", "tally").contains(method.getName()))
            .map(KernelOperationsTest::name)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> called = new TreeSet<>();
    try (Kernels listener = new Listener(called)) {
      KernelOperations.all().forEach(each -> each.run(listener));
    }
    assertThat(KernelOperations.all()).anyMatch(each -> each.operation().equals("gather"));
    called.add(GATHER);
    assertThat(all).hasSizeGreaterThan(20);
    assertThat(called).isEqualTo(all);
  }

  private static String name(Method method) {
    return name(
        method.getName(),
        MethodType.methodType(method.getReturnType(), method.getParameterTypes()));
  }

  private static String name(String method, MethodType type) {
    return method
        + type.parameterList().stream()
            .map(Class::getSimpleName)
            .collect(Collectors.joining(",", "(", ")"))
        + type.returnType().getSimpleName();
  }

  /** Computes nothing, but notes which public method called it. */
  private static final class Listener extends Kernels {
    private static final StackWalker WALKER =
        StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    private final Set<String> called;

    Listener(Set<String> called) {
      this.called = called;
    }

    private void note() {
      WALKER.walk(
          frames -> {
            StackFrame caller =
                frames
                    .filter(frame -> frame.getDeclaringClass() == Kernels.class)
                    .findFirst()
                    .orElseThrow();
            return called.add(name(caller.getMethodName(), caller.getMethodType()));
          });
    }

    @Override
    protected void computeMatmul(
        Transposed transposed, Matrix a, int[] rows, Matrix b, Matrix c, Start start) {
      note();
    }

    @Override
    protected void computeDense(
        Matrix x, int[] rows, Matrix w, Matrix bias, Activation activation, Matrix y) {
      note();
    }

    @Override
    protected void computeDenseMomentumStep(
        Matrix x,
        int[] rows,
        Matrix dy,
        Matrix weights,
        Matrix velocity,
        float learningRate,
        float momentum) {
      note();
    }

    @Override
    protected void computeExp(Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeLog(Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeActivation(Activation activation, Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeActivationGradient(
        Activation activation, Matrix y, Matrix dy, Matrix dx) {
      note();
    }

    @Override
    protected void computeSigmoid(Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeSoftmax(Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeLogSoftmax(Matrix x, Matrix y) {
      note();
    }

    @Override
    protected void computeCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
      note();
    }

    @Override
    protected void computeCrossEntropyGradient(
        Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      note();
    }

    @Override
    protected void computeBinaryCrossEntropy(Matrix logits, int[] labels, Matrix losses) {
      note();
    }

    @Override
    protected void computeBinaryCrossEntropyGradient(
        Matrix logits, int[] labels, float scale, Matrix losses, Matrix gradient) {
      note();
    }

    @Override
    protected void computeRowSums(Matrix x, Matrix sums) {
      note();
    }

    @Override
    protected void computeColumnSums(Matrix x, Matrix sums) {
      note();
    }

    @Override
    protected void computeMomentumStep(
        Matrix weights, Matrix velocity, Matrix gradient, float learningRate, float momentum) {
      note();
    }
  }
}
