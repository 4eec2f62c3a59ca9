package finegrain.trainer.result;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.Sha256;
import finegrain.trainer.analysis.Comparison;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.data.OwnFiles;
import finegrain.trainer.data.Scaling;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** The files of a run that have the same bytes wherever, and in however many parts, it was done. */
final class ResultFiles {
  static final String RESULTS = "results.csv";
  static final String EPOCHS = "epochs.csv.gz";
  static final String SUMMARY = "summary.csv";
  static final String MEASURES = "measures.csv";

  /** The files beside {@link #RESULTS}; a run may lack the last ones. */
  static final List<String> BESIDE_RESULTS =
      List.of(EPOCHS, SUMMARY, MEASURES, RegionFiles.REGIONS, RegionFiles.POINTS);

  private ResultFiles() {}

  /**
   * Writes the files into a folder.
   *
   * @param entries of the models, in the order of the rows
   * @param measures what was measured besides; if there is nothing, the file is not written
   */
  static RunOutcome write(
      Path folder, Configuration configuration, List<Journal.Entry> entries, List<Measure> measures)
      throws IOException {
    List<TrainedModel> models = entries.stream().map(Journal.Entry::model).toList();
    Question question = Experiment.named(configuration.experiment()).question(configuration);
    List<Comparison> comparisons =
        Comparison.of(rows(models), question.reference(), configuration.seed());
    byte[] results = CsvFiles.results(configuration, models).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve(RESULTS), out -> out.write(results));
    boolean whole =
        models.stream().anyMatch(model -> model.epochs().getFirst().whole().isPresent());
    WholeFile.write(
        folder.resolve(EPOCHS),
        out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out);
          gzip.write(CsvFiles.epochsHeader(configuration, whole).getBytes(StandardCharsets.UTF_8));
          for (TrainedModel model : models) {
            gzip.write(CsvFiles.epochs(configuration, model).getBytes(StandardCharsets.UTF_8));
          }
          gzip.finish();
        });
    WholeFile.write(folder.resolve(SUMMARY), CsvFiles.summary(configuration, comparisons));
    if (!measures.isEmpty()) {
      WholeFile.write(folder.resolve(MEASURES), CsvFiles.measures(configuration, measures));
    }
    RegionFiles.write(
        folder,
        configuration,
        entries.stream().flatMap(entry -> entry.regions().stream()).toList());
    return new RunOutcome(
        comparisons,
        entries,
        Sha256.of(results),
        !(configuration.source() instanceof OwnFiles own && own.scaling() == Scaling.NONE),
        Optional.empty());
  }

  /** The rows of models, without their epochs. */
  static List<Results.Row> rows(List<TrainedModel> models) {
    return models.stream().map(ResultFiles::row).toList();
  }

  private static Results.Row row(TrainedModel model) {
    return new Results.Row(
        model.spec(),
        model.diverged(),
        model.train().coarseAccuracy(),
        model.test().coarseAccuracy(),
        model.parameters(),
        List.of());
  }
}
