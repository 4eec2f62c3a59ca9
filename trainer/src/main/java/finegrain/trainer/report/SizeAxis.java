package finegrain.trainer.report;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Question.Size;
import finegrain.trainer.report.figure.Axis;
import java.util.List;

/**
 * A size along an axis, in numbers and in words.
 *
 * @param size which one
 * @param capacity what the capacity of the architecture is called
 */
record SizeAxis(Size size, String capacity) {
  static SizeAxis of(Size size, Configuration configuration) {
    return new SizeAxis(size, configuration.architectures().getFirst().widthUnit());
  }

  /** The size that does not vary along the axis. */
  SizeAxis other() {
    return new SizeAxis(size == Size.CAPACITY ? Size.SAMPLES : Size.CAPACITY, capacity);
  }

  /** The values of a run, in increasing order. */
  List<Integer> values(Configuration configuration) {
    return size == Size.CAPACITY ? configuration.widths() : configuration.perClass();
  }

  int of(Results.Row row) {
    return size == Size.CAPACITY ? row.spec().width() : row.spec().perClass();
  }

  int of(Comparison comparison) {
    return size == Size.CAPACITY ? comparison.width() : comparison.perClass();
  }

  /** Its name in a title. */
  String name() {
    return size == Size.CAPACITY ? capacity : "training samples";
  }

  /** What a value counts. */
  String unit() {
    return size == Size.CAPACITY ? capacity : "samples a class";
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
