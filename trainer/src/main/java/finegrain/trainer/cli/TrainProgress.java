package finegrain.trainer.cli;

import finegrain.trainer.engine.NetworkTraining;
import finegrain.trainer.training.Score;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.atomic.LongAdder;

/** The progress of {@code finegrain train}: how many steps are done, and how the last went. */
final class TrainProgress implements AutoCloseable {
  private final int epochs;
  private final int seeds;
  private final long stepsOfEpoch;
  private final LiveLine line;
  private final LongAdder steps = new LongAdder();
  private final LongAdder samples = new LongAdder();
  private final long begin = System.nanoTime();
  private volatile String state = "";

  /** Progress towards the end of so many trainings of so many epochs. */
  TrainProgress(Console console, int seeds, int epochs, long stepsOfEpoch) {
    this.epochs = epochs;
    this.seeds = seeds;
    this.stepsOfEpoch = stepsOfEpoch;
    line =
        new LiveLine(console, 0, Math.max(1L, (long) seeds * epochs * stepsOfEpoch), this::render);
  }

  /** A training goes on from here; its steps so far were done before. */
  void begun(NetworkTraining training) {
    line.step(training.state().epoch() * stepsOfEpoch + training.state().batch());
  }

  /** A step with so many samples is done. */
  void stepped(NetworkTraining training, int batch) {
    Score soFar = training.state().soFar();
    steps.increment();
    samples.add(batch);
    line.step(1);
    if (seeds == 1) {
      state = words(training.state().epoch() + 1, soFar);
    }
  }

  /** An epoch is over; it may have had a step less. */
  void epochEnded(NetworkTraining training) {
    line.step(stepsOfEpoch - training.batches());
  }

  private String words(int epoch, Score soFar) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d, loss %.3f, accuracy %.1f %%",
        epoch,
        epochs,
        soFar.loss(),
        100 * soFar.accuracy());
  }

  /** Says something above the line. */
  void say(String sentence) {
    line.say(sentence);
  }

  private String render(long done, long total, OptionalInt room) {
    double seconds = (System.nanoTime() - begin) * 1e-9;
    List<String> parts = new ArrayList<>();
    parts.add(String.format(Locale.ROOT, "%.0f %%", 100.0 * done / total));
    if (!state.isEmpty()) {
      parts.addAll(List.of(state.split(", ", -1)));
    } else if (seeds > 1) {
      parts.add("%d networks".formatted(seeds));
    }
    long own = steps.sum();
    if (own > 0) {
      parts.add(ProgressLine.shortened(samples.sum() / seconds) + "images/s");
      if (done < total) {
        long left = Math.round(seconds / own * (total - done));
        parts.add(ProgressLine.left(Duration.ofSeconds(left)));
      }
    }
    return room.isPresent()
        ? LiveLine.fit(parts, done, total, room.getAsInt())
        : String.join(", ", parts);
  }

  /** Draws the last state, once. */
  void end() {
    line.close();
  }

  @Override
  public void close() {
    end();
  }
}
