package finegrain.trainer.engine;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/** What the threads of a sweep have done so far. They write it while a progress line reads it. */
public final class Meter {
  private final LongAdder steps = new LongAdder();
  private final LongAdder flops = new LongAdder();
  private final AtomicInteger alive = new AtomicInteger();
  private final AtomicReference<Instant> firstEpoch = new AtomicReference<>();
  private volatile boolean recorded = true;

  /** A meter at zero. */
  public Meter() {}

  /** The sweep writes no events from now on: nobody wants to see it in a recording. */
  public void silence() {
    recorded = false;
  }

  /** Whether the sweep writes events where somebody records them. */
  public boolean isRecorded() {
    return recorded;
  }

  /** Work was done: steps of models (one batch of one model each), floating-point operations. */
  public void add(long modelSteps, long operations) {
    steps.add(modelSteps);
    flops.add(operations);
  }

  /** An epoch of some models is over. */
  public void endOfEpoch() {
    if (firstEpoch.get() == null) {
      firstEpoch.compareAndSet(null, Instant.now());
    }
  }

  /** So many models have begun to train; negative where they have ended. */
  public void alive(int change) {
    alive.addAndGet(change);
  }

  /** Steps of models: one batch of one model each. */
  public long steps() {
    return steps.sum();
  }

  /** Floating-point operations of products, in training and evaluation. */
  public long flops() {
    return flops.sum();
  }

  /** When the first epoch of any model ended; empty before. */
  public Optional<Instant> firstEpoch() {
    return Optional.ofNullable(firstEpoch.get());
  }

  /** Models that are being trained now. */
  public int alive() {
    return alive.get();
  }
}
