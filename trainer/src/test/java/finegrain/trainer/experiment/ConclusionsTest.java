package finegrain.trainer.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.Results.Epoch;
import finegrain.trainer.experiment.Results.Losses;
import finegrain.trainer.experiment.Results.Row;
import finegrain.trainer.labels.Target;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What experiments say of results that are made up. */
class ConclusionsTest {
  private static final int REPEATS = 6;

  private static Configuration configuration(
      Experiment experiment, List<Integer> widths, List<Integer> perClass, int repeats) {
    Map<String, String> options = new TreeMap<>();
    experiment
        .options(DataSource.named("mnist"), "00001111")
        .forEach(option -> options.put(option.name(), option.value()));
    return new Configuration(
        experiment.name(),
        DataSource.named("mnist"),
        new TreeMap<>(),
        "paper",
        "perceptron",
        "00001111",
        widths,
        perClass,
        repeats,
        700,
        1,
        new TreeMap<>(options),
        "reference");
  }

  /** Every model with an accuracy of its own, and two epochs in which L_intra falls. */
  private static Conclusion conclude(
      Experiment experiment, Configuration configuration, ToDoubleFunction<ModelSpec> accuracy) {
    List<Row> rows = new ArrayList<>();
    for (ModelSpec spec : experiment.models(configuration)) {
      double value = accuracy.applyAsDouble(spec);
      List<Epoch> epochs = new ArrayList<>();
      for (int epoch = 0; epoch < 3; epoch++) {
        OptionalDouble intra =
            spec.target().equals(Target.COARSE)
                ? OptionalDouble.empty()
                : OptionalDouble.of(1 - 0.1 * epoch * spec.repeat());
        Losses losses = new Losses(0.5, intra, value);
        epochs.add(new Epoch(0.7, losses, Optional.of(losses), Optional.of(losses)));
      }
      rows.add(new Row(spec, false, 0.99, value, 100, epochs));
    }
    return experiment.conclude(configuration, new Results(rows, List.of()));
  }

  private static boolean fine(ModelSpec spec) {
    return spec.target().equals(Target.FINE);
  }

  @Test
  void aShiftFromCoarseToFine() {
    CapacityScaling experiment = new CapacityScaling();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(5, 50), List.of(50), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.width() == 5 ? 0.89 : 0.92);
    assertThat(conclusion.finding())
        .isEqualTo(
            "Fine labels do better with 50 hidden units, by +0.0200 (95 % interval +0.0200 to"
                + " +0.0200, 6 repeats), and coarse labels with 5 hidden units, by +0.0100 (95 %"
                + " interval +0.0100 to +0.0100, 6 repeats).");
    assertThat(conclusion.expectation())
        .isEqualTo(
            "P1 shows that the preference shifts from coarse to fine labels as the hidden layer"
                + " grows: this run shows it: from 5 hidden units to 50 hidden units, fine minus"
                + " coarse changes by +0.0300 (95 % interval +0.0300 to +0.0300, 6 repeats).");
  }

  @Test
  void theOppositeIsSaidToo() {
    DatasetScaling experiment = new DatasetScaling();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(10), List.of(50, 500), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.perClass() == 50 ? 0.91 : 0.92);
    assertThat(conclusion.finding())
        .startsWith("Fine labels do better with 500 samples a class, by +0.0200 (")
        .endsWith("; coarse labels do nowhere.");
    assertThat(conclusion.expectation()).contains("this run shows the opposite: from 50 samples");
  }

  /** Half of the repeats say this, half that. */
  @Test
  void noClaimIsMadeWhereTheIntervalHoldsZero() {
    CapacityScaling experiment = new CapacityScaling();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(5, 50), List.of(50), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.repeat() % 2 == 0 ? 0.95 : 0.85);
    assertThat(conclusion.finding())
        .isEqualTo(
            "No difference between fine and coarse labels is shown: every 95 % interval holds 0"
                + " (with 50 hidden units it is -0.0500 to +0.0500).");
    assertThat(conclusion.expectation()).contains("this run does not show it: ");
  }

  @Test
  void fiveRepeatsAreTooFewForAClaim() {
    for (Experiment experiment : Experiment.all()) {
      if (experiment instanceof BoundaryRedundancy) {
        // Its options are those of another data set.
        continue;
      }
      Conclusion conclusion =
          conclude(
              experiment,
              configuration(experiment, List.of(5), List.of(50, 500), 5),
              spec -> spec.target().equals(Target.COARSE) ? 0.8 : 0.9);
      assertThat(conclusion.finding())
          .as(experiment.name())
          .isEqualTo("No claim is made: 5 repeats are too few for an interval, 6 are the least.");
      assertThat(conclusion.expectation()).as(experiment.name()).contains("this run cannot tell");
    }
  }

  /** The fall of L_intra grows with the repeat, and so does the gain. */
  @Test
  void lossesThatFallWithTheGainAreCorrelated() {
    LossCorrelation experiment = new LossCorrelation();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(5), List.of(50), 8),
            spec -> fine(spec) ? 0.8 + 0.01 * spec.repeat() : 0.8);
    assertThat(conclusion.finding())
        .isEqualTo(
            "The more L_intra falls on the test set, the more the fine model gains: Spearman's"
                + " coefficient +1.00 (95 % interval +1.00 to +1.00, 8 repeats).");
  }

  /** The redundancies of four rings, as the table of the experiment has them. */
  @ParameterizedTest
  @CsvSource({"0011, 0.667, 0.667", "0110, 0.333, 0.333", "0101, 0, 0", "001, 0.5, 0.375"})
  void redundancyOfRings(String map, double byCount, double byLength) {
    assertThat(BoundaryRedundancy.byCount(map)).isCloseTo(byCount, within(5e-4));
    assertThat(BoundaryRedundancy.byLength(map)).isCloseTo(byLength, within(5e-4));
  }

  @Test
  void redundancyOfADiscIsTwoThirdsAtAnyDistance() {
    assertThat(BoundaryRedundancy.byCount("delta=0.1")).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(BoundaryRedundancy.byLength("delta=0.1")).isCloseTo(2 / 3.0, within(1e-12));
  }
}
