package finegrain.onednn;

import finegrain.kernels.Backend;
import finegrain.kernels.Backend.Availability.Available;
import finegrain.kernels.Backend.Availability.Unavailable;
import finegrain.kernels.Kernels;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * oneDNN, Intel's library for neural networks. Its bits are its own: they depend on the processor
 * and on the library's version.
 *
 * <p>It uses the library that the system property {@code finegrain.onednn.library} or the
 * environment variable {@code FINEGRAIN_ONEDNN_LIBRARY} names, else the one in the artifact
 * org.bytedeco:dnnl on the class path. The first call of {@link #availability} or {@link #open}
 * loads it, and it stays loaded. The system property {@code finegrain.onednn.isa}, {@code avx2} or
 * {@code avx512}, keeps it from using wider vectors; without the property, oneDNN's own variable
 * {@code ONEDNN_MAX_CPU_ISA} counts.
 */
public final class OneDnnBackend implements Backend {
  /** For {@link java.util.ServiceLoader}. */
  public OneDnnBackend() {}

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public boolean referenceBits() {
    return false;
  }

  @Override
  public Availability availability() {
    return OfThisProcess.AVAILABILITY;
  }

  /**
   * Kernels for one calling thread at a time. Each call uses so many threads of OpenMP, the calling
   * one included. If another thread calls, its first call starts further OpenMP threads.
   *
   * @throws IllegalArgumentException if there are fewer threads than 1
   * @throws IllegalStateException if the backend is not available, or has one thread only
   * @throws OneDnnException if oneDNN fails
   */
  @Override
  public Kernels open(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("a call needs at least 1 thread, not " + threads);
    }
    if (availability() instanceof Unavailable(String reason)) {
      throw new IllegalStateException("oneDNN cannot run here: " + reason);
    }
    if (threads > 1 && !OpenMp.isPresent()) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT, "a call cannot use %d threads: this oneDNN has no OpenMP", threads));
    }
    return new OneDnnKernels(threads);
  }

  /** Loads and tests the library once, at the first access. */
  private static final class OfThisProcess {
    static final Availability AVAILABILITY = find();

    private static Availability find() {
      try {
        return switch (OneDnnLibrary.ofThisProcess()) {
          case OneDnnLibrary.Loading.Failed(String reason) -> new Unavailable(reason);
          case OneDnnLibrary.Loading.Loaded(OneDnnLibrary library) -> test(library);
        };
      } catch (RuntimeException | LinkageError e) {
        return new Unavailable("it failed: " + e);
      }
    }

    private static Availability test(OneDnnLibrary library) {
      try (Kernels kernels = new OneDnnKernels(1)) {
        Optional<String> failure = SelfTest.failure(kernels);
        return failure.isPresent()
            ? new Unavailable(failure.get())
            : new Available(description(library));
      }
    }

    private static String description(OneDnnLibrary library) {
      String threads =
          switch (library.threading()) {
            case OPENMP ->
                OpenMp.isPresent()
                    ? "OpenMP with one thread a call"
                    : "OpenMP with an unknown number of threads";
            case SEQUENTIAL -> "no threads of its own";
            case OTHER -> "an unknown number of threads";
          };
      String words =
          "oneDNN %s%s, %s, %s"
              .formatted(
                  library.version(),
                  library.packaged() ? "" : " from " + library.path(),
                  Isa.words(Dnnl.effectiveIsa()),
                  threads);
      List<String> runtimes = OpenMp.runtimes();
      return runtimes.size() < 2
          ? words
          : words + "; this process has several OpenMP runtimes: " + String.join(", ", runtimes);
    }
  }
}
