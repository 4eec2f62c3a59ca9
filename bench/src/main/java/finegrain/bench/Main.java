package finegrain.bench;

import finegrain.trainer.UserError;
import finegrain.trainer.cli.Misuse;
import finegrain.trainer.cli.StandardOutput;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;

/** {@code finegrain bench}: reads the command line and turns failures into sentences and codes. */
public final class Main {
  private static final int USERS_MISTAKE = 2;
  private static final int OUR_MISTAKE = 1;

  private Main() {}

  /** Runs a command. Exits with 0, with 1 if it failed, or with 2 if the options are bad. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    StandardOutput output = StandardOutput.ofThisProcess();
    System.setOut(output.stream());
    int code = run(output.stream(), System.err, args);
    System.exit(
        output.exitCode(code, sentence -> System.err.println("finegrain bench: " + sentence)));
  }

  static int run(PrintStream out, PrintStream err, String... args) {
    boolean debug = Arrays.asList(args).contains("--debug");
    CommandLine commands = new CommandLine(new BenchCommand(out, err, List.of(args)));
    commands.addSubcommand(new JmhCommand(err));
    commands.addSubcommand(new SweepCommand(out));
    commands.addSubcommand(new TrainCommand(out, err));
    commands.addSubcommand(new AccuracyCommand(out));
    commands.setOut(new PrintWriter(out, true, out.charset()));
    commands.setErr(new PrintWriter(err, true, err.charset()));
    commands.setUsageHelpAutoWidth(false);
    commands.setExpandAtFiles(false);
    // JMH reads its own options.
    commands.getSubcommands().get("jmh").setUnmatchedOptionsArePositionalParams(true);
    commands.setParameterExceptionHandler(
        (error, _) ->
            fail(
                err,
                USERS_MISTAKE,
                Misuse.sentence(error, "finegrain bench --help"),
                error,
                debug));
    commands.setExecutionExceptionHandler(
        (error, _, _) ->
            switch (error) {
              case IllegalArgumentException mistake ->
                  fail(err, USERS_MISTAKE, mistake.getMessage(), error, debug);
              case UserError mistake ->
                  fail(err, USERS_MISTAKE, mistake.getMessage(), error, debug);
              case RivalMeasurement.Failure failure ->
                  fail(err, OUR_MISTAKE, failure.getMessage(), error, debug);
              default -> fail(err, OUR_MISTAKE, error + "; --debug shows where", error, debug);
            });
    return commands.execute(args);
  }

  private static int fail(
      PrintStream err, int code, String sentence, Exception error, boolean debug) {
    err.println("finegrain bench: " + sentence);
    if (debug) {
      error.printStackTrace(err);
    }
    return code;
  }
}
