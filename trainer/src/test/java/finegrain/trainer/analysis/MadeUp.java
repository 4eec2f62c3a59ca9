package finegrain.trainer.analysis;

import finegrain.trainer.analysis.Results.Epoch;
import finegrain.trainer.analysis.Results.Losses;
import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Rows whose values are made up. */
final class MadeUp {
  static final String MAP = "00001111";

  private MadeUp() {}

  static ModelSpec spec(int width, int perClass, int repeat, Target target) {
    return new ModelSpec(Architectures.perceptron(width), perClass, repeat, MAP, target);
  }

  static Row row(ModelSpec spec, double accuracy) {
    return new Row(spec, false, 0.99, accuracy, 100, List.of());
  }

  /** Coarse models with an accuracy of 0.5, and fine models that gain these amounts. */
  static List<Row> gains(int width, int perClass, double... gains) {
    List<Row> rows = new ArrayList<>();
    for (int repeat = 0; repeat < gains.length; repeat++) {
      rows.add(row(spec(width, perClass, repeat, Target.COARSE), 0.5));
      rows.add(row(spec(width, perClass, repeat, Target.FINE), 0.5 + gains[repeat]));
    }
    return rows;
  }

  /** A row with epochs; L_intra is empty for a coarse model. */
  static Row trained(ModelSpec spec, double[] intra, double[] coarseAccuracy) {
    List<Epoch> epochs = new ArrayList<>();
    for (int epoch = 0; epoch < coarseAccuracy.length; epoch++) {
      Losses losses =
          new Losses(
              0.5,
              spec.target().equals(Target.COARSE)
                  ? OptionalDouble.empty()
                  : OptionalDouble.of(intra[epoch]),
              coarseAccuracy[epoch]);
      epochs.add(new Epoch(0.7, losses, Optional.of(losses), Optional.of(losses)));
    }
    return new Row(spec, false, 0.99, coarseAccuracy[coarseAccuracy.length - 1], 100, epochs);
  }
}
