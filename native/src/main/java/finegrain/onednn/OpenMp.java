package finegrain.onednn;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import finegrain.kernels.host.LinuxFiles;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenMP runtime of oneDNN. It keeps the number of threads of a call separately for each
 * calling thread. This class may be used only after {@link OneDnnLibrary#ofThisProcess} has said
 * that the library is loaded.
 */
final class OpenMp {
  private static final Pattern RUNTIME =
      Pattern.compile("\\s(/.*/(?:libgomp|libiomp5|libomp)[^/]*\\.so[^/]*)$");

  private static final Optional<MethodHandle> SET =
      find("omp_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT));
  private static final Optional<MethodHandle> GET =
      find("omp_get_max_threads", FunctionDescriptor.of(JAVA_INT));
  private static final boolean PRESENT = SET.isPresent() && GET.isPresent();
  private static final MethodHandle SET_THREADS = SET.orElse(null);
  private static final MethodHandle MAX_THREADS = GET.orElse(null);

  private OpenMp() {}

  @SuppressWarnings("restricted")
  private static Optional<MethodHandle> find(String name, FunctionDescriptor type) {
    OneDnnLibrary library = OneDnnLibrary.loaded();
    if (library.threading() != OneDnnLibrary.Threading.OPENMP) {
      return Optional.empty();
    }
    return lookup(library)
        .find(name)
        .map(
            symbol ->
                Linker.nativeLinker().downcallHandle(symbol, type, Linker.Option.critical(false)));
  }

  @SuppressWarnings("restricted")
  private static SymbolLookup lookup(OneDnnLibrary library) {
    if (System.getProperty("os.name").startsWith("Windows")) {
      // On Windows a library's functions are not found through another one that uses it.
      return SymbolLookup.libraryLookup("vcomp140.dll", java.lang.foreign.Arena.global());
    }
    return library.symbols();
  }

  /** Sets the number of threads that calls of this thread use, itself included. */
  static void useThreads(int threads) {
    if (PRESENT) {
      try {
        SET_THREADS.invokeExact(threads);
      } catch (Throwable e) {
        throw new IllegalStateException("omp_set_num_threads failed", e);
      }
    }
  }

  /** How many threads a call that this thread makes may use; 1 without OpenMP. */
  static int threads() {
    if (!PRESENT) {
      return 1;
    }
    try {
      return (int) MAX_THREADS.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("omp_get_max_threads failed", e);
    }
  }

  /** Whether the number of threads can be set. */
  static boolean isPresent() {
    return PRESENT;
  }

  /** The OpenMP runtimes in this process, if the operating system names them, as Linux does. */
  static List<String> runtimes() {
    return runtimes(LinuxFiles.ofThisMachine().memoryMap());
  }

  /** The OpenMP runtimes among the lines of a process's memory map. */
  static List<String> runtimes(List<String> maps) {
    return maps.stream()
        .map(RUNTIME::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .distinct()
        .toList();
  }
}
