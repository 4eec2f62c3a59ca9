package finegrain.trainer.cli;

import picocli.CommandLine.Command;

/** {@code finegrain repro}: whether machines compute the same bits. */
@Command(
    name = "repro",
    description = {
      "Check that this machine computes the reference bits, and find where it does not.",
      "",
      "Exit code: 0 all bits are as they should be; 1 some are not, or Finegrain failed; 2 a"
          + " mistake in the command.",
      ""
    },
    subcommands = {
      ReproCheckCommand.class,
      ReproCoresCommand.class,
      ReproRecordCommand.class,
      ReproVerifyCommand.class,
      ReproMatrixCommand.class
    },
    commandListHeading = "%nCommands:%n",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ReproCommand {
  /** Exit code where bits are not as they should be. */
  static final int OTHER_BITS = 1;

  /** The exit code. */
  static int code(boolean asItShouldBe) {
    return asItShouldBe ? 0 : OTHER_BITS;
  }
}
