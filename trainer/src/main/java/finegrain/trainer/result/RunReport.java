package finegrain.trainer.result;

import com.google.gson.JsonObject;
import finegrain.trainer.UserError;
import finegrain.trainer.analysis.Ruling;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.MarkdownWriter;
import finegrain.trainer.report.Report;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.report.RunComparison;
import finegrain.trainer.report.Section;
import finegrain.trainer.report.TableSection;
import finegrain.trainer.report.TextSection;
import finegrain.trainer.report.VerdictTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/**
 * The reports of runs, written from the files of the runs alone. The same files give the same
 * bytes.
 */
public final class RunReport {
  private RunReport() {}

  /** Writes the report of a run into its folder; what it concludes. */
  static Conclusion write(Path folder, ReportedRun run, RunNotes notes) throws IOException {
    Conclusion conclusion = run.conclude();
    ReportWriter.write(folder, report(run, conclusion, notes, verdicts(List.of(conclusion))));
    return conclusion;
  }

  /** The verdicts of some runs; empty if none is about a finding of the paper. */
  private static Optional<TableSection> verdicts(Collection<Conclusion> conclusions) {
    List<Ruling> rulings =
        conclusions.stream().flatMap(conclusion -> conclusion.rulings().stream()).toList();
    return rulings.isEmpty() ? Optional.empty() : Optional.of(VerdictTable.of(rulings));
  }

  private static Report report(
      ReportedRun run, Conclusion conclusion, RunNotes notes, Optional<TableSection> verdicts) {
    List<Section> sections = new ArrayList<>(conclusion.sections());
    verdicts.ifPresent(table -> sections.add(1, table));
    sections.add(1, conclusion.inDetail());
    if (!notes.warnings().isEmpty()) {
      sections.add(1, new TextSection("Warnings", notes.warnings()));
    }
    SequencedMap<String, String> data = new LinkedHashMap<>();
    notes.facts().forEach(fact -> data.merge(fact.name(), fact.text(), "%s; %s"::formatted));
    return new Report(
        run.title(),
        conclusion.finding(),
        sections,
        data,
        entries(run),
        List.of(run.command()),
        run.references());
  }

  /**
   * Writes the reports of finished runs anew, each into its own folder.
   *
   * @return what each concludes, by folder
   * @throws UserError if one is not the folder of a finished, undamaged whole run
   */
  public static SequencedMap<Path, Conclusion> rebuild(List<Path> folders) {
    SequencedMap<Path, Conclusion> conclusions = new LinkedHashMap<>();
    for (Path folder : folders) {
      ReportedRun run = run(folder);
      try {
        conclusions.put(folder, write(folder, run, notes(folder)));
      } catch (IOException e) {
        throw unwritable(folder, e);
      }
    }
    return conclusions;
  }

  /**
   * Writes the findings and tables of several runs as one Markdown file, with a figure of each
   * beside it, after the verdicts of all of them.
   *
   * @throws UserError if one is not the folder of a finished, undamaged whole run, or the file
   *     cannot be written
   */
  public static void markdown(List<Path> folders, Path file) {
    List<Report> reports = new ArrayList<>();
    List<Conclusion> conclusions = new ArrayList<>();
    try {
      for (Path folder : folders) {
        ReportedRun run = run(folder);
        conclusions.add(run.conclude());
        reports.add(report(run, conclusions.getLast(), notes(folder), Optional.empty()));
      }
      MarkdownWriter.write(file, verdicts(conclusions), reports);
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
    List<ReportedRun> reported = folders.stream().map(RunReport::run).toList();
    List<String> names = names(reported);
    List<RunComparison.Run> runs = new ArrayList<>();
    try {
      for (int i = 0; i < folders.size(); i++) {
        ReportedRun run = reported.get(i);
        runs.add(new RunComparison.Run(names.get(i), run.conclude(), run.command()));
      }
      Files.createDirectories(out);
      ReportWriter.write(out, RunComparison.of(runs));
    } catch (IOException e) {
      throw unwritable(out, e);
    }
  }

  /** What tells the runs apart: the values of the configuration that are not the same in all. */
  private static List<String> names(List<ReportedRun> runs) {
    List<SequencedMap<String, String>> values = runs.stream().map(ReportedRun::values).toList();
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

  private static RunNotes notes(Path folder) throws IOException {
    return RunNotes.of(
        ConfigurationFile.read(folder.resolve(RunFolder.MANIFEST)).orElseGet(JsonObject::new));
  }

  private static ReportedRun run(Path folder) {
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
      JsonObject json =
          ConfigurationFile.read(file)
              .orElseThrow(
                  () ->
                      new UserError(
                          "%s is not the file that its run wrote; run it again into a new folder"
                              .formatted(file)));
      if (json.has(TrainingConfiguration.COMMAND)) {
        throw new UserError(
            "%s is the folder of 'finegrain train', which wrote its report.html itself; name the folder of a run"
                .formatted(folder));
      }
      if (json.has(ConfigurationFile.SHARD)) {
        throw new UserError(
            "%s holds a shard of a run; merge all shards, and name the merged folder"
                .formatted(folder));
      }
      return run(folder, json)
          .orElseThrow(
              () ->
                  new UserError(
                      "%s was written by another version of Finegrain; use that version, or run it again into a new folder"
                          .formatted(file)));
    } catch (IOException e) {
      throw new UserError(
          "%s cannot be read (%s); name the output folder of a finished run"
              .formatted(folder, RunFolder.reason(e)),
          e);
    }
  }

  private static Optional<ReportedRun> run(Path folder, JsonObject json) throws IOException {
    List<String> tables = StudyConfiguration.isStudy(json) ? Manifest.tables(folder) : List.of();
    return StudyConfiguration.isStudy(json)
        ? StudyConfiguration.of(json).map(one -> new ReportedRun.OfStudy(folder, one, tables))
        : ConfigurationFile.configuration(json).map(one -> new ReportedRun.OfModels(folder, one));
  }

  private static UserError unwritable(Path folder, IOException e) {
    return new UserError(
        "the report cannot be written into %s (%s); make room in it or choose another folder"
            .formatted(folder, RunFolder.reason(e)),
        e);
  }

  private static SequencedMap<String, String> entries(ReportedRun run) {
    SequencedMap<String, String> entries = run.values();
    run.data().forEach((file, sha256) -> entries.put("SHA-256 of " + file, sha256));
    return entries;
  }

  /** What a run was given, by the names of its options. */
  static SequencedMap<String, String> values(Configuration configuration) {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("experiment", configuration.experiment());
    values.put("dataset", configuration.dataset());
    values.put("protocol", configuration.protocol());
    values.put("model", configuration.model());
    values.put("map", configuration.map());
    values.put(
        "widths",
        configuration.families().stream()
            .map(family -> list(family.widths()))
            .collect(Collectors.joining("/")));
    values.put("per-class", list(configuration.perClass()));
    values.put("repeats", Integer.toString(configuration.repeats()));
    values.put(
        "epochs",
        configuration.epochs() == 0
            ? Configuration.EPOCHS_OF_PROTOCOL
            : Integer.toString(configuration.epochs()));
    values.put("seed", Long.toString(configuration.seed()));
    values.putAll(configuration.options());
    values.put("arithmetic", configuration.arithmetic());
    return values;
  }

  private static String list(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
