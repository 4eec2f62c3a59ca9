package finegrain.trainer.result;

import static org.assertj.core.api.Assertions.assertThat;

import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.ModelSpec;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvFilesTest {
  private static final Configuration CONFIGURATION = HandMade.configuration(2, 1);

  private static final String RUN = "capacity-scaling,mnist,paper,00001111,";

  private static final TrainedModel COARSE =
      new TrainedModel(
          new ModelSpec(Architectures.perceptron(5), 50, 0, "00001111", Target.COARSE),
          8,
          false,
          List.of(
              new EpochRecord(
                  0.6931471805599453,
                  0.5,
                  new Scores(0.7, 0.7, OptionalDouble.empty(), 0.51234567, 0.51234567, 0)),
              new EpochRecord(
                  0.1234567891,
                  0.9375,
                  new Scores(0.25, 0.25, OptionalDouble.empty(), 0.8, 0.8, 0))),
          new Scores(0.0625, 0.0625, OptionalDouble.empty(), 1, 1, 0),
          new Scores(12.3456789012, 12.3456789012, OptionalDouble.empty(), 2.0 / 3, 2.0 / 3, 0),
          false,
          3931,
          "ab01".repeat(16),
          1_000,
          Double.NaN);

  private static final TrainedModel FINE =
      new TrainedModel(
          new ModelSpec(Architectures.perceptron(120), 1500, 29, "00001111", Target.FINE),
          32,
          true,
          List.of(
              new EpochRecord(
                  Double.NaN,
                  0.125,
                  new Scores(
                      Double.POSITIVE_INFINITY,
                      Double.NaN,
                      OptionalDouble.of(1.5e-7),
                      0.25,
                      0.75,
                      0.5))),
          new Scores(Double.NaN, Double.NaN, OptionalDouble.of(Double.NaN), 0.125, 0.5, 0),
          new Scores(123456.7891234, 100000, OptionalDouble.of(23456.7891234), 0.125, 0.499999, 0),
          false,
          95_000,
          "00ff".repeat(16),
          1_000,
          Double.NaN);

  private final Locale locale = Locale.getDefault();

  @AfterEach
  void restoreLocale() {
    Locale.setDefault(locale);
  }

  private static String lines(String... lines) {
    return String.join("\n", lines) + "\n";
  }

  /** Some write 0,5 or other digits. */
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "tr-TR"})
  void resultsHaveARowForEachModelInEveryLocale(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(CsvFiles.results(CONFIGURATION, List.of(COARSE, FINE)))
        .isEqualTo(
            lines(
                String.join(
                    ",",
                    "experiment",
                    "dataset",
                    "protocol",
                    "map",
                    "model",
                    "width",
                    "per_class",
                    "batch",
                    "repeat",
                    "labels",
                    "epochs",
                    "train_accuracy",
                    "validation_accuracy",
                    "test_accuracy",
                    "train_loss",
                    "test_loss",
                    "parameters",
                    "weights_sha256",
                    "status"),
                "capacity-scaling,mnist,paper,00001111,perceptron(5),5,50,8,0,coarse,2,"
                    + "1.000000,0.800000,0.666667,0.0625000000,12.3456789,3931,"
                    + "ab01".repeat(16)
                    + ",trained",
                "capacity-scaling,mnist,paper,00001111,perceptron(120),120,1500,32,29,fine,1,"
                    + "0.500000,0.250000,0.499999,NaN,123456.789,95000,"
                    + "00ff".repeat(16)
                    + ",diverged"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG-u-nu-arab"})
  void epochsHaveARowForEachEpochInEveryLocale(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    assertThat(
            CsvFiles.epochsHeader(CONFIGURATION, false)
                + CsvFiles.epochs(CONFIGURATION, COARSE)
                + CsvFiles.epochs(CONFIGURATION, FINE))
        .isEqualTo(
            lines(
                String.join(
                    ",",
                    "experiment",
                    "dataset",
                    "protocol",
                    "map",
                    "model",
                    "width",
                    "per_class",
                    "repeat",
                    "labels",
                    "epoch",
                    "train_loss",
                    "train_accuracy",
                    "validation_loss",
                    "validation_coarse_loss",
                    "validation_intra_loss",
                    "validation_accuracy",
                    "validation_coarse_accuracy"),
                RUN
                    + "perceptron(5),5,50,0,coarse,1,0.693147181,0.500000,0.700000000,0.700000000,,0.512346,0.512346",
                RUN
                    + "perceptron(5),5,50,0,coarse,2,0.123456789,0.937500,0.250000000,0.250000000,,0.800000,0.800000",
                RUN
                    + "perceptron(120),120,1500,29,fine,1,NaN,0.125000,Infinity,NaN,1.50000000e-07,0.250000,0.750000"));
  }

  /** Differences of the pairs: 0.25, -0.5 and 0.125; three are too few for an interval. */
  @ParameterizedTest
  @ValueSource(strings = {"en-US", "de-DE", "ar-EG-u-nu-arab"})
  void theSummaryHasARowForEachSettingInEveryLocale(String tag) {
    Locale.setDefault(Locale.forLanguageTag(tag));
    List<TrainedModel> models =
        List.of(
            HandMade.model(0, Target.COARSE, 0.5),
            HandMade.model(0, Target.FINE, 0.75),
            HandMade.model(1, Target.COARSE, 1),
            HandMade.model(1, Target.FINE, 0.5),
            HandMade.model(2, Target.COARSE, 0.25),
            HandMade.model(2, Target.FINE, 0.375));
    assertThat(CsvFiles.summary(CONFIGURATION, Comparison.of(ResultFiles.rows(models), 1)))
        .isEqualTo(
            lines(
                String.join(
                    ",",
                    "experiment",
                    "dataset",
                    "protocol",
                    "map",
                    "model",
                    "width",
                    "per_class",
                    "labels",
                    "repeats",
                    "diverged",
                    "coarse_lower_quartile",
                    "coarse_median",
                    "coarse_upper_quartile",
                    "lower_quartile",
                    "median",
                    "upper_quartile",
                    "coarse_train_median",
                    "train_median",
                    "difference_median",
                    "difference_low",
                    "difference_high"),
                RUN
                    + "perceptron(5),5,50,fine,3,0,0.375000,0.500000,0.750000,0.437500,0.500000,0.625000,"
                    + "0.750000,0.750000,0.125000,,"));
  }

  /** A run with label noise has a column for it, which is read back. */
  @Test
  void labelNoiseHasAColumn(@TempDir Path folder) throws IOException {
    TreeMap<String, String> options = new TreeMap<>(CONFIGURATION.options());
    options.put(Configuration.LABEL_NOISE, "0,across:0.1");
    Configuration noisy = CONFIGURATION.with(options);
    List<TrainedModel> models =
        List.of(COARSE, HandMade.with(LabelNoise.parse("across:0.1"), FINE));
    String text = CsvFiles.results(noisy, models);
    assertThat(text)
        .contains(",width,per_class,label_noise,batch,")
        .contains(",5,50,0,8,0,coarse,")
        .contains(",120,1500,across:0.1,32,29,fine,");
    assertThat(CsvFiles.epochsHeader(noisy, false) + CsvFiles.epochs(noisy, models.getLast()))
        .contains(",width,per_class,label_noise,repeat,")
        .contains(",120,1500,across:0.1,29,fine,");
    Path file = Files.writeString(folder.resolve("results.csv"), text);
    List<ModelSpec> read = new ArrayList<>();
    CsvLine.forEach(file, line -> read.add(ResultsReader.spec(line)));
    assertThat(read).isEqualTo(models.stream().map(TrainedModel::spec).toList());
  }

  /**
   * Nine significant digits, as C's %.9g with trailing zeros; 1e-4 is the least without exponent.
   */
  @ParameterizedTest
  @CsvSource({
    "0.0001, 0.000100000000",
    "0.00001234567891, 1.23456789e-05",
    "2.302585092994046, 2.30258509",
    "999999999.4, 999999999",
    "1e300, 1.00000000e+300",
    "0.9999999999, 1.00000000",
  })
  void lossesHaveNineSignificantDigits(double loss, String expected) {
    TrainedModel model =
        HandMade.model(
            0, Target.COARSE, new Scores(loss, loss, OptionalDouble.empty(), 1, 1, 0), loss);
    String row = CsvFiles.results(CONFIGURATION, List.of(model)).lines().skip(1).findFirst().get();
    assertThat(row.split(",", -1)[15]).isEqualTo(expected);
  }

  /** Seven differences, whose exact bootstrap interval is that from the second to the sixth. */
  @Test
  void sixRepeatsOrMoreHaveAnInterval() {
    List<TrainedModel> models = new ArrayList<>();
    for (int repeat = 0; repeat < 7; repeat++) {
      models.add(HandMade.model(repeat, Target.COARSE, 0.5));
      models.add(HandMade.model(repeat, Target.FINE, 0.5 + (repeat - 1) / 64.0));
    }
    List<Comparison> comparisons = Comparison.of(ResultFiles.rows(models), 1);
    assertThat(CsvFiles.summary(CONFIGURATION, comparisons))
        .endsWith(",0.031250,0.000000,0.062500\n");
    assertThat(comparisons.getFirst().favours()).isEqualTo("-");
    assertThat(Comparison.of(ResultFiles.rows(models.subList(4, 14)), 1).getFirst().favours())
        .isEqualTo("-");
  }

  /** Names that hold a comma or a quote are quoted, as RFC 4180 has it. */
  @Test
  void valuesWithCommasAreQuoted() {
    assertThat(CsvFiles.text(List.of(List.of("vit(64,4,6)", "a \"b\"", "", "plain"))))
        .isEqualTo("\"vit(64,4,6)\",\"a \"\"b\"\"\",,plain\n");
  }

  @Test
  void measuresAreSortedAndEachIsWrittenOnce() {
    Measure ofModel =
        new Measure(
            "00001111",
            Optional.of(Architectures.perceptron(5)),
            50,
            1,
            "fine",
            "confusion_redundancy",
            0.25);
    Measure ofSamples =
        new Measure("00001111", Optional.empty(), 50, 0, "", "neighbour_redundancy", 2.0 / 3);
    assertThat(CsvFiles.measures(CONFIGURATION, List.of(ofModel, ofSamples, ofModel)))
        .isEqualTo(
            lines(
                "experiment,dataset,protocol,map,model,width,per_class,repeat,labels,measure,value",
                RUN + ",,50,0,,neighbour_redundancy,0.666666667",
                RUN + "perceptron(5),5,50,1,fine,confusion_redundancy,0.250000000"));
  }
}
