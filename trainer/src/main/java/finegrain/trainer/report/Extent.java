package finegrain.trainer.report;

import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;

/** The least and the greatest of some numbers; of none, least is greater than greatest. */
record Extent(double least, double greatest) {
  /** Of no numbers. */
  static final Extent NONE = new Extent(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);

  static Extent of(DoubleStream values) {
    DoubleSummaryStatistics statistics = values.summaryStatistics();
    return new Extent(statistics.getMin(), statistics.getMax());
  }

  Extent with(double value) {
    return new Extent(Math.min(least, value), Math.max(greatest, value));
  }

  boolean isEmpty() {
    return least > greatest;
  }
}
