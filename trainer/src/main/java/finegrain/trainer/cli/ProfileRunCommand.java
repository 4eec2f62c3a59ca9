package finegrain.trainer.cli;

import finegrain.kernels.Backend;
import finegrain.trainer.UserError;
import finegrain.trainer.profile.PhaseStream;
import finegrain.trainer.profile.ProfileRecording;
import finegrain.trainer.profile.Summary;
import finegrain.trainer.profile.SummaryReader;
import finegrain.trainer.profile.SummaryText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code finegrain profile run}: a run that is recorded and summed up. */
@Command(
    name = "run",
    description = {
      "Do what 'finegrain run' does with the same arguments, record it, and show at the end where"
          + " the time went. The results are the same bytes.",
      "",
      "The recording is kept beside the results; 'finegrain profile summary' shows it again.",
      ""
    },
    sortOptions = false,
    abbreviateSynopsis = true,
    versionProvider = Main.Version.class)
final class ProfileRunCommand implements Callable<Integer> {
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  @Mixin private final RunCommand run;

  @Option(
      names = "--recording",
      paramLabel = "FILE",
      description =
          "Where the recording goes (default: profile.jfr in the output folder, which is a new one"
              + " in runs/ unless --out names it).")
  private Optional<Path> file = Optional.empty();

  private final Console console;
  private boolean problems;

  ProfileRunCommand(Console console) {
    this.console = console;
    run = new RunCommand(console, "finegrain profile run");
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    // A new one each time: a run that is finished would not be done again.
    Path fresh =
        Path.of("runs", "profile-" + MOMENT.format(LocalDateTime.now(ZoneId.systemDefault())));
    Path folder = run.outElse(fresh);
    Path recordingFile = file.orElseGet(() -> free(folder));
    Path written;
    try (ProfileRecording recording = ProfileRecording.start(recordingFile)) {
      // A stream costs more than the recording: only where somebody looks at the line.
      try (PhaseStream phases =
              Console.terminalColumns().isPresent() ? PhaseStream.start() : PhaseStream.none();
          StopNotice _ = new StopNotice(console, () -> {}, () -> stopped(recording.rescue()))) {
        run.showPhases(phases::words);
        run.whenChosen(backend -> backendChosen(backend, recording));
        int code = run.call();
        if (code != 0) {
          return code;
        }
      }
      written = recording.write(this::problem);
    }
    Summary summary = SummaryReader.read(written);
    if (summary.training().isEmpty() && !problems) {
      Files.delete(written);
      throw new UserError(
          "nothing was trained, so there is no profile; choose another folder with --out");
    }
    console.say("wrote " + written);
    console.say("");
    console.out().print(SummaryText.of(summary));
    return problems ? 1 : 0;
  }

  private void problem(String sentence) {
    problems = true;
    console.error(sentence);
  }

  /** The JVM may crash where it takes a sample of a thread that is inside oneDNN. */
  private void backendChosen(Backend backend, ProfileRecording recording) {
    if (backend.name().equals("onednn")) {
      recording.stopSampling();
      console.say("no samples are taken: with oneDNN they crash the JVM; phases are timed");
    }
  }

  private static String stopped(Path file) {
    return "what was recorded is in %s; 'finegrain profile summary %s' shows it"
        .formatted(file, file);
  }

  /** A run that was stopped may have left a recording there. */
  private static Path free(Path folder) {
    Path file = folder.resolve("profile.jfr");
    for (int number = 2; Files.exists(file); number++) {
      file = folder.resolve("profile-%d.jfr".formatted(number));
    }
    return file;
  }
}
