package finegrain.trainer.result;

import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Conclusion;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.report.FigureSection;
import finegrain.trainer.report.MarkdownWriter;
import finegrain.trainer.report.NamedValue;
import finegrain.trainer.report.Report;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.Table;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TextSection;
import finegrain.trainer.report.figure.LineFigure;
import finegrain.trainer.report.figure.SeriesStyle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The report of a run, from the files that it has written: what it concludes, in figures and
 * tables. The same files give the same bytes.
 */
public final class RunReport {
  private RunReport() {}

  /** Writes the report of a run into its folder; what it concludes. */
  static Conclusion write(Path folder, Configuration configuration) throws IOException {
    Conclusion conclusion = conclude(folder, configuration);
    ReportWriter.write(folder, report(configuration, conclusion));
    return conclusion;
  }

  private static Report report(Configuration configuration, Conclusion conclusion) {
    List<Section> sections = new ArrayList<>(conclusion.sections());
    sections.add(1, new TextSection("What it should show", conclusion.expectation()));
    return new Report(
        "%s on %s".formatted(configuration.experiment(), configuration.dataset()),
        conclusion.finding(),
        sections,
        entries(configuration),
        List.of(RepeatCommand.of(configuration)),
        List.of());
  }

  private static Conclusion conclude(Path folder, Configuration configuration) {
    return Experiment.named(configuration.experiment())
        .conclude(configuration, ResultsReader.read(folder));
  }

  /**
   * Writes the reports of finished runs anew, each into its own folder.
   *
   * @return what each concludes, by folder
   * @throws UserError if one is not the folder of a finished, undamaged whole run
   */
  public static Map<Path, String> rebuild(List<Path> folders) {
    Map<Path, String> findings = new LinkedHashMap<>();
    for (Path folder : folders) {
      Configuration configuration = configuration(folder);
      try {
        findings.put(folder, write(folder, configuration).finding());
      } catch (IOException e) {
        throw unwritable(folder, e);
      }
    }
    return findings;
  }

