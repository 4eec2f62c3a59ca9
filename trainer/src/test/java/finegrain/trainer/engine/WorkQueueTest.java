package finegrain.trainer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkQueueTest {
  private static final Supplier<Cohort> FIRST = new Waiting(1);
  private static final Supplier<Cohort> SECOND = new Waiting(2);

  /** No training is made here. */
  private record Waiting(int number) implements Supplier<Cohort> {
    @Override
    public Cohort get() {
      throw new AssertionError("nobody trains " + number);
    }
  }

  private static CompletableFuture<Optional<Supplier<Cohort>>> take(WorkQueue queue) {
    CompletableFuture<Optional<Supplier<Cohort>>> taken = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                taken.complete(queue.take());
              } catch (InterruptedException e) {
                taken.completeExceptionally(e);
              }
            });
    return taken;
  }

  private static void awaitClaim(WorkQueue queue) throws InterruptedException {
    while (!queue.claim()) {
      Thread.sleep(Duration.ofMillis(1));
    }
  }

  @Test
  void handsOutInOrderAndEnds() throws InterruptedException {
    WorkQueue queue = new WorkQueue(List.of(FIRST, SECOND));
    assertThat(queue.take()).containsSame(FIRST);
    queue.finished();
    assertThat(queue.take()).containsSame(SECOND);
    queue.finished();
    assertThat(queue.take()).isEmpty();
  }

  @Test
  void nobodyIsWaitingAtFirst() throws InterruptedException {
    WorkQueue queue = new WorkQueue(List.of(FIRST, SECOND));
    queue.take();
    assertThat(queue.claim()).isFalse();
  }

  @Test
  void anIdleThreadGetsThePartThatIsAdded() throws Exception {
    WorkQueue queue = new WorkQueue(List.of(FIRST));
    queue.take();
    CompletableFuture<Optional<Supplier<Cohort>>> idle = take(queue);
    awaitClaim(queue);
    assertThat(idle).isNotDone();
    queue.add(null);
    assertThat(idle.get()).isPresent();
  }

  /** Two threads that find one idle may not both cut a cohort. */
  @Test
  void anIdleThreadIsClaimedOnce() throws Exception {
    WorkQueue queue = new WorkQueue(List.of(FIRST));
    queue.take();
    CompletableFuture<Optional<Supplier<Cohort>>> one = take(queue);
    awaitClaim(queue);
    assertThat(queue.claim()).isFalse();
    CompletableFuture<Optional<Supplier<Cohort>>> two = take(queue);
    awaitClaim(queue);
    queue.add(null);
    queue.add(null);
    assertThat(one.get()).isPresent();
    assertThat(two.get()).isPresent();
    assertThat(queue.claim()).isFalse();
  }

  @Test
  void idleThreadsEndWithTheLastCohort() throws Exception {
    WorkQueue queue = new WorkQueue(List.of(FIRST));
    queue.take();
    CompletableFuture<Optional<Supplier<Cohort>>> one = take(queue);
    CompletableFuture<Optional<Supplier<Cohort>>> two = take(queue);
    queue.finished();
    assertThat(one.get()).isEmpty();
    assertThat(two.get()).isEmpty();
  }

  @Test
  void aThreadMayBeInterruptedWhileItWaits() throws InterruptedException {
    WorkQueue queue = new WorkQueue(List.of(FIRST));
    queue.take();
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
    assertThat(queue.claim()).isFalse();
  }
}
