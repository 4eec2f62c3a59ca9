package finegrain.trainer.report.figure;

import finegrain.trainer.report.figure.Ticks.Tick;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The places of the numbers of an axis in a drawing. */
final class Scale {
  /** The free space at each end of an axis without a range, as a share of the data's span. */
  private static final double FREE = 0.04;

  private final Axis axis;

  /** The visible part of the axis; of a logarithmic axis, the logarithms of its ends. */
  private final Range seen;

  /** Pixels at the lower and the upper end. */
  private final double from;

  private final double to;

  private Scale(Axis axis, Range seen, double from, double to) {
    this.axis = axis;
    this.seen = seen;
    this.from = from;
    this.to = to;
  }

  /**
   * The scale of an axis on which data are drawn.
   *
   * @param data for which {@link #holds} is true
   * @param from the pixel at its lower end
   * @param to the pixel at its upper end
   */
  static Scale of(Axis axis, DoubleStream data, double from, double to) {
    return new Scale(
        axis,
        switch (axis) {
          case Axis.Linear linear -> linear.range().orElseGet(() -> around(data));
          case Axis.Logarithmic logarithmic ->
              around(
                  DoubleStream.concat(
                          logarithmic.ticks().stream().mapToDouble(Double::doubleValue), data)
                      .map(StrictMath::log));
          case Axis.Categories categories -> new Range(-0.5, categories.names().size() - 0.5);
        },
        from,
        to);
  }

  /** Whether a number has a place on an axis. */
  static boolean holds(Axis axis, double value) {
    return Double.isFinite(value) && (value > 0 || !(axis instanceof Axis.Logarithmic));
  }

  private static Range around(DoubleStream data) {
    DoubleSummaryStatistics ends = data.summaryStatistics();
    if (ends.getCount() == 0) {
      return new Range(0, 1);
    }
    double span = ends.getMax() - ends.getMin();
    // A single number is in the middle.
    double free = span > 0 ? span * FREE : Math.max(Math.abs(ends.getMin()) * 0.1, 0.1);
    return new Range(ends.getMin() - free, ends.getMax() + free);
  }

  /** The pixel of a number, which may lie outside the drawing. */
  double at(double value) {
    double place = axis instanceof Axis.Logarithmic ? StrictMath.log(value) : value;
    return from + (to - from) * ((place - seen.low()) / (seen.high() - seen.low()));
  }

  /** Whether a number lies on the visible part. */
  boolean shows(double value) {
    double least = Math.min(from, to) - 1e-6;
    double greatest = Math.max(from, to) + 1e-6;
    return holds(axis, value) && at(value) >= least && at(value) <= greatest;
  }

  /**
   * The ticks of the axis: numbers, or names.
   *
   * @param atMost ticks on a linear axis
   */
  List<Tick> ticks(int atMost) {
    return switch (axis) {
      case Axis.Linear _ -> Ticks.linear(seen, atMost);
      case Axis.Logarithmic logarithmic ->
          logarithmic.ticks().isEmpty()
              ? Ticks.logarithmic(
                  new Range(StrictMath.exp(seen.low()), StrictMath.exp(seen.high())))
              : Ticks.given(logarithmic.ticks());
      case Axis.Categories categories ->
          IntStream.range(0, categories.names().size())
              .mapToObj(i -> new Tick(i, categories.names().get(i)))
              .toList();
    };
  }
}
