package finegrain.bench.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final long MILLISECOND = 1_000_000;

  private final AtomicLong clock = new AtomicLong();
  private final StringBuilder order = new StringBuilder();

  private Runnable call(char name, long nanoseconds) {
    return () -> {
      order.append(name);
      clock.addAndGet(nanoseconds);
    };
  }

  @Test
  void theFirstIsSoManyTimesAsFast() {
    Turns turns = new Turns(20 * MILLISECOND, clock::get);
    assertThat(turns.ratios(call('a', 1000), call('b', 4000))).hasSize(5).containsOnly(4.0);
  }

  @Test
  void bothTakeTurns() {
    new Turns(0, clock::get).ratios(call('a', 3 * MILLISECOND), call('b', MILLISECOND));
    // As many calls as fill two milliseconds; then one before each turn that is not timed.
    assertThat(order).hasToString("abb" + "aabbb".repeat(5));
  }

  @Test
  void theyGoOnUntilTheTimeIsOver() {
    new Turns(60 * MILLISECOND, clock::get)
        .ratios(call('a', 2 * MILLISECOND), call('b', 2 * MILLISECOND));
    assertThat(order).hasToString("ab" + "aabb".repeat(8));
  }
}
