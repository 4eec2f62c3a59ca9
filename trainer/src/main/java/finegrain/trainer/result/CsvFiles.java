package finegrain.trainer.result;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Statistics.Quartiles;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.network.Architecture;
import finegrain.trainer.training.EpochRecord;
import finegrain.trainer.training.Scores;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * The text of the csv files: the same bytes for the same models, wherever they were trained.
 * Accuracies have 6 places, losses 9 significant digits.
 */
final class CsvFiles {
  static final String RUN_HEADER = "experiment,dataset,protocol,map,";

  /** A column of the runs that have label noise as a factor. */
  static final String LABEL_NOISE = "label_noise";

  private static final String PER_CLASS = "per_class,";

  private static final String RESULTS_HEADER =
      RUN_HEADER
          + "model,width,per_class,batch,repeat,labels,epochs,"
          + "train_accuracy,validation_accuracy,test_accuracy,train_loss,test_loss,"
          + "parameters,weights_sha256,status\n";

  private static final String EPOCHS_HEADER =
      RUN_HEADER
          + "model,width,per_class,repeat,labels,epoch,train_loss,train_accuracy,"
          + "validation_loss,validation_coarse_loss,validation_intra_loss,"
          + "validation_accuracy,validation_coarse_accuracy";

  /** What follows where whole sets are scored after each epoch, and the end of the line. */
  private static final String WHOLE_HEADER =
      ",train_coarse_loss,train_intra_loss,train_coarse_accuracy,"
          + "test_coarse_loss,test_intra_loss,test_coarse_accuracy";

  private static final String SUMMARY_HEADER =
      RUN_HEADER
          + "model,width,per_class,labels,repeats,diverged,"
          + "coarse_lower_quartile,coarse_median,coarse_upper_quartile,"
          + "lower_quartile,median,upper_quartile,"
          + "coarse_train_median,train_median,"
          + "difference_median,difference_low,difference_high\n";

  private static final String MEASURES_HEADER =
      RUN_HEADER + "model,width,per_class,repeat,labels,measure,value\n";

  private static final MathContext LOSS_DIGITS = new MathContext(9, RoundingMode.HALF_EVEN);

  private CsvFiles() {}

  /** One row for each model. */
  static String results(Configuration configuration, List<TrainedModel> models) {
    List<List<String>> rows = new ArrayList<>();
    for (TrainedModel model : models) {
      List<String> row = row(configuration, model.spec().map(), model.spec().model());
      addSizes(row, configuration, model.spec().perClass(), model.spec().noise());
      row.add(Integer.toString(model.batch()));
      row.add(Integer.toString(model.spec().repeat()));
      row.add(model.spec().target().toString());
      row.add(Integer.toString(model.epochs().size()));
      row.add(accuracy(model.train().coarseAccuracy()));
      row.add(accuracy(model.validation().accuracy()));
      row.add(accuracy(model.test().coarseAccuracy()));
      row.add(loss(model.train().loss()));
      row.add(loss(model.test().loss()));
      row.add(Integer.toString(model.parameters()));
      row.add(model.weightsSha256());
      row.add(model.diverged() ? "diverged" : "trained");
      rows.add(row);
    }
    return header(configuration, RESULTS_HEADER) + text(rows);
  }

  /** The header of the epochs. */
  static String epochsHeader(Configuration configuration, boolean whole) {
    return header(configuration, EPOCHS_HEADER) + (whole ? WHOLE_HEADER : "") + "\n";
  }

  private static String header(Configuration configuration, String header) {
    return configuration.hasLabelNoise()
        ? header.replace(PER_CLASS, PER_CLASS + LABEL_NOISE + ",")
        : header;
  }

  private static void addSizes(
      List<String> row, Configuration configuration, int perClass, LabelNoise noise) {
    row.add(Integer.toString(perClass));
    if (configuration.hasLabelNoise()) {
      row.add(noise.toString());
    }
  }

  /** One row for each epoch of a model, counted from 1. */
  static String epochs(Configuration configuration, TrainedModel model) {
    List<List<String>> rows = new ArrayList<>();
    for (int epoch = 0; epoch < model.epochs().size(); epoch++) {
      EpochRecord epochRecord = model.epochs().get(epoch);
      Scores validation = epochRecord.validation();
      List<String> row = row(configuration, model.spec().map(), model.spec().model());
      addSizes(row, configuration, model.spec().perClass(), model.spec().noise());
      row.add(Integer.toString(model.spec().repeat()));
      row.add(model.spec().target().toString());
      row.add(Integer.toString(epoch + 1));
      row.add(loss(epochRecord.trainLoss()));
      row.add(accuracy(epochRecord.trainAccuracy()));
      row.add(loss(validation.loss()));
      row.add(loss(validation.coarseLoss()));
      row.add(loss(validation.intraLoss()));
      row.add(accuracy(validation.accuracy()));
      row.add(accuracy(validation.coarseAccuracy()));
      epochRecord
          .whole()
          .ifPresent(
              whole -> {
                for (Scores scores : List.of(whole.train(), whole.test())) {
                  row.add(loss(scores.coarseLoss()));
                  row.add(loss(scores.intraLoss()));
                  row.add(accuracy(scores.coarseAccuracy()));
                }
              });
      rows.add(row);
    }
    return text(rows);
  }

