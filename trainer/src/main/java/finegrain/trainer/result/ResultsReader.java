package finegrain.trainer.result;

import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Measure;
import finegrain.trainer.analysis.Results;
import finegrain.trainer.analysis.Results.Epoch;
import finegrain.trainer.analysis.Results.Losses;
import finegrain.trainer.analysis.Results.Row;
import finegrain.trainer.labels.LabelNoise;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the files of a finished run back, as {@link CsvFiles} writes them. */
final class ResultsReader {
  private ResultsReader() {}

  /**
   * The results in a folder.
   *
   * @throws UserError if a file of it is missing or damaged
   */
  static Results read(Path folder) {
    Map<ModelSpec, List<Epoch>> epochs = new HashMap<>();
    CsvLine.forEach(
        folder.resolve(ResultFiles.EPOCHS),
        line -> epochs.computeIfAbsent(spec(line), _ -> new ArrayList<>()).add(epoch(line)));
    List<Row> rows = new ArrayList<>();
    CsvLine.forEach(folder.resolve(ResultFiles.RESULTS), line -> rows.add(row(line, epochs)));
    return new Results(rows, measures(folder), RegionFiles.read(folder));
  }

  /** The measures in a folder; none if it has no such file. */
  static List<Measure> measures(Path folder) {
    List<Measure> measures = new ArrayList<>();
    Path file = folder.resolve(ResultFiles.MEASURES);
    if (Files.exists(file)) {
      CsvLine.forEach(file, line -> measures.add(measure(line)));
    }
    return measures;
  }

  /** The model that a line is about. */
  static ModelSpec spec(CsvLine line) {
    return new ModelSpec(
        Architectures.parse(line.text("model")),
        line.whole("per_class"),
        line.whole("repeat"),
        line.text("map"),
        Target.parse(line.text("labels")),
        noise(line));
  }

  private static LabelNoise noise(CsvLine line) {
    return line.has(CsvFiles.LABEL_NOISE)
        ? LabelNoise.parse(line.text(CsvFiles.LABEL_NOISE))
        : LabelNoise.NONE;
  }

  private static Row row(CsvLine line, Map<ModelSpec, List<Epoch>> epochs) {
    ModelSpec spec = spec(line);
    return new Row(
        spec,
        line.text("status").equals("diverged"),
        line.number("train_accuracy"),
        line.number("test_accuracy"),
        line.whole("parameters"),
        epochs.getOrDefault(spec, List.of()));
  }

  private static Epoch epoch(CsvLine line) {
    boolean recorded = line.has("test_coarse_loss");
    return new Epoch(
        line.number("train_loss"),
        losses(line, "validation"),
        recorded ? Optional.of(losses(line, "train")) : Optional.empty(),
        recorded ? Optional.of(losses(line, "test")) : Optional.empty());
  }

  private static Losses losses(CsvLine line, String part) {
    return new Losses(
        line.number(part + "_coarse_loss"),
        line.optional(part + "_intra_loss"),
        line.number(part + "_coarse_accuracy"));
  }

  private static Measure measure(CsvLine line) {
    return new Measure(
        line.text("map"),
        line.text("model").isEmpty()
            ? Optional.empty()
            : Optional.of(Architectures.parse(line.text("model"))),
        line.whole("per_class"),
        line.whole("repeat"),
        line.text("labels"),
        line.text("measure"),
        line.number("value"),
        noise(line));
  }
}
