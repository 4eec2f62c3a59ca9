package finegrain.trainer.cli;

import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence without the words of a programmer. */
public final class Misuse {
  private Misuse() {}

  /**
   * The sentence for an error of the parser, without a full stop.
   *
   * @param help the command that shows the help, such as {@code finegrain run --help}
   */
  public static String sentence(ParameterException error, String help) {
    return "%s; see '%s'".formatted(fault(error, error.getCommandLine()), help);
  }

  private static String fault(ParameterException error, CommandLine command) {
    ArgSpec argument = error.getArgSpec();
    return switch (error) {
      case UnmatchedArgumentException unmatched -> unmatched(unmatched, command);
      case MissingParameterException missing ->
          missing.getMissing().stream().map(Misuse::missing).collect(Collectors.joining(" and "));
      case OverwrittenOptionException twice ->
          "%s is given twice".formatted(name(twice.getOverwritten()));
      case ParameterException _ when argument == null && !command.getSubcommands().isEmpty() ->
          "the command is missing; choose one of " + commands(command);
      case ParameterException _ when argument != null && error.getValue() != null ->
          "%s %s \"%s\"".formatted(name(argument), right(argument), error.getValue());
      default -> error.getMessage().lines().findFirst().orElse("the options are wrong");
    };
  }

  private static String unmatched(UnmatchedArgumentException error, CommandLine command) {
    String first = error.getUnmatched().getFirst();
    if (error.isUnknownOption()) {
      return "there is no option %s".formatted(first);
    }
    if (!command.getSubcommands().isEmpty()
        && command.getCommandSpec().positionalParameters().isEmpty()) {
      return "there is no command \"%s\"; choose one of %s".formatted(first, commands(command));
    }
    return "the argument \"%s\" is one too many".formatted(first);
  }

  private static String commands(CommandLine command) {
    return String.join(", ", command.getSubcommands().keySet());
  }

  private static String missing(ArgSpec argument) {
    return argument.isOption()
        ? "%s needs a value (%s)".formatted(name(argument), argument.paramLabel())
        : "%s is missing".formatted(name(argument));
  }

  private static String name(ArgSpec argument) {
    return switch (argument) {
      case OptionSpec option -> option.longestName();
      default -> argument.paramLabel();
    };
  }

  private static String right(ArgSpec argument) {
    Class<?> type = argument.auxiliaryTypes()[0];
    if (type == int.class || type == Integer.class) {
      return "must be a whole number of at most %d, not".formatted(Integer.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return "must be a whole number from %d to %d, not".formatted(Long.MIN_VALUE, Long.MAX_VALUE);
    }
    return type == boolean.class ? "must be true or false, not" : "has an unusable value,";
  }
}
