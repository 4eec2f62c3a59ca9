package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import finegrain.kernels.Activation;
import finegrain.kernels.Backends;
import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.kernels.Transposed;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Computes in Java, loads and calls oneDNN, and computes the same again on the same threads: on the
 * main one, which loads it, and on others, of which one has called it with several threads.
 */
final class SideEffectsMain {
  private SideEffectsMain() {}

  /** What the floating-point environment shows. */
  private record Trace(
      float subnormal, float subnormalInput, float sum, int rounding, int control, int workload) {}

  static void main(String[] arguments) throws Exception {
    List<ExecutorService> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      threads.add(Executors.newSingleThreadExecutor());
    }
    Trace expected = trace();
    List<Trace> before = new ArrayList<>(List.of(trace()));
    for (ExecutorService thread : threads) {
      before.add(thread.submit(SideEffectsMain::trace).get());
    }
    OneDnnBackend backend = new OneDnnBackend();
    System.out.println(backend.availability());
    call(backend, 1);
    List<Trace> after = new ArrayList<>(List.of(trace()));
    for (int i = 0; i < threads.size(); i++) {
      int count = i + 1;
      threads.get(i).submit(() -> call(backend, count)).get();
      after.add(threads.get(i).submit(SideEffectsMain::trace).get());
      threads.get(i).shutdown();
    }
    boolean same = before.stream().allMatch(expected::equals) && before.equals(after);
    System.out.println(
        same ? "the same on " + after.size() + " threads" : "they differ: " + before + after);
    System.exit(same ? 0 : 1);
  }

  private static void call(OneDnnBackend backend, int threads) {
    try (Kernels kernels = backend.open(threads)) {
      workload(kernels);
    }
  }

  private static Trace trace() {
    // Not constants, so that they are computed here and now.
    float smallest = Float.parseFloat("1.17549435E-38");
    float half = Float.parseFloat("0.5");
    float tiny = Float.parseFloat("1.0E-40");
    float sum = 0;
    for (int i = 1; i < 10_000; i++) {
      sum += 1f / i;
    }
    try (Kernels kernels = Backends.choose("auto").backend().open()) {
      return new Trace(smallest * half, tiny * 1e3f, sum, rounding(), control(), workload(kernels));
    }
  }

  /** The hash of what some operations compute, with subnormal values among them. */
  private static int workload(Kernels kernels) {
    SplittableRandom random = new SplittableRandom(3);
    Matrix x = Matrix.allocate(33, 65);
    Matrix w = Matrix.allocate(65, 47);
    Matrix y = Matrix.allocate(33, 47);
    for (Matrix matrix : List.of(x, w)) {
      for (int i = 0; i < matrix.array().length; i++) {
        matrix.array()[i] = (float) (random.nextGaussian() * Math.exp(random.nextDouble(-45, 1)));
      }
    }
    kernels.matmul(Transposed.NONE, x, w, y);
    int hash = Arrays.hashCode(y.array());
    kernels.activate(Activation.TANH, y, y);
    kernels.softmax(y, y);
    return 31 * hash + Arrays.hashCode(y.array());
  }

  /** {@code fegetround}: 0 is to nearest. */
  @SuppressWarnings("restricted")
  private static int rounding() {
    Linker linker = Linker.nativeLinker();
    try {
      return (int)
          linker
              .downcallHandle(
                  linker.defaultLookup().findOrThrow("fegetround"), FunctionDescriptor.of(JAVA_INT))
              .invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * The control bits of MXCSR (flush to zero, denormals are zero, rounding, masks), where {@code
   * fegetenv} of glibc on x86-64 has it; 0 elsewhere.
   */
  @SuppressWarnings("restricted")
  private static int control() {
    if (Platform.current().orElseThrow() != Platform.LINUX_X86_64) {
      return 0;
    }
    Linker linker = Linker.nativeLinker();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment environment = arena.allocate(64, 8);
      int status =
          (int)
              linker
                  .downcallHandle(
                      linker.defaultLookup().findOrThrow("fegetenv"),
                      FunctionDescriptor.of(JAVA_INT, ADDRESS))
                  .invokeExact(environment);
      // The six lowest bits say which exceptions there were.
      return status == 0 ? environment.get(JAVA_INT, 28) & ~0x3f : -1;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
