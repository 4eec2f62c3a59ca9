package finegrain.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Results.Epoch;
import finegrain.trainer.analysis.Results.Losses;
import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.data.DataSource;
import finegrain.trainer.experiment.BetaSweep;
import finegrain.trainer.experiment.BoundaryRedundancy;
import finegrain.trainer.experiment.CapacityScaling;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.DatasetScaling;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.InferredSubclasses;
import finegrain.trainer.experiment.LossCorrelation;
import finegrain.trainer.experiment.ModelFamily;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.report.figure.Figure;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.training.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What reports say of results that are made up. */
final class ConclusionsTest {
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
        List.of(new ModelFamily("perceptron", widths, "paper")),
        "00001111",
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
    return QuestionReport.of(
        experiment.question(configuration), configuration, new Results(rows, List.of(), List.of()));
  }

  private static Configuration withNoise(Configuration without, String noises) {
    TreeMap<String, String> options = new TreeMap<>(without.options());
    options.put(Configuration.LABEL_NOISE, noises);
    return without.with(options);
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
    assertThat(conclusion.findingInDetail())
        .isEqualTo(
            "Fine labels give better coarse accuracy than coarse labels in 1 of 2 settings, by 2.0"
                + " percentage points (with 50 hidden units), and worse coarse accuracy in 1,"
                + " by 1.0 percentage points (with 5 hidden units). Over 6 repeats, the"
                + " 95 % interval of the largest gain is 2.00 to 2.00, and the interval of the"
                + " largest drop is 1.00 to 1.00 percentage points.");
    assertThat(conclusion.claimAndAnswer())
        .isEqualTo(
            "The paper \"Should We Always Train Models on Fine-Grained Classes?\" reports that the"
                + " preference shifts from coarse to fine labels as the model grows. This run"
                + " agrees: from 5 to 50 hidden units, the gain of fine labels grows by 3.00"
                + " percentage points (95 % interval 3.00 to 3.00, 6 repeats).");
  }

  /** Fine labels gain 2 points below 10 % noise across classes, and lose 1 from there on. */
  @Test
  void theNoiseAtWhichTheAdvantageEndsIsSaid() {
    CapacityScaling experiment = new CapacityScaling();
    ToDoubleFunction<ModelSpec> accuracy =
        spec ->
            !fine(spec)
                ? 0.9
                : spec.noise().share() >= 0.1 && spec.noise().kind() == LabelNoise.Kind.ACROSS
                    ? 0.89
                    : 0.92;
    String noises = "0,inside:0.03,inside:0.1,across:0.03,across:0.1";
    Conclusion one =
        conclude(
            experiment,
            withNoise(configuration(experiment, List.of(5), List.of(50), REPEATS), noises),
            accuracy);
    assertThat(one.findingInDetail())
        .contains("in 4 of 5 settings, by up to 2.0 percentage points (with ")
        .contains("in 1, by 1.0 percentage points (with 10 % label noise across all classes).");
    assertThat(one.answer().lines().skip(1))
        .containsExactly(
            "Chen et al. (arXiv:1901.07012) report that fine labels lose their advantage when"
                + " between 3 and 10 % of them are wrong. In this run, fine labels keep their"
                + " advantage with up to 10 % of the labels redrawn inside coarse classes, the"
                + " most that it has. In this run, fine labels lose their advantage between 3 %"
                + " and 10 % of the labels redrawn across all classes: the gain is +2.00"
                + " percentage points (95 % interval +2.00 to +2.00, 6 repeats) at first, and"
                + " then -1.00 percentage points (95 % interval -1.00 to -1.00, 6 repeats).");
    Conclusion two =
        conclude(
            experiment,
            withNoise(configuration(experiment, List.of(5, 50), List.of(50), REPEATS), noises),
            accuracy);
    assertThat(two.answer())
        .contains("This run does not decide it: from 5 to 50 hidden units")
        .endsWith(
            "In this run, of the 2 settings in which fine labels have an advantage without noise,"
                + " 2 and 0 keep it with 3 % and 10 % of the labels redrawn across all classes.");
  }

  /** The two families of a run have a verdict each, and no two figures of one name. */
  @Test
  void eachFamilyOfModelsHasItsVerdict() {
    CapacityScaling experiment = new CapacityScaling();
    Configuration perceptrons = configuration(experiment, List.of(5, 50), List.of(50), REPEATS);
    Configuration both =
        new Configuration(
            perceptrons.experiment(),
            perceptrons.source(),
            perceptrons.data(),
            List.of(
                perceptrons.families().getFirst(),
                new ModelFamily("cnn", List.of(2, 4), "deep"),
                new ModelFamily("vit", List.of(8, 16), "deep")),
            perceptrons.map(),
            perceptrons.perClass(),
            REPEATS,
            0,
            1,
            perceptrons.options(),
            "reference");
    Conclusion conclusion =
        conclude(
            experiment,
            both,
            spec ->
                !fine(spec)
                    ? 0.9
                    : switch (spec.model().toString()) {
                      case "perceptron(5)" -> 0.89;
                      case "perceptron(50)", "cnn(2)" -> 0.92;
                      case "cnn(4)" -> 0.91;
                      default -> spec.repeat() % 2 == spec.width() / 16 ? 0.95 : 0.85;
                    });
    assertThat(VerdictTable.lines(conclusion.rulings()))
        .containsExactly(
            "Capacity with perceptron on mnist: holds (+3.00 points, 95 % interval +3.00 to +3.00,"
                + " 5 to 50 hidden units, 6 repeats).",
            "Capacity with cnn on mnist: does not hold (-1.00 points, 95 % interval -1.00 to -1.00,"
                + " 2 to 4 channels, 6 repeats).",
            "Capacity with vit on mnist: undecided (+0.00 points, 95 % interval -10.00 to"
                + " +10.00, 8 to 16 numbers of a token, 6 repeats).");
    assertThat(VerdictTable.summary(conclusion.rulings()))
        .isEqualTo("Capacity: holds in 1, does not hold in 1, undecided in 1 of 3 cases.");
    assertThat(conclusion.finding())
        .contains("perceptron: Fine labels give better", "cnn: Fine labels give better", "vit: ");
    assertThat(
            new Report(
                    "title",
                    conclusion.finding(),
                    conclusion.sections(),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    List.of(),
                    List.of())
                .figures().stream().map(figure -> figure.name()))
        .startsWith("models")
        .contains("accuracy-50-perceptron", "accuracy-50-cnn", "difference-vit");
  }

  /** Many runs in one report: verdicts first, and no figure that mixes two axes. */
  @Test
  void theReportOfManyRunsBeginsWithTheirVerdicts() {
    Conclusion capacity =
        conclude(
            new CapacityScaling(),
            configuration(new CapacityScaling(), List.of(5, 50), List.of(50), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.width() == 5 ? 0.91 : 0.93);
    Conclusion scarce =
        conclude(
            new DatasetScaling(),
            configuration(new DatasetScaling(), List.of(10), List.of(50, 500), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.perClass() == 50 ? 0.93 : 0.91);
    List<RunComparison.Run> runs =
        Stream.of(capacity, capacity, scarce, scarce)
            .map(one -> new RunComparison.Run("a run", one, "finegrain run"))
            .toList();
    Report report = RunComparison.of(runs);
    assertThat(report.finding())
        .isEqualTo("Scarce data: holds in 2 of 2 cases. Capacity: holds in 2 of 2 cases.");
    assertThat(report.sections().stream().limit(3).map(Section::heading))
        .containsExactly(
            "Scarce data: the gain of fine labels falls as the training set grows",
            "Capacity: the gain of fine labels grows as the model grows",
            "Verdicts on the paper's findings");
    LineFigure drawn = (LineFigure) report.figures().get(1);
    assertThat(drawn.series().getFirst().points())
        .hasSize(2)
        .allSatisfy(
            point -> {
              assertThat(point.x()).isZero();
              // From a gain of one point to one of three.
              assertThat(point.median()).isEqualTo(2, Offset.offset(1e-9));
            });
    assertThat(report.figures().stream().map(Figure::name))
        .contains("difference", "difference-2")
        .noneMatch(name -> name.startsWith("learning-curves"));
  }

  @Test
  void theOppositeIsSaidToo() {
    DatasetScaling experiment = new DatasetScaling();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(10), List.of(50, 500), REPEATS),
            spec -> !fine(spec) ? 0.9 : spec.perClass() == 50 ? 0.91 : 0.92);
    assertThat(conclusion.findingInDetail())
        .startsWith(
            "Fine labels give better coarse accuracy than coarse labels in both settings, by up to"
                + " 2.0 percentage points (with 500 samples per class). ");
    assertThat(conclusion.claimAndAnswer())
        .endsWith(
            "This run disagrees: from 50 to 500 samples per class, the gain of fine labels grows by"
                + " 1.00 percentage points (95 % interval 1.00 to 1.00, 6 repeats).");
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
    assertThat(conclusion.findingInDetail())
        .isEqualTo(
            "This run shows no difference between fine labels and coarse labels in any of the 2"
                + " settings. With 50 hidden units, the median difference is +0.00 percentage"
                + " points (95 % interval -5.00 to +5.00, 6 repeats).");
    assertThat(conclusion.claimAndAnswer())
        .contains("This run does not decide it: from 5 to 50 hidden");
  }

  @Test
  void aSettingIsNamedByWhatVaries() {
    BetaSweep experiment = new BetaSweep();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(10), List.of(50, 500), REPEATS),
            spec ->
                spec.target().toString().equals("beta=0.3") && spec.perClass() == 50 ? 0.91 : 0.9);
    assertThat(conclusion.findingInDetail())
        .startsWith(
            "Values of beta above 0 give better coarse accuracy than beta 0 in 1 of 8 settings, by"
                + " 1.0 percentage points (with beta 0.3, 50 samples per class); the other 7"
                + " show no difference. ");
    assertThat(conclusion.claimAndAnswer())
        .contains(
            "This run does not decide it: from 50 to 500 samples per class, the gain of beta 1 over"
                + " beta 0 changes by");
  }

  @Test
  void inferredSubclassesAreJudgedByWhereTheyHelp() {
    InferredSubclasses experiment = new InferredSubclasses();
    Configuration configuration = configuration(experiment, List.of(10), List.of(50), REPEATS);
    assertThat(
            conclude(
                    experiment,
                    configuration,
                    spec -> spec.target().equals(new Target.Inferred(4)) ? 0.95 : 0.9)
                .claimAndAnswer())
        .endsWith("In this run such subclasses help in 1 of 3 settings.");
    assertThat(conclude(experiment, configuration, spec -> 0.9).claimAndAnswer())
        .endsWith("This run does not decide it: it shows no difference.");
  }

  @Test
  void oneSettingCannotTell() {
    CapacityScaling experiment = new CapacityScaling();
    Conclusion conclusion =
        conclude(
            experiment,
            configuration(experiment, List.of(5), List.of(50), REPEATS),
            spec -> fine(spec) ? 0.91 : 0.9);
    assertThat(conclusion.findingInDetail())
        .startsWith(
            "Fine labels give better coarse accuracy than coarse labels, by 1.0 percentage"
                + " points.");
    assertThat(conclusion.claimAndAnswer())
        .endsWith("This run cannot tell, because it has only one number of hidden units.");
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
      assertThat(conclusion.findingInDetail())
          .as(experiment.name())
          .isEqualTo(
              "This run makes no claim: it has 5 repeats, and a 95 % interval needs at least 6.");
      assertThat(conclusion.claimAndAnswer())
          .as(experiment.name())
          .endsWith("This run cannot tell, because it has fewer than 6 repeats.");
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
    assertThat(conclusion.findingInDetail())
        .startsWith("Fine labels give better coarse accuracy than coarse labels, by 3.5 percentage")
        .endsWith(
            " The more L_intra falls on the test set, the more the fine model gains: Spearman's"
                + " coefficient is +1.00 (95 % interval +1.00 to +1.00, 8 repeats).");
    assertThat(conclusion.claimAndAnswer())
        .endsWith("Across the pairs of models of this run, it does.");
  }
}
