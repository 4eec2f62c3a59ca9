package finegrain.trainer.result;

import finegrain.trainer.Sha256;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The files of a run that have the same bytes wherever, and in however many parts, it was done. */
final class ResultFiles {
  static final String RESULTS = "results.csv";
  static final String EPOCHS = "epochs.csv.gz";
  static final String SUMMARY = "summary.csv";

  private ResultFiles() {}

  /**
   * Writes the three files into a folder.
   *
   * @param entries of the models, in the order of the rows
   */
  static Outcome write(Path folder, Configuration configuration, List<Journal.Entry> entries)
      throws IOException {
    List<TrainedModel> models = entries.stream().map(Journal.Entry::model).toList();
    List<Comparison> comparisons = Comparison.of(models, configuration.seed());
    byte[] results = CsvFiles.results(configuration, models).getBytes(StandardCharsets.UTF_8);
    WholeFile.write(folder.resolve(RESULTS), out -> out.write(results));
    WholeFile.write(
        folder.resolve(EPOCHS),
        out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out);
          gzip.write(CsvFiles.epochsHeader().getBytes(StandardCharsets.UTF_8));
          for (TrainedModel model : models) {
            gzip.write(CsvFiles.epochs(configuration, model).getBytes(StandardCharsets.UTF_8));
          }
          gzip.finish();
        });
    WholeFile.write(folder.resolve(SUMMARY), CsvFiles.summary(configuration, comparisons));
    return new Outcome(comparisons, entries, Sha256.of(results));
  }
}