  /**
   * Writes the findings and tables of several runs as one Markdown file, with a figure of each
   * beside it.
   *
   * @throws UserError if one is not the folder of a finished, undamaged whole run, or the file
   *     cannot be written
   */
  public static void markdown(List<Path> folders, Path file) {
    List<Report> reports = new ArrayList<>();
    for (Path folder : folders) {
      Configuration configuration = configuration(folder);
      reports.add(report(configuration, conclude(folder, configuration)));
    }
    try {
      MarkdownWriter.write(
          file,
          "Written by `finegrain report --markdown` from the files of the runs. The command under"
              + " each run repeats it, with the same bytes on every machine. Data sets that are not"
              + " built in have to be fetched first, with `finegrain data fetch`.",
          reports);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * Writes one report of several runs: their figures laid over each other where they have the same
   * name, and what each found.
   *
   * @throws UserError if one is not the folder of a finished, undamaged whole run, or the report
   *     cannot be written
   */
  public static void compare(List<Path> folders, Path out) {
    List<Configuration> configurations = folders.stream().map(RunReport::configuration).toList();
    List<String> names = names(configurations);
    Map<String, List<LineFigure>> figures = new LinkedHashMap<>();
    Map<String, FigureSection> firstOf = new LinkedHashMap<>();
    List<List<String>> findings = new ArrayList<>();
    List<String> commands = new ArrayList<>();
    for (int run = 0; run < folders.size(); run++) {
      Configuration configuration = configurations.get(run);
      Conclusion conclusion = conclude(folders.get(run), configuration);
      findings.add(List.of(names.get(run), conclusion.finding()));
      commands.add(RepeatCommand.of(configuration));
      for (Section section : conclusion.sections()) {
        if (section instanceof FigureSection figure
            && figure.figure() instanceof LineFigure lines
            && !lines.name().equals("learning-curves")) {
          figures.computeIfAbsent(lines.name(), _ -> new ArrayList<>());
          while (figures.get(lines.name()).size() < run) {
            figures.get(lines.name()).add(null);
          }
          figures.get(lines.name()).add(lines);
          firstOf.putIfAbsent(lines.name(), figure);
        }
      }
    }
    List<Section> sections = new ArrayList<>();
    figures.forEach(
        (name, ofRuns) ->
            sections.add(
                new FigureSection(
                    firstOf.get(name).heading(),
                    together(ofRuns, names),
                    firstOf.get(name).caption())));
    sections.add(
        new TableSection(
            "What each run found",
            new Table(List.of(Table.Column.words("run"), Table.Column.words("finding")), findings),
            "One line for each folder, in the order in which they were named."));
    Report report =
        new Report(
            folders.size() + " runs compared",
            findings.stream()
                .map(finding -> finding.getFirst() + ": " + finding.getLast())
                .collect(Collectors.joining(" ")),
            sections,
            List.of(new NamedValue("runs", String.join("; ", names))),
            commands,
            List.of());
    try {
      Files.createDirectories(out);
      ReportWriter.write(out, report);
    } catch (IOException e) {
      throw unwritable(out, e);
    }
  }

  /** One figure with the lines of all runs, each named by its run. */
  private static LineFigure together(List<LineFigure> ofRuns, List<String> names) {
    List<LineFigure.Series> series = new ArrayList<>();
    LineFigure first = null;
    for (int run = 0; run < ofRuns.size(); run++) {
      LineFigure figure = ofRuns.get(run);
      if (figure == null) {
        continue;
      }
      first = first == null ? figure : first;
      for (LineFigure.Series line : figure.series()) {
        LineFigure.Dash[] dashes = LineFigure.Dash.values();
        SeriesStyle role = SeriesStyle.other(series.size());
        series.add(
            new LineFigure.Series(
                "%s, %s".formatted(line.name(), names.get(run)),
                role,
                dashes[run % dashes.length],
                line.points()));
      }
    }
    return new LineFigure(
        first.name(), first.title(), first.x(), first.y(), first.zeroLine(), series);
  }

  /** What tells the runs apart: the values of the configuration that are not the same in all. */
  private static List<String> names(List<Configuration> configurations) {
    List<Map<String, String>> values = configurations.stream().map(RunReport::values).toList();
    List<String> differing =
        values.getFirst().keySet().stream()
            .filter(
                key -> values.stream().map(one -> one.getOrDefault(key, "")).distinct().count() > 1)
            .toList();
    List<String> names = new ArrayList<>();
    for (int run = 0; run < values.size(); run++) {
      Map<String, String> own = values.get(run);
      String name =
          differing.stream()
              .map(key -> own.getOrDefault(key, ""))
              .filter(value -> !value.isEmpty())
              .collect(Collectors.joining(" "));
      names.add(name.isEmpty() || names.contains(name) ? "run " + (run + 1) : name);
    }
    return names;
  }

  private static Configuration configuration(Path folder) {
    Path file = folder.resolve(RunFolder.CONFIGURATION);
    try {
      if (!Files.exists(folder.resolve(RunFolder.MANIFEST)) || !Files.exists(file)) {
        throw new UserError(
            "%s is not the folder of a finished run; name the output folder of one"
                .formatted(folder));
      }
      Manifest.damagedFile(folder)
          .ifPresent(
              damaged -> {
                throw new UserError(
                    "%s is not the file that its run wrote; run it again into a new folder"
                        .formatted(damaged));
              });
      return ConfigurationFile.read(file)
          .flatMap(ConfigurationFile::configuration)
          .orElseThrow(
              () ->
                  new UserError(
                      "%s is not of a whole run by this version of Finegrain; a shard is merged first"
                          .formatted(file)));
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be read (%s); name the output folder of a finished run"
              .formatted(folder, RunFolder.reason(e)),
          e);
    }
  }

  private static UserError unwritable(Path folder, IOException e) {
    return new UserError(
        "the report cannot be written into %s (%s); make room in it or choose another folder"
            .formatted(folder, RunFolder.reason(e)),
        e);
  }

  private static List<NamedValue> entries(Configuration configuration) {
    List<NamedValue> entries = new ArrayList<>();
    values(configuration).forEach((name, value) -> entries.add(new NamedValue(name, value)));
    configuration
        .data()
        .forEach((file, sha256) -> entries.add(new NamedValue("SHA-256 of " + file, sha256)));
    return entries;
  }

  /** What a run was given, by the names of its options. */
  static Map<String, String> values(Configuration configuration) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("experiment", configuration.experiment());
    values.put("dataset", configuration.dataset());
    values.put("protocol", configuration.protocol());
    values.put("model", configuration.model());
    values.put("map", configuration.map());
    values.put("widths", list(configuration.widths()));
    values.put("per-class", list(configuration.perClass()));
    values.put("repeats", Integer.toString(configuration.repeats()));
    values.put("epochs", Integer.toString(configuration.epochs()));
    values.put("seed", Long.toString(configuration.seed()));
    values.putAll(configuration.options());
    values.put("arithmetic", configuration.arithmetic());
    return values;
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
