package finegrain.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import finegrain.kernels.ProcessorAffinity;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** {@code sched_getaffinity} and {@code sched_setaffinity} of the calling thread. */
public final class LinuxAffinity implements ProcessorAffinity {
  /** More than any kernel supports. The kernel refuses a mask with fewer bits than its own. */
  private static final int MOST_PROCESSORS = 1 << 14;

  private static final int BYTES = MOST_PROCESSORS / Byte.SIZE;
  private static final int THIS_THREAD = 0;

  /** For {@link java.util.ServiceLoader}. */
  public LinuxAffinity() {}

  @Override
  public Answer processors() {
    return answer(mask -> call("sched_getaffinity", mask));
  }

  @Override
  public Answer bind(Collection<Integer> processors) {
    BitSet wanted = new BitSet();
    for (int processor : processors) {
      if (processor < 0 || processor >= MOST_PROCESSORS) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "a processor's number is from 0 to %d, not %d",
                MOST_PROCESSORS - 1,
                processor));
      }
      wanted.set(processor);
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("a thread needs at least one processor");
    }
    Answer bound =
        answer(
            mask -> {
              mask.copyFrom(MemorySegment.ofArray(wanted.toByteArray()));
              return call("sched_setaffinity", mask);
            });
    // The kernel ignores processors that the thread may not use.
    return bound instanceof Answer.Processors ? processors() : bound;
  }

  private interface Call {
    /** The error number, or 0. */
    int run(MemorySegment mask) throws Throwable;
  }

  private static Answer answer(Call call) {
    if (!System.getProperty("os.name").equals("Linux")) {
      return new Answer.Impossible(
          "threads can be bound to processors on Linux only, not on %s"
              .formatted(System.getProperty("os.name")));
    }
    if (!LinuxAffinity.class.getModule().isNativeAccessEnabled()) {
      return new Answer.Impossible("this JVM does not allow native calls");
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = arena.allocate(BYTES, Long.BYTES);
      int error = call.run(mask);
      if (error != 0) {
        return new Answer.Impossible("the operating system refuses it: " + words(error));
      }
      List<Integer> processors = BitSet.valueOf(mask.toArray(JAVA_BYTE)).stream().boxed().toList();
      return new Answer.Processors(processors);
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      return new Answer.Impossible("the call failed: " + e);
    }
  }

  @SuppressWarnings("restricted")
  private static int call(String name, MemorySegment mask) throws Throwable {
    Linker linker = Linker.nativeLinker();
    var symbol = linker.defaultLookup().find(name);
    if (symbol.isEmpty()) {
      throw new UnsupportedOperationException("this system has no " + name);
    }
    var errno = Linker.Option.captureStateLayout();
    MethodHandle function =
        linker.downcallHandle(
            symbol.get(),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.captureCallState("errno"));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(errno);
      int result = (int) function.invokeExact(state, THIS_THREAD, mask.byteSize(), mask);
      return result == 0
          ? 0
          : state.get(JAVA_INT, errno.byteOffset(MemoryLayout.PathElement.groupElement("errno")));
    }
  }

  private static String words(int error) {
    return switch (error) {
      case 1 -> "no permission";
      case 22 -> "this process may use none of these processors";
      case 38 -> "there is no such system call";
      default -> "error " + error;
    };
  }
}
