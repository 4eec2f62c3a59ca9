package finegrain.kernels.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layouts are those that owners of such machines have published. */
final class MemoryNodesTest {
  @TempDir Path root;

  private void file(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  private void allow(String processors) throws IOException {
    file("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t" + processors);
  }

  private void node(int number, String processors) throws IOException {
    file("sys/devices/system/node/node" + number + "/cpulist", processors);
  }

  private void online(String nodes) throws IOException {
    file("sys/devices/system/node/online", nodes);
  }

  private MemoryNodes nodes() {
    return MemoryNodes.of(new LinuxFiles(root));
  }

  private static List<Integer> range(int first, int last) {
    return IntStream.rangeClosed(first, last).boxed().toList();
  }

  /** Two EPYC 9375F without hardware threads: github.com/egandro/proxmox-cpu-affinity/issues/58. */
  @Test
  void twoSockets() throws Exception {
    online("0-1");
    node(0, "0-31");
    node(1, "32-63");
    allow("0-63");
    assertThat(nodes().processors()).containsExactly(range(0, 31), range(32, 63));
    assertThat(nodes().areSeveral()).isTrue();
    assertThat(nodes().ofThread(31, 64)).isEqualTo(range(0, 31));
    assertThat(nodes().ofThread(32, 64)).isEqualTo(range(32, 63));
  }

  /** A c5n.18xlarge of AWS: github.com/awslabs/aws-c-s3/pull/403. */
  @Test
  void hardwareThreadsAreNumberedAfterAllCores() throws Exception {
    online("0-1");
    node(0, "0-17,36-53");
    node(1, "18-35,54-71");
    allow("0-71");
    assertThat(nodes().processors().get(0)).hasSize(36).contains(0, 17, 36, 53);
    assertThat(nodes().ofThread(17, 36)).contains(0, 53);
    assertThat(nodes().ofThread(18, 36)).contains(18, 71);
  }

  /**
   * A POWER9, whose graphics processors are nodes of memory alone:
   * github.com/autotest/tp-qemu/pull/1794.
   */
  @Test
  void nodesOfMemoryAloneGetNoThreads() throws Exception {
    online("0,8,252-255");
    node(0, "0-63");
    node(8, "64-127");
    for (int number = 252; number < 256; number++) {
      node(number, "");
    }
    allow("0-127");
    assertThat(nodes().processors()).containsExactly(range(0, 63), range(64, 127));
  }

  /**
   * A Threadripper 3960X with four nodes, two of them without memory:
   * github.com/numactl/numactl/issues/165.
   */
  @Test
  void fourNodesGetThreadsInProportion() throws Exception {
    online("0-3");
    node(0, "0-5,24-29");
    node(1, "6-11,30-35");
    node(2, "12-17,36-41");
    node(3, "18-23,42-47");
    allow("0-47");
    assertThat(firstProcessors(24)).containsOnly(0, 6, 12, 18).hasSize(24);
    assertThat(firstProcessors(24).stream().filter(first -> first == 12)).hasSize(6);
    assertThat(firstProcessors(4)).containsExactly(0, 6, 12, 18);
    assertThat(firstProcessors(2)).containsExactly(6, 18);
    assertThat(firstProcessors(1)).containsExactly(12);
    // As under numactl or in a container: seven processors of two nodes.
    allow("0-4,10-11");
    assertThat(nodes().processors()).containsExactly(range(0, 4), range(10, 11));
    assertThat(firstProcessors(7)).containsExactly(0, 0, 0, 0, 0, 10, 10);
    assertThat(firstProcessors(100)).hasSize(100).containsOnly(0, 10);
    allow("6-11");
    assertThat(nodes().areSeveral()).isFalse();
  }

  private List<Integer> firstProcessors(int threads) {
    return IntStream.range(0, threads)
        .mapToObj(thread -> nodes().ofThread(thread, threads).getFirst())
        .toList();
  }

  @Test
  void unknownNodesAreNotSeveral() throws Exception {
    assertThat(nodes().areSeveral()).isFalse();
    allow("0-3");
    online("all");
    assertThat(nodes().areSeveral()).isFalse();
    assertThatThrownBy(() -> nodes().ofThread(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> nodes().ofThread(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }
}
