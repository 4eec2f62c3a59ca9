package finegrain.trainer.result;

import finegrain.trainer.data.Fact;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.Report;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TextSection;
import finegrain.trainer.report.figure.Axis;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import finegrain.trainer.training.NetworkEpoch;
import finegrain.trainer.training.TrainedNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** The report of {@code finegrain train}: curves, and how the finished networks do. */
final class TrainingReport {
  private final TrainingConfiguration configuration;
  private final List<TrainedNetwork> networks;
  private final String judged;

  private TrainingReport(TrainingConfiguration configuration, List<TrainedNetwork> networks) {
    this.configuration = configuration;
    this.networks = networks;
    judged = configuration.validation() == 0 ? "test" : "validation";
  }

  static void write(
      Path folder,
      TrainingConfiguration configuration,
      List<TrainedNetwork> networks,
      List<Fact> facts)
      throws IOException {
    ReportWriter.write(folder, new TrainingReport(configuration, networks).report(facts));
  }

  private Report report(List<Fact> facts) {
    List<Section> sections = new ArrayList<>();
    if (networks.stream().anyMatch(network -> !network.epochs().isEmpty())) {
      String range =
          networks.size() == 1 ? "" : " Lines are medians of the seeds, bands their range.";
      sections.add(
          new FigureSection(
              figure(
                  "accuracy",
                  "Accuracy",
                  "accuracy, %",
                  epoch -> 100 * epoch.train().accuracy(),
                  epoch -> 100 * epoch.judged().accuracy()),
              "Training accuracy is that of the batches as they came, augmented if they are, and"
                  + " before the epoch was over; so it may lie below the other one."
                  + range));
      sections.add(
          new FigureSection(
              figure(
                  "loss",
                  "Loss",
                  "mean cross-entropy",
                  epoch -> epoch.train().loss(),
                  epoch -> epoch.judged().loss()),
              "The mean cross-entropy of a sample." + range));
      sections.add(new FigureSection(learningRate(), "The rate of the last step of each epoch."));
    }
    if (networks.stream().anyMatch(TrainedNetwork::diverged)) {
      sections.add(
          new TextSection(
              "Warning",
              List.of(
                  "A loss was not finite: that training ended early. A lower learning rate, a"
                      + " longer warm-up or clipping may help.")));
    }
    sections.add(table());
    configuration
        .warningOfBits()
        .ifPresent(warning -> sections.add(new TextSection("Bits", List.of(warning))));
    SequencedMap<String, String> data = new LinkedHashMap<>();
    facts.forEach(fact -> data.merge(fact.name(), fact.text(), "%s; %s"::formatted));
    SequencedMap<String, String> values = configuration.values();
    configuration.data().forEach((file, sha256) -> values.put("SHA-256 of " + file, sha256));
    return new Report(
        "%s on %s".formatted(configuration.architecture(), configuration.source().name()),
        finding(networks),
        sections,
        data,
        values,
        List.of(configuration.command()),
        List.of());
  }

  /** The accuracy on the test samples, in one sentence. */
  static String finding(List<TrainedNetwork> networks) {
    double[] accuracies =
        networks.stream().mapToDouble(network -> 100 * network.test().accuracy()).toArray();
    double mean = Arrays.stream(accuracies).average().orElseThrow();
    return accuracies.length == 1
        ? String.format(Locale.ROOT, "Test accuracy %.2f %%", mean)
        : String.format(
            Locale.ROOT,
            "Test accuracy %.2f %%, the mean of %d seeds (%.2f to %.2f)",
            mean,
            accuracies.length,
            Arrays.stream(accuracies).min().orElseThrow(),
            Arrays.stream(accuracies).max().orElseThrow());
  }

  private LineFigure figure(
      String name,
      String title,
      String unit,
      ToDoubleFunction<NetworkEpoch> ofTraining,
      ToDoubleFunction<NetworkEpoch> ofJudged) {
    return new LineFigure(
        name,
        title,
        Axis.linear("epoch"),
        Axis.linear(unit),
        false,
        List.of(
            new LineFigure.Series("training", SeriesStyle.GREEN, points(ofTraining)),
            new LineFigure.Series(judged, SeriesStyle.PURPLE, points(ofJudged))));
  }

  private LineFigure learningRate() {
    return new LineFigure(
        "learning-rate",
        "Learning rate",
        Axis.linear("epoch"),
        Axis.linear("learning rate"),
        true,
        List.of(
            new LineFigure.Series(
                "learning rate", SeriesStyle.OLIVE, points(NetworkEpoch::learningRate))));
  }

  /** The median and the range of the networks that have so many epochs. */
  private List<LineFigure.Point> points(ToDoubleFunction<NetworkEpoch> value) {
    int most = networks.stream().mapToInt(network -> network.epochs().size()).max().orElse(0);
    return IntStream.range(0, most)
        .mapToObj(
            epoch -> {
              double[] sorted =
                  networks.stream()
                      .filter(network -> network.epochs().size() > epoch)
                      .mapToDouble(network -> value.applyAsDouble(network.epochs().get(epoch)))
                      .sorted()
                      .toArray();
              int half = sorted.length / 2;
              double median =
                  sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
              return new LineFigure.Point(epoch + 1, sorted[0], median, sorted[sorted.length - 1]);
            })
        .toList();
  }

  private TableSection table() {
    return new TableSection(
        "Finished networks",
        "How each network does on the test samples, and the hash of its weights.",
        List.of(
            new TableSection.Column("seed", true),
            new TableSection.Column("epochs", true),
            new TableSection.Column("accuracy, %", true),
            new TableSection.Column("loss", true),
            new TableSection.Column("parameters", true),
            new TableSection.Column("SHA-256 of the weights", false)),
        networks.stream()
            .map(
                network ->
                    List.of(
                        Long.toString(network.seed()),
                        Integer.toString(network.epochs().size()),
                        String.format(Locale.ROOT, "%.2f", 100 * network.test().accuracy()),
                        String.format(Locale.ROOT, "%.4f", network.test().loss()),
                        Integer.toString(network.parameters()),
                        network.weightsSha256().substring(0, 16)))
            .toList());
  }
}
