package finegrain.trainer.result;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Measurement;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.report.figure.RegionFigure;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has trained models predict a grid of points in the plane, by the backend that trained them.
 *
 * @param sweep that trains the models, and has their samples
 */
public record DecisionGrid(Sweep sweep) {
  /** What a model predicts over the plane, if its experiment draws that of this model. */
  public Optional<DecisionRegions> regions(
      Experiment experiment, Configuration configuration, ModelSpec spec, Parameters weights) {
    return experiment.measurements().contains(Measurement.DECISION_REGIONS)
            && configuration.source() instanceof DataSource.Generated
            && draws(configuration, spec)
        ? Optional.of(regions(spec, weights))
        : Optional.empty();
  }

  /**
   * Whether a model is one whose regions are drawn: the first repeat with the most samples, with no
   * more classes than a figure can show.
   */
  private boolean draws(Configuration configuration, ModelSpec spec) {
    LabelTree tree = sweep.tree(spec);
    return spec.repeat() == 0
        && spec.perClass() == configuration.perClass().getLast()
        && spec.model().equals(configuration.architectures().getFirst())
        && tree.classes(1) <= RegionFigure.MOST_COARSE_CLASSES
        && tree.fineClasses() <= DecisionRegions.MOST_CLASSES;
  }

  private DecisionRegions regions(ModelSpec spec, Parameters weights) {
    try (Kernels kernels = sweep.kernels()) {
      return DecisionRegions.of(spec, predictions(kernels, spec, weights), samples(spec));
    }
  }

  private int[] predictions(Kernels kernels, ModelSpec spec, Parameters weights) {
    int side = DecisionRegions.CELLS;
    Matrix x = Matrix.allocateLeft(side * side, 2);
    for (int cell = 0; cell < x.rows(); cell++) {
      x.set(cell, 0, DecisionRegions.middle(cell % side));
      x.set(cell, 1, DecisionRegions.middle(cell / side));
    }
    Protocol protocol = sweep.protocol(spec);
    Objective objective = protocol.objective(spec.target(), sweep.tree(spec));
    Matrix logits =
        spec.model()
            .network(Shape.row(2), objective.outputs(), protocol.activation())
            .logits(kernels, weights, x);
    int[] cells = new int[x.rows()];
    objective.predict(logits, cells);
    return cells;
  }

  private List<DecisionRegions.Sample> samples(ModelSpec spec) {
    Matrix features = sweep.trainingSamples(spec);
    int[] fine = sweep.fineClasses(spec);
    List<DecisionRegions.Sample> samples = new ArrayList<>();
    for (int i = 0; i < Math.min(features.rows(), DecisionRegions.MOST_SAMPLES); i++) {
      samples.add(new DecisionRegions.Sample(features.get(i, 0), features.get(i, 1), fine[i]));
    }
    return samples;
  }
}
