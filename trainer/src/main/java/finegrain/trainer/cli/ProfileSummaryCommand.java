package finegrain.trainer.cli;

import finegrain.trainer.profile.Summary;
import finegrain.trainer.profile.SummaryJson;
import finegrain.trainer.profile.SummaryReader;
import finegrain.trainer.profile.SummaryText;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain profile summary}: what a recording says. */
@Command(
    name = "summary",
    description = {
      "Show where the time went in a recording of the JDK's Flight Recorder: one of 'finegrain"
          + " profile run', or any other.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ProfileSummaryCommand implements Runnable {
  @Parameters(paramLabel = "FILE", description = "The recording, such as profile.jfr.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Print JSON, for other programs.")
  private boolean json;

  private final Console console;

  ProfileSummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    Summary summary = SummaryReader.read(file);
    console.out().print(json ? SummaryJson.of(summary) : SummaryText.of(summary));
  }
}
