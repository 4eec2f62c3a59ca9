package finegrain.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.kernels.ProcessorAffinity;
import finegrain.kernels.host.MemoryNodes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodePlacementTest {
  private static final MemoryNodes TWO = new MemoryNodes(List.of(List.of(0, 1, 4), List.of(2)));

  private final List<List<Integer>> bound = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> worked = Collections.synchronizedList(new ArrayList<>());

  private final class Recorder implements ProcessorAffinity {
    @Override
    public Answer processors() {
      return new Answer.Processors(List.of(0, 1, 2, 4));
    }

    @Override
    public Answer bind(Collection<Integer> processors) {
      bound.add(List.copyOf(processors));
      return new Answer.Impossible("this is a test");
    }
  }

  private void run(MemoryNodes nodes, Optional<ProcessorAffinity> affinity, int threadsEach)
      throws InterruptedException {
    WorkerTeam.run(
        4,
        Thread.ofPlatform().factory(),
        new NodePlacement(nodes, affinity).bound(4, threadsEach, worked::add),
        () -> {});
    assertThat(worked).containsExactlyInAnyOrder(0, 1, 2, 3);
  }

  @Test
  void eachThreadIsBoundToTheProcessorsOfItsNode() throws Exception {
    run(TWO, Optional.of(new Recorder()), 1);
    assertThat(bound)
        .containsExactlyInAnyOrder(
            List.of(0, 1, 4), List.of(0, 1, 4), List.of(0, 1, 4), List.of(2));
  }

  @Test
  void noThreadIsBoundOnOneNodeOrWithThreadsOfItsOwn() throws Exception {
    run(new MemoryNodes(List.of(List.of(0, 1, 2, 4))), Optional.of(new Recorder()), 1);
    worked.clear();
    run(TWO, Optional.of(new Recorder()), 16);
    worked.clear();
    run(TWO, Optional.empty(), 1);
    assertThat(bound).isEmpty();
  }
}
