package finegrain.trainer.report.figure;

/** A part of an axis. */
public record Range(double low, double high) {

  /**
   * A part of an axis.
   *
   * @throws IllegalArgumentException unless low and high are finite and low is less than high
   */
  public Range {
    if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
      throw new IllegalArgumentException("a range cannot go from " + low + " to " + high);
    }
  }
}
