package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** The message of the operating system's loader about a library that does not load. */
final class LoaderError {
  private static final int RTLD_LAZY = 1;
  private static final long LONGEST = 4096;

  private LoaderError() {}

  /** Why {@code dlopen} refuses a path; general words if it gives no reason. */
  @SuppressWarnings("restricted")
  static String of(Path path) {
    Linker linker = Linker.nativeLinker();
    var open = linker.defaultLookup().find("dlopen");
    var error = linker.defaultLookup().find("dlerror");
    if (open.isPresent() && error.isPresent()) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment library =
            (MemorySegment)
                linker
                    .downcallHandle(open.get(), FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT))
                    .invokeExact(arena.allocateFrom(path.toString()), RTLD_LAZY);
        MemorySegment message =
            (MemorySegment)
                linker.downcallHandle(error.get(), FunctionDescriptor.of(ADDRESS)).invokeExact();
        if (library.address() == 0 && message.address() != 0) {
          return message.reinterpret(LONGEST).getString(0);
        }
      } catch (Throwable e) {
        // Then the general words follow.
      }
    }
    return "the operating system's loader refuses it";
  }
}
