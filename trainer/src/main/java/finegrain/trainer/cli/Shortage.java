package finegrain.trainer.cli;

import finegrain.kernels.host.LinuxFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/** What the JVM calls a want of memory, by its cause: memory, or a limit on the process. */
final class Shortage {
  private Shortage() {}

  /** One sentence, with a remedy. */
  static String sentence(OutOfMemoryError error) {
    return sentence(error, LinuxFiles.ofThisMachine()::limit);
  }

  /** The sentence, with the limits by their names in {@link LinuxFiles#limit}. */
  static String sentence(OutOfMemoryError error, Function<String, OptionalLong> limitOf) {
    List<String> limits = new ArrayList<>();
    boolean threads = String.valueOf(error.getMessage()).contains("native thread");
    if (threads) {
      limitOf
          .apply("Max processes")
          .ifPresent(
              most ->
                  limits.add("%d processes and threads of this user (ulimit -u)".formatted(most)));
    }
    limitOf
        .apply("Max address space")
        .ifPresent(most -> limits.add("%d MiB of address space (ulimit -v)".formatted(most >> 20)));
    String limit = String.join(", and ", limits);
    if (threads) {
      return limits.isEmpty()
          ? "the system starts no more threads; take fewer with --threads, or raise the limit on"
              + " processes of this user or container"
          : "no more threads can be started: the limit is %s; take fewer with --threads, or raise it"
              .formatted(limit);
    }
    return limits.isEmpty()
        ? "the memory does not suffice; take fewer threads, or give the JVM more with"
            + " FINEGRAIN_JAVA_OPTIONS=-Xmx8g"
        : "the memory does not suffice: the limit is %s; raise it, or take fewer threads"
            .formatted(limit);
  }
}
