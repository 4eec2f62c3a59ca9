package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.report.Conclusion;
import finegrain.trainer.report.ReportWriter;
import finegrain.trainer.report.VerdictTable;
import finegrain.trainer.result.RunReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain report}: reports of finished runs. */
@Command(
    name = "report",
    description = {
      "Write the reports of finished runs anew: report.html and its figures, in each run's folder.",
      "",
      "With --out, write one report of all the runs instead, with their figures laid over each"
          + " other.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReportCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Output folders of finished runs.")
  private List<Path> folders = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for one report of all the runs.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--markdown",
      paramLabel = "FILE",
      description = "Write the findings and tables of all the runs into one Markdown file instead.")
  private Optional<Path> markdown = Optional.empty();

  private final Console console;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (markdown.isPresent()) {
      if (out.isPresent()) {
        throw new UserError("--markdown and --out are two kinds of report; give one of them");
      }
      RunReport.markdown(folders, markdown.get());
      console.say("wrote " + markdown.get());
      return 0;
    }
    if (out.isEmpty()) {
      SequencedMap<Path, Conclusion> conclusions = RunReport.rebuild(folders);
      conclusions.forEach(
          (folder, conclusion) -> {
            console.say(conclusion.finding());
            console.say("wrote " + folder.resolve(ReportWriter.HTML));
          });
      VerdictTable.lines(
              conclusions.values().stream()
                  .flatMap(conclusion -> conclusion.rulings().stream())
                  .toList())
          .forEach(console::say);
      return 0;
    }
    if (out.get().toString().isEmpty()) {
      throw new UserError("--out must name a folder, and its value is empty");
    }
    RunReport.compare(folders, out.get());
    console.say("wrote " + out.get().resolve(ReportWriter.HTML));
    return 0;
  }
}