  /** One row for each setting. */
  static String summary(Configuration configuration, List<Comparison> comparisons) {
    List<List<String>> rows = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      List<String> row = row(configuration, comparison.map(), comparison.model());
      addSizes(row, configuration, comparison.perClass(), comparison.noise());
      row.add(comparison.target().toString());
      row.add(Integer.toString(comparison.repeats()));
      row.add(Integer.toString(comparison.diverged()));
      for (Quartiles quartiles : List.of(comparison.coarse(), comparison.other())) {
        row.add(accuracy(quartiles.lower()));
        row.add(accuracy(quartiles.median()));
        row.add(accuracy(quartiles.upper()));
      }
      row.add(accuracy(comparison.coarseTrain().median()));
      row.add(accuracy(comparison.otherTrain().median()));
      row.add(accuracy(comparison.difference().value()));
      row.add(comparison.hasInterval() ? accuracy(comparison.difference().low()) : "");
      row.add(comparison.hasInterval() ? accuracy(comparison.difference().high()) : "");
      rows.add(row);
    }
    return header(configuration, SUMMARY_HEADER) + text(rows);
  }

  /**
   * One row for each measure, in the order of the lines, so that they are the same however the run
   * was divided.
   */
  static String measures(Configuration configuration, List<Measure> measures) {
    return measures.stream()
        .map(measure -> measure(configuration, measure))
        .distinct()
        .sorted()
        .collect(Collectors.joining("", header(configuration, MEASURES_HEADER), ""));
  }

  private static String measure(Configuration configuration, Measure measure) {
    List<String> row =
        measure
            .model()
            .map(model -> row(configuration, measure.map(), model))
            .orElseGet(
                () -> {
                  List<String> ofNoModel = row(configuration, measure.map());
                  ofNoModel.addAll(List.of("", ""));
                  return ofNoModel;
                });
    addSizes(row, configuration, measure.perClass(), measure.noise());
    row.add(Integer.toString(measure.repeat()));
    row.add(measure.target());
    row.add(measure.name());
    row.add(loss(measure.value()));
    return text(List.of(row));
  }

  /** The begin of a row: what all rows of a run share, and the map. */
  static List<String> row(Configuration configuration, String map) {
    return new ArrayList<>(
        List.of(
            configuration.experiment(), configuration.dataset(), configuration.protocol(), map));
  }

  /** The begin of a row about a model: the same of its family, its architecture and its width. */
  static List<String> row(Configuration configuration, String map, Architecture model) {
    List<String> row =
        row(
            configuration.hasSeveralFamilies()
                ? configuration.of(configuration.family(model))
                : configuration,
            map);
    row.add(model.toString());
    row.add(Integer.toString(model.width()));
    return row;
  }

  /** Rows as text; a value with a comma or a quote is quoted. */
  static String text(List<List<String>> rows) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      rows.forEach(csv::writeRecord);
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory cannot be written", e);
    }
    return text.toString();
  }

  // By BigDecimal, because the digits of Formatter depend on the locale and the JDK.

  private static String accuracy(double value) {
    return new BigDecimal(value).setScale(6, RoundingMode.HALF_EVEN).toPlainString();
  }

  /** As C's %.9g with trailing zeros: with an exponent below 1e-4 and from 1e9 on. */
  private static String loss(double value) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(LOSS_DIGITS);
    int exponent = value == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    int decimals = LOSS_DIGITS.getPrecision() - 1;
    if (exponent >= -4 && exponent <= decimals) {
      return rounded.setScale(decimals - exponent).toPlainString();
    }
    String sign = exponent < 0 ? "-" : "+";
    String digits = Integer.toString(Math.abs(exponent));
    return rounded.movePointLeft(exponent).setScale(decimals).toPlainString()
        + "e"
        + sign
        + (digits.length() < 2 ? "0" : "")
        + digits;
  }

  private static String loss(OptionalDouble value) {
    return value.isPresent() ? loss(value.getAsDouble()) : "";
  }
}
