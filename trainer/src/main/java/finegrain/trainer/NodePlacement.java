package finegrain.trainer;

import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.host.MemoryNodes;
import java.util.Optional;

/**
 * Spreads threads over the memory nodes (NUMA) of a machine. A thread that stays on a node finds
 * its arrays there: the operating system puts a page on the node of the thread that writes it
 * first. On a machine of one node, and where threads cannot be bound, nothing is done.
 */
public final class NodePlacement {
  /** The system property that leaves threads to the operating system if it is {@code false}. */
  public static final String BIND = "finegrain.bind.nodes";

  private final MemoryNodes nodes;
  private final Optional<ProcessorAffinity> affinity;

  NodePlacement(MemoryNodes nodes, Optional<ProcessorAffinity> affinity) {
    this.nodes = nodes;
    this.affinity = affinity;
  }

  private static final class Here {
    private static final NodePlacement PLACEMENT = onThisMachine();

    private static NodePlacement onThisMachine() {
      MemoryNodes nodes = MemoryNodes.ofThisMachine();
      return nodes.areSeveral() && Boolean.parseBoolean(System.getProperty(BIND, "true"))
          ? new NodePlacement(nodes, ProcessorAffinity.installed())
          : new NodePlacement(nodes, Optional.empty());
    }
  }

  /** The placement on this machine. */
  public static NodePlacement ofThisMachine() {
    return Here.PLACEMENT;
  }

  /**
   * The work of a team whose workers stay on their nodes.
   *
   * @param workers of the team
   * @param threadsEach threads of a worker; if they are several, no worker is bound, because its
   *     threads would all be on the same node
   */
  public WorkerTeam.Work bound(int workers, int threadsEach, WorkerTeam.Work work) {
    if (affinity.isEmpty() || !nodes.areSeveral() || threadsEach > 1) {
      return work;
    }
    return worker -> {
      // Where the system refuses, the threads are as they are without this.
      var _ = affinity.get().bind(nodes.ofThread(worker, workers));
      work.run(worker);
    };
  }
}
