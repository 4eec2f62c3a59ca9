package finegrain.trainer.cli;

import finegrain.kernels.Kernels;
import finegrain.kernels.Matrix;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.data.Shape;
import finegrain.trainer.engine.Sweep;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.LabelTree;
import finegrain.trainer.network.Parameters;
import finegrain.trainer.objective.Objective;
import finegrain.trainer.report.figure.RegionFigure;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Protocol;
import java.util.ArrayList;
import java.util.List;

/**
 * Has trained models predict a grid of points in the plane, by the backend that trained them.
 *
 * @param sweep that trains the models, and has their samples
 */
record DecisionGrid(Sweep sweep) {
  /**
   * Whether a model is one whose regions are drawn: the first repeat with the most samples, with no
   * more classes than a figure can show.
   */
  boolean draws(Configuration configuration, ModelSpec spec) {
    LabelTree tree = sweep.tree(spec);
    return spec.repeat() == 0
        && spec.perClass() == configuration.perClass().getLast()
        && spec.model().equals(configuration.architectures().getFirst())
        && tree.classes(1) <= RegionFigure.MOST_COARSE_CLASSES
        && tree.fineClasses() <= DecisionRegions.MOST_CLASSES;
  }

  /**
   * The regions of a model.
   *
   * @param weights that were trained
   */
  DecisionRegions regions(ModelSpec spec, Parameters weights) {
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
