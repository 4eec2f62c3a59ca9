package finegrain.trainer.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.DoubleAdder;

/** The progress of a study. */
final class UnitProgress implements AutoCloseable {
  private final LiveLine line;
  private final String units;
  private final long begin = System.nanoTime();
  private final double totalCost;
  private final DoubleAdder cost = new DoubleAdder();

  /**
   * Progress towards {@code total} units, of which {@code done} were done before.
   *
   * @param units what they are called
   * @param cost of the units that are left
   */
  UnitProgress(Console console, String units, long done, long total, double cost) {
    this.units = units;
    totalCost = cost;
    line = new LiveLine(console, done, total, this::render);
  }

  /** A unit is done, which was so much of the cost. */
  void step(double unitCost) {
    cost.add(unitCost);
    line.step(1);
  }

  /** For a run that is stopped: where it stands. */
  String stopped() {
    return "stopped with %d of %d %s finished and kept; the same command goes on from there"
        .formatted(line.done(), line.total(), units);
  }

  private String render(long done, long total, OptionalInt room) {
    List<String> parts = new ArrayList<>(List.of("%d/%d %s".formatted(done, total, units)));
    double spent = cost.sum();
    if (spent > 0 && done < total) {
      double seconds = (System.nanoTime() - begin) * 1e-9;
      long left = Math.round(seconds / spent * (totalCost - spent));
      parts.add(ProgressLine.left(Duration.ofSeconds(left)));
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
