package finegrain.bench;

import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence without the words of a programmer. */
final class Misuse {
  private Misuse() {}

  static String sentence(ParameterException error) {
    return fault(error) + "; see 'finegrain bench --help'";
  }

  private static String fault(ParameterException error) {
    return switch (error) {
      case UnmatchedArgumentException unmatched when unmatched.isUnknownOption() ->
          "there is no option " + unmatched.getUnmatched().getFirst();
      case UnmatchedArgumentException unmatched ->
          "there is no command \"%s\"; choose one of %s"
              .formatted(
                  unmatched.getUnmatched().getFirst(),
                  String.join(", ", error.getCommandLine().getSubcommands().keySet()));
      case MissingParameterException missing
          when missing.getMissing().getFirst() instanceof OptionSpec option ->
          "%s needs a value (%s)".formatted(option.longestName(), option.paramLabel());
      case OverwrittenOptionException twice
          when twice.getOverwritten() instanceof OptionSpec option ->
          option.longestName() + " is given twice";
      case ParameterException _
          when error.getArgSpec() instanceof OptionSpec option && error.getValue() != null ->
          "%s has an unusable value, \"%s\"".formatted(option.longestName(), error.getValue());
      default -> error.getMessage().lines().findFirst().orElse("the options are wrong");
    };
  }
}
