package finegrain.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.ProcessorAffinity.Answer.Impossible;
import finegrain.kernels.ProcessorAffinity.Answer.Processors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Threads stay on the processors that they are bound to. */
class LinuxAffinityTest {
  private final ProcessorAffinity affinity = ProcessorAffinity.installed().orElseThrow();

  @Test
  @EnabledOnOs(OS.LINUX)
  void bindsTheCallingThreadAlone() throws Exception {
    Processors all = (Processors) affinity.processors();
    assertThat(all.numbers())
        .hasSizeGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors())
        .isSorted();
    int last = all.numbers().getLast();
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      assertThat(thread.submit(() -> affinity.bind(List.of(last))).get())
          .isEqualTo(new Processors(List.of(last)));
      // The kernel's own account of the thread.
      assertThat(thread.submit(() -> Files.readAllLines(Path.of("/proc/thread-self/status"))).get())
          .contains("Cpus_allowed_list:\t" + last);
      assertThat(affinity.processors()).isEqualTo(all);
      assertThat(thread.submit(() -> affinity.bind(all.numbers())).get()).isEqualTo(all);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void saysThatAProcessorIsNotThere() {
    assertThat(affinity.bind(List.of(16_000)))
        .isEqualTo(
            new Impossible(
                "the operating system refuses it: this process may use none of these processors"));
  }

  @Test
  void refusesNoProcessors() {
    assertThatThrownBy(() -> affinity.bind(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a thread needs at least one processor");
    assertThatThrownBy(() -> affinity.bind(List.of(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not -1");
  }
}
