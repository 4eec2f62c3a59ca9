package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command line of a run, for another process that is to do the same. */
final class CommandWords {
  private CommandWords() {}

  /**
   * The words after {@code finegrain}, without some options; each option is one word with its
   * value.
   *
   * @param parsed the whole command line
   * @param without the longest names of the options to leave out
   * @throws UserError if it is no {@code finegrain run}
   */
  static List<String> ofRun(ParseResult parsed, Set<String> without) {
    checkRun(parsed);
    List<String> words = new ArrayList<>();
    add(parsed, without, words);
    return words;
  }

  /**
   * Checks that a command line is a run's own.
   *
   * @throws UserError if it is no {@code finegrain run}
   */
  static void checkRun(ParseResult parsed) {
    // A command that contains the one of a run has its options, and no subcommand.
    if (!parsed.hasSubcommand() || !parsed.subcommand().commandSpec().name().equals("run")) {
      throw new UserError(
          "--on is for 'finegrain run'; other commands compute in their own process");
    }
  }

  private static void add(ParseResult parsed, Set<String> without, List<String> words) {
    parsed
        .matchedPositionals()
        .forEach(positional -> words.addAll(positional.originalStringValues()));
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (without.contains(name)) {
        continue;
      }
      if (option.arity().max() == 0) {
        words.add(name);
      } else {
        option.originalStringValues().forEach(value -> words.add(name + "=" + value));
      }
    }
    if (parsed.hasSubcommand()) {
      words.add(parsed.subcommand().commandSpec().name());
      add(parsed.subcommand(), without, words);
    }
  }
}
