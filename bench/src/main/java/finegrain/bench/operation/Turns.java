package finegrain.bench.operation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/** Two calls measured in turns, a few milliseconds each. */
final class Turns {
  private static final long TURN_NANOSECONDS = 2_000_000;
  private static final int LEAST = 5;

  private final long nanoseconds;
  private final LongSupplier clock;

  /**
   * For so long at least, and for {@value #LEAST} turns of each.
   *
   * @param clock in nanoseconds
   */
  Turns(long nanoseconds, LongSupplier clock) {
    this.nanoseconds = nanoseconds;
    this.clock = clock;
  }

  /** How many times as fast the first is, turn by turn. */
  List<Double> ratios(Runnable first, Runnable second) {
    int firstCalls = calls(first);
    int secondCalls = calls(second);
    List<Double> ratios = new ArrayList<>();
    long begin = clock.getAsLong();
    do {
      double one = nanosecondsPerCall(first, firstCalls);
      double other = nanosecondsPerCall(second, secondCalls);
      ratios.add(other / one);
    } while (ratios.size() < LEAST || clock.getAsLong() - begin < nanoseconds);
    return ratios;
  }

  /** How many calls fill a turn. */
  private int calls(Runnable call) {
    long begin = clock.getAsLong();
    int calls = 0;
    do {
      call.run();
      calls++;
    } while (clock.getAsLong() - begin < TURN_NANOSECONDS);
    return calls;
  }

  /** Measured after one call, because the other side has changed the caches. */
  private double nanosecondsPerCall(Runnable call, int calls) {
    call.run();
    long begin = clock.getAsLong();
    for (int i = 0; i < calls; i++) {
      call.run();
    }
    return (clock.getAsLong() - begin) / (double) calls;
  }
}
