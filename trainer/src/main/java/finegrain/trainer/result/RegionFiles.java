package finegrain.trainer.result;

import finegrain.kernels.host.WholeFile;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.DecisionRegions;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.training.ModelSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/**
 * The decision regions of a run: a file with a line for each row of each model's square, and a file
 * with the samples above it. A run without regions has neither file.
 */
final class RegionFiles {
  static final String REGIONS = "regions.csv.gz";
  static final String POINTS = "points.csv";

  private static final String REGIONS_HEADER =
      CsvFiles.RUN_HEADER + "model,width,per_class,repeat,labels,row,classes\n";

  private static final String POINTS_HEADER =
      CsvFiles.RUN_HEADER + "per_class,repeat,x,y,fine_class\n";

  private RegionFiles() {}

  /** Writes both files, if there are regions. */
  static void write(Path folder, Configuration configuration, List<DecisionRegions> regions)
      throws IOException {
    if (regions.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    Map<String, DecisionRegions> firstOfMap = new LinkedHashMap<>();
    for (DecisionRegions one : regions) {
      ModelSpec spec = one.spec();
      firstOfMap.putIfAbsent(spec.map(), one);
      for (int line = 0; line < one.rows().size(); line++) {
        List<String> row = CsvFiles.row(configuration, spec.map(), spec.model());
        row.add(Integer.toString(spec.perClass()));
        row.add(Integer.toString(spec.repeat()));
        row.add(spec.target().toString());
        row.add(Integer.toString(line));
        row.add(one.rows().get(line));
        rows.add(row);
      }
    }
    WholeFile.write(
        folder.resolve(REGIONS),
        out -> {
          GZIPOutputStream gzip = new GZIPOutputStream(out);
          gzip.write((REGIONS_HEADER + CsvFiles.text(rows)).getBytes(StandardCharsets.UTF_8));
          gzip.finish();
        });
    WholeFile.write(
        folder.resolve(POINTS),
        POINTS_HEADER + CsvFiles.text(points(configuration, firstOfMap.values())));
  }

  /** The models of a map learn from the same samples. */
  private static List<List<String>> points(
      Configuration configuration, Iterable<DecisionRegions> regions) {
    List<List<String>> rows = new ArrayList<>();
    for (DecisionRegions one : regions) {
      for (DecisionRegions.Sample sample : one.samples()) {
        List<String> row = CsvFiles.row(configuration, one.spec().map());
        row.add(Integer.toString(one.spec().perClass()));
        row.add(Integer.toString(one.spec().repeat()));
        row.add(Float.toString(sample.x()));
        row.add(Float.toString(sample.y()));
        row.add(Integer.toString(sample.fineClass()));
        rows.add(row);
      }
    }
    return rows;
  }

  /**
   * The regions in a folder, in the order in which they were written; none if it has no such file.
   *
   * @throws UserError if a file is damaged
   */
  static List<DecisionRegions> read(Path folder) {
    if (!Files.exists(folder.resolve(REGIONS))) {
      return List.of();
    }
    Map<String, List<DecisionRegions.Sample>> samples = new HashMap<>();
    CsvLine.forEach(
        folder.resolve(POINTS),
        line ->
            samples
                .computeIfAbsent(line.text("map"), _ -> new ArrayList<>())
                .add(
                    new DecisionRegions.Sample(
                        Float.parseFloat(line.text("x")),
                        Float.parseFloat(line.text("y")),
                        line.whole("fine_class"))));
    Map<ModelSpec, List<String>> rows = new LinkedHashMap<>();
    CsvLine.forEach(
        folder.resolve(REGIONS),
        line ->
            rows.computeIfAbsent(ResultsReader.spec(line), _ -> new ArrayList<>())
                .add(line.text("classes")));
    List<DecisionRegions> regions = new ArrayList<>();
    try {
      rows.forEach(
          (spec, lines) ->
              regions.add(
                  new DecisionRegions(spec, lines, samples.getOrDefault(spec.map(), List.of()))));
    } catch (IllegalArgumentException e) {
      throw new UserError(
          "%s is not what its run wrote; run it again into a new folder"
              .formatted(folder.resolve(REGIONS)),
          e);
    }
    return regions;
  }
}
