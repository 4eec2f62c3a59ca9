package finegrain.trainer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The messages are those of HotSpot. */
class ShortageTest {
  private static final String THREADS =
      "unable to create native thread: possibly out of memory or process/resource limits reached";

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      delimiter = '|',
      value = {
        THREADS
            + "| 30 | - | no more threads can be started: the limit is 30 processes and threads of"
            + " this user (ulimit -u); take fewer with --threads, or raise it",
        THREADS
            + "| 30 | 6291456 | no more threads can be started: the limit is 30 processes and"
            + " threads of this user (ulimit -u), and 6 MiB of address space (ulimit -v); take"
            + " fewer with --threads, or raise it",
        THREADS
            + "| - | - | the system starts no more threads; take fewer with --threads, or raise the"
            + " limit on processes of this user or container",
        "Java heap space | 30 | 6291456 | the memory does not suffice: the limit is 6 MiB of"
            + " address space (ulimit -v); raise it, or take fewer threads",
        "Java heap space | 30 | - | the memory does not suffice; take fewer threads, or give the"
            + " JVM more with FINEGRAIN_JAVA_OPTIONS=-Xmx8g",
      })
  void aLimitIsNamedAsWhatItIs(String message, Long processes, Long addressSpace, String sentence) {
    assertThat(
            Shortage.sentence(
                new OutOfMemoryError(message),
                name ->
                    switch (name) {
                      case "Max processes" -> optional(processes);
                      case "Max address space" -> optional(addressSpace);
                      default -> OptionalLong.empty();
                    }))
        .isEqualTo(sentence);
  }

  private static OptionalLong optional(Long value) {
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
