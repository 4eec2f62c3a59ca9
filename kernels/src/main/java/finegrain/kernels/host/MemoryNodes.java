package finegrain.kernels.host;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The memory nodes (NUMA) of a machine: groups of processors with memory of their own, which they
 * read faster than that of others. Linux reports them. On other systems there is one.
 *
 * @param processors of each node, those that this process may use; nodes without one are left out
 */
public record MemoryNodes(List<List<Integer>> processors) {
  /** Copies the lists. */
  public MemoryNodes {
    processors = processors.stream().map(List::copyOf).toList();
  }

  /** The nodes of this machine. */
  public static MemoryNodes ofThisMachine() {
    return of(LinuxFiles.ofThisMachine());
  }

  static MemoryNodes of(LinuxFiles files) {
    Set<Integer> allowed =
        Arrays.stream(files.allowedProcessors()).boxed().collect(Collectors.toSet());
    List<List<Integer>> nodes = new ArrayList<>();
    for (int[] node : files.memoryNodes()) {
      List<Integer> usable = Arrays.stream(node).filter(allowed::contains).boxed().toList();
      if (!usable.isEmpty()) {
        nodes.add(usable);
      }
    }
    return new MemoryNodes(nodes);
  }

  /** Whether it matters on which node a thread runs. */
  public boolean areSeveral() {
    return processors.size() > 1;
  }

  /**
   * The processors of the node for one of many threads. Each node gets threads in proportion to its
   * processors.
   *
   * @param thread its number, counted from 0
   * @param threads how many there are
   * @throws IndexOutOfBoundsException if there is no such thread
   * @throws IllegalStateException if the nodes are unknown
   */
  public List<Integer> ofThread(int thread, int threads) {
    Objects.checkIndex(thread, threads);
    long all = processors.stream().mapToLong(List::size).sum();
    // The middle of the thread's share of all processors, put in a row.
    long place = (2L * thread + 1) * all / (2L * threads);
    for (List<Integer> node : processors) {
      if (place < node.size()) {
        return node;
      }
      place -= node.size();
    }
    throw new IllegalStateException("this machine does not report its memory nodes");
  }
}
