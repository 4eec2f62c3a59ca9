package finegrain.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryTest {
  private final List<List<Integer>> groups = new ArrayList<>();

  private List<Integer> kept() {
    return groups.stream().flatMap(List::stream).toList();
  }

  @Test
  void whatManyThreadsFinishIsKeptOnce() throws Exception {
    Delivery.<Integer>run(
        groups::add,
        finished ->
            WorkerTeam.run(
                64,
                Thread.ofPlatform().factory(),
                thread -> IntStream.range(0, 100).forEach(i -> finished.accept(100 * thread + i)),
                () -> {}));
    assertThat(kept())
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 6_400).boxed().toList());
    assertThat(groups).doesNotContain(List.of());
  }

  /** Nobody waits for the keeper, and what has come meanwhile is one group. */
  @Test
  void aBusyKeeperGetsAGroup() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Delivery.<Integer>run(
        group -> {
          groups.add(group);
          begun.countDown();
          await(goOn);
        },
        finished -> {
          finished.accept(1);
          begun.await();
          List.of(2, 3, 4).forEach(finished);
          goOn.countDown();
        });
    assertThat(groups).containsExactly(List.of(1), List.of(2, 3, 4));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsFinishedIsKeptWhenTheWorkFailsOrIsInterrupted() {
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(
            () ->
                Delivery.<Integer>run(
                    groups::add,
                    finished -> {
                      finished.accept(1);
                      throw new UserError("no");
                    }));
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(
            () ->
                Delivery.<Integer>run(
                    group -> {
                      if (!Thread.currentThread().isInterrupted()) {
                        groups.add(group);
                      }
                    },
                    finished -> {
                      finished.accept(2);
                      Thread.currentThread().interrupt();
                      Thread.sleep(1);
                    }));
    assertThat(kept()).containsExactly(1, 2);
  }

  @Test
  void aFailureOfTheKeeperEndsTheWork() {
    List<Integer> accepted = new ArrayList<>();
    assertThatExceptionOfType(UserError.class)
        .isThrownBy(
            () ->
                Delivery.<Integer>run(
                    _ -> {
                      throw new UserError("the disk is full");
                    },
                    finished -> {
                      while (true) {
                        finished.accept(1);
                        accepted.add(1);
                        Thread.sleep(1);
                      }
                    }))
        .withMessage("the disk is full");
    assertThat(accepted).isNotEmpty();
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(
            () ->
                Delivery.<Integer>run(
                    _ -> {
                      throw new AssertionError("ours");
                    },
                    finished -> finished.accept(1)))
        .withMessage("ours");
  }
}
