package finegrain.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code finegrain bench jmh [REGEX] [JMH options]}: runs the benchmarks whose names match, all of
 * them by default, each in JVMs of its own.
 */
@Command(
    name = "jmh",
    description = "Runs the benchmarks as JMH does, with JMH's own options; -h shows them.")
final class JmhCommand implements Callable<Integer> {
  @Parameters(arity = "0..*", paramLabel = "REGEX and JMH's options")
  private List<String> arguments = List.of();

  private final PrintStream err;

  JmhCommand(PrintStream err) {
    this.err = err;
  }

  @Override
  public Integer call() {
    return run(
        arguments.stream()
            .map(argument -> argument.equals("--help") ? "-h" : argument)
            .toArray(String[]::new));
  }

  private int run(String... arguments) {
    try {
      CommandLineOptions options = new CommandLineOptions(arguments);
      if (options.getForkCount().orElse(1) < 1) {
        return fail(
            2, "-f must be 1 or more: in a shared JVM a benchmark changes the next one's code.");
      }
      if (options.shouldHelp()) {
        options.showHelp();
        return 0;
      }
      if (options.shouldList()) {
        new Runner(options).list();
        return 0;
      }
      return check(
          new Runner(new OptionsBuilder().parent(options).shouldFailOnError(true).build()).run());
    } catch (CommandLineOptionException e) {
      return fail(2, e.getMessage());
    } catch (NoBenchmarksException e) {
      return fail(2, "no benchmark has a name that matches " + String.join(" ", arguments));
    } catch (IOException | RunnerException e) {
      return fail(1, "a benchmark failed: " + e.getMessage());
    }
  }

  /** JMH reports success if no JVM was forked, as on a module path, and if all forks died. */
  private int check(Collection<RunResult> results) {
    for (RunResult result : results) {
      String name = result.getParams().getBenchmark();
      if (result.getParams().getForks() < 1) {
        return fail(1, name + " did not run in a JVM of its own, so its figures mean nothing.");
      }
      if (result.getBenchmarkResults().size() < result.getParams().getForks()) {
        return fail(1, "a JVM of " + name + " died, so its figures are incomplete.");
      }
    }
    return results.isEmpty() ? fail(1, "no benchmark ran to its end.") : 0;
  }

  private int fail(int code, String sentence) {
    err.println("finegrain bench: " + sentence);
    return code;
  }
}
