package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final int CALLS_WITH_BOXES = 12;
  private static final int WORK = 100_000;
  private static final long SHORT = 1;

  private float[] box = new float[0];

  @Test
  void goesOnWhileCallsAllocateAsBoxedVectorsDo() {
    int calls = callsOf(call -> box = new float[call <= CALLS_WITH_BOXES ? WORK : 1]);

    assertThat(calls).isGreaterThan(CALLS_WITH_BOXES);
    assertThat(box).hasSize(1);
  }

  /** Each takes longer than what a warm-up looks at in one piece. */
  private static int callsOf(IntConsumer body) {
    AtomicInteger calls = new AtomicInteger();
    new WarmUp()
        .run(
            () -> {
              body.accept(calls.incrementAndGet());
              sleep();
            },
            WORK,
            SHORT,
            false);
    return calls.get();
  }

  private static void sleep() {
    try {
      Thread.sleep(120);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
