package finegrain.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadTeamTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 16})
  void doesEveryPartOnceAndReturnsWhenAllAreDone(int threads) {
    try (ThreadTeam team = new ThreadTeam(threads)) {
      for (int round = 0; round < 2_000; round++) {
        int parts = 1 + round % threads;
        AtomicIntegerArray done = new AtomicIntegerArray(parts);
        team.run(
            (part, of) -> {
              assertThat(of).isEqualTo(parts);
              done.incrementAndGet(part);
            },
            parts);
        for (int part = 0; part < parts; part++) {
          assertThat(done.get(part)).isOne();
        }
      }
    }
  }

  @Test
  void keepsItsThreadsAndLetsThemParkBetweenTasks() throws InterruptedException {
    Set<Thread> seen = ConcurrentHashMap.newKeySet();
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int round = 0; round < 3; round++) {
        team.run((part, of) -> seen.add(Thread.currentThread()), 2);
        awaitState(seen, Thread.State.WAITING);
      }
      assertThat(seen).hasSize(2).contains(Thread.currentThread());
    }
    awaitState(seen, Thread.State.TERMINATED);
  }

  /** Of all threads but this one. */
  private static void awaitState(Set<Thread> threads, Thread.State state)
      throws InterruptedException {
    for (Thread thread : threads) {
      while (!thread.equals(Thread.currentThread()) && thread.getState() != state) {
        Thread.sleep(Duration.ofMillis(1));
      }
    }
  }

  @Test
  void startsNoThreadBeforeItIsNeeded() {
    int before = Thread.activeCount();
    try (ThreadTeam team = new ThreadTeam(64)) {
      List<Integer> parts = Collections.synchronizedList(new ArrayList<>());
      team.run((part, of) -> parts.add(part), 1);
      assertThat(parts).containsExactly(0);
      assertThat(Thread.activeCount()).isLessThan(before + 64);
    }
  }

  @Test
  void throwsTheErrorOfAPartOnceTheOthersHaveEnded() {
    AtomicInteger ended = new AtomicInteger();
    try (ThreadTeam team = new ThreadTeam(3)) {
      assertThatThrownBy(
              () ->
                  team.run(
                      (part, of) -> {
                        if (part == 1) {
                          throw new IllegalStateException("part 1");
                        }
                        ended.incrementAndGet();
                      },
                      3))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("part 1");
      assertThat(ended).hasValue(2);
      team.run((part, of) -> ended.incrementAndGet(), 3);
      assertThat(ended).hasValue(5);
    }
  }

  /** As of Linux with a limit on processes: the JVM's error says nothing of memory alone. */
  @Test
  void worksWithFewerThreadsWhereTheSystemRefusesMore() {
    AtomicInteger asked = new AtomicInteger();
    ThreadTeam.Starter three =
        thread -> {
          if (asked.incrementAndGet() > 3) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          thread.start();
        };
    try (ThreadTeam team = new ThreadTeam(64, three)) {
      for (int call = 0; call < 100; call++) {
        Set<Integer> parts = ConcurrentHashMap.newKeySet();
        team.run(
            (part, of) -> {
              assertThat(of).isEqualTo(4);
              parts.add(part);
            },
            64);
        assertThat(parts).containsExactlyInAnyOrder(0, 1, 2, 3);
      }
      assertThat(team.size()).isEqualTo(4);
      assertThat(asked).hasValue(4);
    }
  }

  @Test
  void refusesTasksOnceItIsClosed() {
    ThreadTeam team = new ThreadTeam(2);
    team.close();
    assertThatThrownBy(() -> team.run((part, of) -> {}, 2))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("these kernels are closed");
  }

  @Test
  void allocatesNothingOnceItsThreadsRun() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    AtomicInteger sum = new AtomicInteger();
    ThreadTeam.Task task = (part, of) -> sum.addAndGet(part);
    try (ThreadTeam team = new ThreadTeam(2)) {
      for (int round = 0; round < 20_000; round++) {
        team.run(task, 2);
      }
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < 1_000; round++) {
        team.run(task, 2);
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000);
    }
  }
}
