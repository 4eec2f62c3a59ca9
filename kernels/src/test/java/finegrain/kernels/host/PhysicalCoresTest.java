package finegrain.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files are as Linux writes them, in a folder of their own. */
final class PhysicalCoresTest {
  @TempDir Path root;

  private void allow(String list) throws IOException {
    Path status = root.resolve("proc/self/status");
    Files.createDirectories(status.getParent());
    Files.writeString(
        status,
        "Name:\tjava\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list + "\nMems_allowed:\t1\n");
  }

  private void processor(int number, String file, String siblings) throws IOException {
    Path topology = root.resolve("sys/devices/system/cpu/cpu" + number + "/topology");
    Files.createDirectories(topology);
    Files.writeString(topology.resolve(file), siblings + "\n");
  }

  /** Four cores with two hardware threads each; the second ones are numbered from 4. */
  private void fourCoresOfTwoThreads() throws IOException {
    for (int core = 0; core < 4; core++) {
      processor(core, "core_cpus_list", core + "," + (core + 4));
      processor(core + 4, "core_cpus_list", core + "," + (core + 4));
    }
  }

  private int count(int processors) {
    return PhysicalCores.count(new LinuxFiles(root), processors);
  }

  @Test
  void twoHardwareThreadsAreOneCore() throws Exception {
    fourCoresOfTwoThreads();
    allow("0-7");
    assertThat(count(8)).isEqualTo(4);
  }

  @Test
  void aBoundProcessHasTheCoresOfItsProcessors() throws Exception {
    fourCoresOfTwoThreads();
    allow("1,5");
    assertThat(count(2)).isEqualTo(1);
    allow("0,2-3,6");
    assertThat(count(4)).isEqualTo(3);
  }

  @Test
  void aShareOfTheTimeIsALimit() throws Exception {
    fourCoresOfTwoThreads();
    allow("0-7");
    assertThat(count(3)).isEqualTo(3);
    assertThat(count(1)).isEqualTo(1);
  }

  @Test
  void anOlderLinuxHasTheOlderName() throws Exception {
    for (int processor = 0; processor < 4; processor++) {
      int first = processor - processor % 2;
      processor(processor, "thread_siblings_list", first + "-" + (first + 1));
    }
    allow("0-3");
    assertThat(count(4)).isEqualTo(2);
  }

  /** The list of what is allowed names processors, too, that are switched off or not there. */
  @Test
  void processorsThatAreSwitchedOffDoNotCount() throws Exception {
    processor(0, "core_cpus_list", "0");
    processor(2, "core_cpus_list", "2");
    Files.createDirectories(root.resolve("sys/devices/system/cpu/cpu1"));
    allow("0-127");
    assertThat(count(2)).isEqualTo(2);
  }

  @Test
  void withoutTheFilesEveryProcessorIsACore() throws Exception {
    assertThat(count(6)).isEqualTo(6);
    allow("0-5");
    assertThat(count(6)).isEqualTo(6);
    allow("");
    assertThat(count(6)).isEqualTo(6);
    allow("all");
    assertThat(count(6)).isEqualTo(6);
  }

  @Test
  void thisMachineHasAtLeastOne() {
    assertThat(PhysicalCores.available()).isBetween(1, Runtime.getRuntime().availableProcessors());
  }
}
