package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question.Size;
import finegrain.trainer.report.figure.Axis;
import java.util.List;

/**
 * One of the two sizes of a setting, as an axis of a figure and in words.
 *
 * @param capacity the unit of the architecture's capacity, such as {@code hidden units}
 */
record SizeAxis(Size size, String capacity) {
  static SizeAxis of(Size size, Configuration configuration) {
    return new SizeAxis(size, configuration.architectures().getFirst().widthUnit());
  }

  /** The other of the two sizes. */
  SizeAxis other() {
    return new SizeAxis(size == Size.CAPACITY ? Size.SAMPLES : Size.CAPACITY, capacity);
  }

  /** The values in a run, in increasing order. */
  List<Integer> values(Configuration configuration) {
    return size == Size.CAPACITY ? configuration.widths() : configuration.perClass();
  }

  int of(Results.Row row) {
    return size == Size.CAPACITY ? row.spec().width() : row.spec().perClass();
  }

  int of(Comparison comparison) {
    return size == Size.CAPACITY ? comparison.width() : comparison.perClass();
  }

  /** The name in a title. */
  String name() {
    return size == Size.CAPACITY ? capacity : "training samples";
  }

  /** The unit of a value. */
  String unit() {
    return size == Size.CAPACITY ? capacity : "samples per class";
  }

  /** A value in words. */
  String words(int value) {
    return value + " " + unit();
  }

  /** A logarithmic axis with the values of a run as its ticks. */
  Axis axis(Configuration configuration) {
    return Axis.logarithmic(
        size == Size.CAPACITY ? capacity : "training samples of each fine class",
        values(configuration).stream().mapToDouble(Integer::doubleValue).toArray());
  }
}
