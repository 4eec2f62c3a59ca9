package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.data.image.DecodingNotices;
import finegrain.trainer.study.Study;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The command line: finds the command, and turns every failure into one sentence and a code. */
@Command(
    name = "finegrain",
    description = {
      "Trains small networks on coarse and on fine labels, and compares them: with the same bits on"
          + " every machine.",
      "",
      "Start with:  finegrain run capacity-scaling",
      ""
    },
    subcommands = {
      RunCommand.class,
      TrainCommand.class,
      PredictCommand.class,
      ReportCommand.class,
      MergeCommand.class,
      ListCommand.class,
      DataCommand.class,
      ProfileCommand.class,
      DoctorCommand.class,
      ReproCommand.class
    },
    commandListHeading = "%nCommands:%n",
    optionListHeading = "Options:%n",
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "'finegrain COMMAND --help' explains a command."},
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main {
  private static final int USERS_MISTAKE = 2;
  private static final int OUR_MISTAKE = 1;

  @Option(
      names = "--debug",
      description = "Show the stack trace of an error.",
      scope = CommandLine.ScopeType.INHERIT)
  @SuppressWarnings("UnusedVariable") // For the parser and the help; see traces.
  private boolean debug;

  private final Console console;

  // Not the option's field: that is not set where an option before it is wrong.
  private final boolean traces;

  private Main(Console console, boolean traces) {
    this.console = console;
    this.traces = traces;
  }

  /** Runs a command and ends the JVM: 0 done, 2 the user's mistake, 1 ours. */
  public static void main(String[] arguments) {
    // Numbers in messages, too, look the same everywhere.
    Locale.setDefault(Locale.ROOT);
    // What the JVM itself says of a thread that dies takes the same way.
    System.setErr(StandardError.open());
    StandardOutput output = StandardOutput.ofThisProcess();
    System.setOut(output.stream());
    System.exit(run(output, System.err, arguments));
  }

  /** Runs a command; the exit code, which is not 0 if its output cannot be written. */
  static int run(StandardOutput output, PrintStream err, String... arguments) {
    Console console = new Console(output.stream(), err);
    return output.exitCode(run(console, arguments), console::error);
  }

  /** Runs a command; the exit code. */
  static int run(Console console, String... arguments) {
    Main main = new Main(console, Arrays.asList(arguments).contains("--debug"));
    CommandLine commands = new CommandLine(main, new Commands(console));
    for (Study study : Study.all()) {
      commands
          .getSubcommands()
          .get("run")
          .addSubcommand(study.name(), StudyCommand.of(study, console));
    }
    commands.setOut(writer(console.out()));
    commands.setErr(writer(console.err()));
    commands.setUsageHelpAutoWidth(false);
    commands.setExpandAtFiles(false);
    commands.setParameterExceptionHandler((error, _) -> main.misused(error));
    commands.setExecutionExceptionHandler((error, _, _) -> main.failed(error));
    commands.setExitCodeExceptionMapper(_ -> OUR_MISTAKE);
    try {
      // Decoding may take long, and is told on standard error: a csv may go to standard output.
      return ScopedValue.where(DecodingNotices.LISTENER, console.err()::println)
          .call(() -> commands.execute(arguments));
    } catch (OutOfMemoryError e) {
      console.error(Shortage.sentence(e));
      return main.trace(e, USERS_MISTAKE);
    } catch (ExceptionInInitializerError e) {
      // A system property that does not make sense.
      console.error(e.getCause().getMessage());
      return main.trace(e, USERS_MISTAKE);
    } finally {
      commands.getOut().flush();
    }
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  /** Creates the commands that need the console. */
  private record Commands(Console console) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (List.of(constructor.getParameterTypes()).equals(List.of(Console.class))) {
          return type.cast(constructor.newInstance(console));
        }
      }
      return CommandLine.defaultFactory().create(type);
    }
  }

  private int misused(ParameterException error) {
    console.error(
        Misuse.sentence(
            error, error.getCommandLine().getCommandSpec().qualifiedName() + " --help"));
    return trace(error, USERS_MISTAKE);
  }

  private int failed(Exception error) {
    if (error instanceof UserError) {
      console.error(error.getMessage());
      return trace(error, USERS_MISTAKE);
    }
    console.error("%s; --debug shows where".formatted(error));
    return trace(error, OUR_MISTAKE);
  }

  private int trace(Throwable error, int code) {
    if (traces) {
      error.printStackTrace(console.err());
    }
    return code;
  }

  /** The version of the module. */
  static final class Version implements CommandLine.IVersionProvider {
    static String number() {
      var descriptor = Main.class.getModule().getDescriptor();
      return descriptor == null ? "unknown" : descriptor.rawVersion().orElse("unknown");
    }

    @Override
    public String[] getVersion() {
      return new String[] {
        "finegrain " + number(), "Java " + System.getProperty("java.vm.version")
      };
    }
  }
}
