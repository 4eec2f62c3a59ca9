package finegrain.trainer.result;

import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Measure;
import finegrain.trainer.experiment.Results;
import finegrain.trainer.experiment.Results.Epoch;
import finegrain.trainer.experiment.Results.Losses;
import finegrain.trainer.experiment.Results.Row;
import finegrain.trainer.labels.Target;
import finegrain.trainer.network.Architectures;
import finegrain.trainer.training.ModelSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.zip.GZIPInputStream;

/** Reads the files of a finished run back, as {@link CsvFiles} writes them. */
final class ResultsReader {
  private final Path file;
  private final Map<String, Integer> columns = new HashMap<>();
  private String[] fields = {};
  private int line;

  private ResultsReader(Path file) {
    this.file = file;
  }

  /**
   * The results in a folder.
   *
   * @throws UserError if a file of it is missing or damaged
   */
  static Results read(Path folder) {
    Map<ModelSpec, List<Epoch>> epochs = new HashMap<>();
    new ResultsReader(folder.resolve(ResultFiles.EPOCHS))
        .forEachLine(
            at -> epochs.computeIfAbsent(at.spec(), _ -> new ArrayList<>()).add(at.epoch()));
    List<Row> rows = new ArrayList<>();
    new ResultsReader(folder.resolve(ResultFiles.RESULTS))
        .forEachLine(at -> rows.add(at.row(epochs)));
    return new Results(rows, measures(folder));
  }

  /** The measures in a folder; none if it has no such file. */
  static List<Measure> measures(Path folder) {
    List<Measure> measures = new ArrayList<>();
    Path file = folder.resolve(ResultFiles.MEASURES);
    if (Files.exists(file)) {
      new ResultsReader(file).forEachLine(at -> measures.add(at.measure()));
    }
    return measures;
  }

  /** What is done with a line. */
  private interface Use {
    void of(ResultsReader at);
  }

  private void forEachLine(Use use) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8))) {
      String header = in.readLine();
      if (header == null) {
        throw damaged(null);
      }
      List<String> names = Arrays.asList(header.split(",", -1));
      names.forEach(name -> columns.put(name, names.indexOf(name)));
      line = 1;
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        line++;
        fields = text.split(",", -1);
        if (fields.length != names.size()) {
          throw damaged(null);
        }
        use.of(this);
      }
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be read (%s); give the folder of a finished run"
              .formatted(file, RunFolder.reason(e)),
          e);
    } catch (IllegalArgumentException e) {
      throw damaged(e);
    }
  }

  private InputStream open() throws IOException {
    InputStream in = Files.newInputStream(file);
    if (!file.toString().endsWith(".gz")) {
      return in;
    }
    try {
      return new GZIPInputStream(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private UserError damaged(Throwable cause) {
    return new UserError(
        "line %d of %s is not what its run wrote; run it again into a new folder"
            .formatted(line, file),
        cause);
  }

  private String text(String column) {
    Integer index = columns.get(column);
    if (index == null) {
      throw damaged(null);
    }
    return fields[index];
  }

  private double number(String column) {
    return Double.parseDouble(text(column));
  }

  private int whole(String column) {
    return Integer.parseInt(text(column));
  }

  private OptionalDouble optional(String column) {
    return text(column).isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(number(column));
  }

  private ModelSpec spec() {
    return new ModelSpec(
        Architectures.parse(text("model")),
        whole("per_class"),
        whole("repeat"),
        text("map"),
        Target.parse(text("labels")));
  }

  private Row row(Map<ModelSpec, List<Epoch>> epochs) {
    ModelSpec spec = spec();
    return new Row(
        spec,
        text("status").equals("diverged"),
        number("train_accuracy"),
        number("test_accuracy"),
        whole("parameters"),
        epochs.getOrDefault(spec, List.of()));
  }

  private Epoch epoch() {
    boolean recorded = columns.containsKey("test_coarse_loss");
    return new Epoch(
        number("train_loss"),
        losses("validation"),
        recorded ? Optional.of(losses("train")) : Optional.empty(),
        recorded ? Optional.of(losses("test")) : Optional.empty());
  }

  private Losses losses(String part) {
    return new Losses(
        number(part + "_coarse_loss"),
        optional(part + "_intra_loss"),
        number(part + "_coarse_accuracy"));
  }

  private Measure measure() {
    return new Measure(
        text("map"),
        text("width").isEmpty() ? 0 : whole("width"),
        whole("per_class"),
        whole("repeat"),
        text("labels"),
        text("measure"),
        number("value"));
  }
}
