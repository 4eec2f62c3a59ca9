package finegrain.trainer.result;

import finegrain.trainer.analysis.Results;
import finegrain.trainer.experiment.Configuration;
import finegrain.trainer.experiment.Experiment;
import finegrain.trainer.experiment.Question;
import finegrain.trainer.network.Perceptron;
import finegrain.trainer.report.BalanceReport;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.Paper;
import finegrain.trainer.report.QuestionReport;
import finegrain.trainer.study.StudyResults;
import finegrain.trainer.study.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;

/** A run whose results are written, as its report shows it. */
sealed interface ReportedRun {
  /** What was run; the models are named unless they are those that a run has by default. */
  String title();

  /** What the run was given, by the names of its options. */
  SequencedMap<String, String> values();

  /** SHA-256 of each data file. */
  SortedMap<String, String> data();

  /** The command line that repeats it. */
  String command();

  /** The full citations of the papers that the report names. */
  List<String> references();

  /** What its files say. */
  Conclusion conclude() throws IOException;

  /** A run of models. */
  record OfModels(Path folder, Configuration configuration) implements ReportedRun {
    @Override
    public String title() {
      String title = "%s on %s".formatted(configuration.experiment(), configuration.dataset());
      return configuration.model().equals(Perceptron.FAMILY)
          ? title
          : title + " with " + configuration.model().replace(",", ", ");
    }

    @Override
    public SequencedMap<String, String> values() {
      return RunReport.values(configuration);
    }

    @Override
    public SortedMap<String, String> data() {
      return configuration.data();
    }

    @Override
    public String command() {
      return RepeatCommand.of(configuration);
    }

    @Override
    public List<String> references() {
      return Paper.references(configuration);
    }

    @Override
    public Conclusion conclude() {
      Question question = Experiment.named(configuration.experiment()).question(configuration);
      Results results = ResultsReader.read(folder);
      Conclusion conclusion =
          BalanceReport.added(
              QuestionReport.of(question, configuration, results),
              results,
              question.reference(),
              configuration.seed());
      return configuration.warningOfBits().map(conclusion::warning).orElse(conclusion);
    }
  }

  /**
   * A run of a study.
   *
   * @param tables the names of their files
   */
  record OfStudy(Path folder, StudyConfiguration configuration, List<String> tables)
      implements ReportedRun {
    @Override
    public String title() {
      return configuration
          .settings()
          .source()
          .map(source -> "%s on %s".formatted(configuration.study().name(), source.name()))
          .orElse(configuration.study().name());
    }

    @Override
    public SequencedMap<String, String> values() {
      SequencedMap<String, String> values = new LinkedHashMap<>();
      values.put("experiment", configuration.study().name());
      configuration.settings().source().ifPresent(source -> values.put("dataset", source.name()));
      values.putAll(configuration.values());
      values.put("arithmetic", configuration.arithmetic());
      return values;
    }

    @Override
    public SortedMap<String, String> data() {
      return configuration.data();
    }

    @Override
    public String command() {
      return configuration.command();
    }

    @Override
    public List<String> references() {
      return configuration.study().references();
    }

    @Override
    public Conclusion conclude() throws IOException {
      Conclusion conclusion = configuration.study().conclude(configuration.settings(), results());
      return configuration.warningOfBits().map(conclusion::warning).orElse(conclusion);
    }

    private StudyResults results() throws IOException {
      Map<String, List<StudyResults.Line>> read = new HashMap<>();
      for (String file : tables) {
        List<StudyResults.Line> lines = new ArrayList<>();
        CsvLine.forEach(
            folder.resolve(file), line -> lines.add(new StudyResults.Line(line.asMap())));
        read.put(Table.nameOf(file), lines);
      }
      return new StudyResults(read);
    }
  }
}
