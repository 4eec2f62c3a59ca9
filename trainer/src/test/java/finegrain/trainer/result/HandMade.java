package finegrain.trainer.result;

import finegrain.kernels.host.Machine;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.data.Fact;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Models, a configuration and a manifest whose values are made up. */
final class HandMade {
  static final double DENSE_FLOPS = 7e9;

  static final List<Fact> FACTS =
      List.of(
          new Fact("samples", "5 training, 3 test"),
          new Fact("hint", "one"),
          new Fact("hint", "another"));

  static final long PEAK_RSS_BYTES = 123_456_789;

  private HandMade() {}

  /** One width, one number of images. */
  static Configuration configuration(int repeats, long seed) {
    return new Configuration(
        "capacity-scaling",
        DataSource.named("mnist"),
        new TreeMap<>(
            Map.of("train-labels-idx1-ubyte", "65a50c", "t10k-labels-idx1-ubyte", "ff7b")),
        List.of(new ModelFamily("perceptron", List.of(5), "paper")),
        "00001111",
        List.of(50),
        repeats,
        700,
        seed,
        new TreeMap<>(Map.of("match", "width")),
        "reference");
  }

  static Manifest manifest() {
    return new Manifest(
        "0.1",
        "scalar, plain loops (as asked)",
        "built-in",
        FACTS,
        2,
        OptionalDouble.of(1.5),
        OptionalDouble.of(200),
        DENSE_FLOPS,
        new Machine(
            "25",
            "Linux",
            Optional.of("a CPU"),
            2,
            List.of(),
            OptionalLong.empty(),
            OptionalLong.of(PEAK_RSS_BYTES),
            OptionalDouble.empty()));
  }

  /** A model of width 5 and 50 images a class that was trained for two epochs. */
  static TrainedModel model(int repeat, Target labels, double testAccuracy) {
    return model(repeat, labels, scores(labels, 0.5, testAccuracy), 0.75, 0.625);
  }

  static TrainedModel model(int repeat, Target labels, Scores test, double... trainLosses) {
    List<EpochRecord> epochs =
        Arrays.stream(trainLosses)
            .mapToObj(loss -> new EpochRecord(loss, 0.5, scores(labels, 0.875, 0.25)))
            .toList();
    return new TrainedModel(
        new ModelSpec(Architectures.perceptron(5), 50, repeat, "00001111", labels),
        8,
        !Double.isFinite(trainLosses[trainLosses.length - 1]),
        epochs,
        scores(labels, 0.125, 0.75),
        test,
        false,
        labels.equals(Target.COARSE) ? 3931 : 3973,
        "3f9db35c".repeat(8),
        1_000_000_007L,
        Double.NaN);
  }

  /** The same model with noise of its training labels, and a balanced accuracy. */
  static TrainedModel with(LabelNoise noise, TrainedModel model) {
    return new TrainedModel(
        model.spec().with(noise),
        model.batch(),
        model.diverged(),
        model.epochs(),
        model.train(),
        model.test(),
        model.answersOneClass(),
        model.parameters(),
        model.weightsSha256(),
        model.flops(),
        0.375);
  }

  /** Regions that are cut in two by x = 0, and a sample on each side. */
  static DecisionRegions regions(int repeat, Target labels) {
    String row = "0".repeat(60) + "1".repeat(60);
    return new DecisionRegions(
        new ModelSpec(Architectures.perceptron(5), 50, repeat, "00001111", labels),
        Collections.nCopies(DecisionRegions.CELLS, row),
        List.of(
            new DecisionRegions.Sample(-1.5f, 1e-9f, 0),
            new DecisionRegions.Sample(0.1f, 0.3f, 7)));
  }

  private static Scores scores(Target labels, double loss, double accuracy) {
    return labels.equals(Target.COARSE)
        ? new Scores(loss, loss, OptionalDouble.empty(), accuracy, accuracy, 0)
        : new Scores(
            loss, loss / 4, OptionalDouble.of(loss / 4 * 3), accuracy / 2, accuracy, 0.125);
  }
}
