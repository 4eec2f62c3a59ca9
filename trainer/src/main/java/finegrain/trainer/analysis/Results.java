package finegrain.trainer.analysis;

import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.ModelSpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The results of a run: all that its analysis and its report need.
 *
 * @param rows one for each model, in the order of the experiment's models
 * @param measures what the run measured besides the scores of its models
 * @param regions the decision regions of some models; empty unless the samples are points in the
 *     plane
 */
public record Results(List<Row> rows, List<Measure> measures, List<DecisionRegions> regions) {
  /** Copies the lists. */
  public Results {
    rows = List.copyOf(rows);
    measures = List.copyOf(measures);
    regions = List.copyOf(regions);
  }

  /**
   * A trained model. Accuracies are on the coarse labels, from 0 to 1.
   *
   * @param diverged whether its training ended because a loss was not finite
   * @param trainAccuracy on the training set
   * @param testAccuracy on the test set
   * @param parameters number of weights and biases
   * @param epochs of its training, in order; empty if only the last state is known
   */
  public record Row(
      ModelSpec spec,
      boolean diverged,
      double trainAccuracy,
      double testAccuracy,
      int parameters,
      List<Epoch> epochs) {
    /** Copies the list. */
    public Row {
      epochs = List.copyOf(epochs);
    }

    /** The same row with another test accuracy. */
    public Row with(double otherTestAccuracy) {
      return new Row(spec, diverged, trainAccuracy, otherTestAccuracy, parameters, epochs);
    }

    /** Whether the model has this target. */
    public boolean has(Target target) {
      return spec.target().equals(target);
    }

    /** The setting of the model. */
    public Setting setting() {
      return new Setting(spec.map(), spec.perClass(), spec.model(), spec.noise());
    }
  }

  /**
   * What models share that differ in their target and repeat only.
   *
   * @param map text of the map
   * @param perClass training samples of each fine class
   * @param model the architecture
   * @param noise of the training labels
   */
  public record Setting(String map, int perClass, Architecture model, LabelNoise noise) {
    /** The same setting with other noise. */
    public Setting with(LabelNoise other) {
      return new Setting(map, perClass, model, other);
    }
  }

  /**
   * An epoch of a model.
   *
   * @param trainLoss mean loss of the model's own objective over the batches
   * @param validation losses and accuracy on the validation samples
   * @param train the same on all training samples, if the run recorded them
   * @param test the same on all test samples, if the run recorded them
   */
  public record Epoch(
      double trainLoss, Losses validation, Optional<Losses> train, Optional<Losses> test) {}

  /**
   * Losses and accuracy over samples.
   *
   * @param coarse L_coarse
   * @param intra L_intra; empty for a coarse model
   * @param coarseAccuracy on the coarse labels, 0 to 1
   */
  public record Losses(double coarse, OptionalDouble intra, double coarseAccuracy) {}

  /** The results of some architectures, and the measures of the data. */
  public Results of(List<Architecture> models) {
    return new Results(
        rows.stream().filter(row -> models.contains(row.spec().model())).toList(),
        measures.stream()
            .filter(measure -> measure.model().isEmpty() || models.contains(measure.model().get()))
            .toList(),
        regions.stream().filter(one -> models.contains(one.spec().model())).toList());
  }

  /** The measures with a name. */
  public List<Measure> measures(String name) {
    return measures.stream().filter(measure -> measure.name().equals(name)).toList();
  }
}
