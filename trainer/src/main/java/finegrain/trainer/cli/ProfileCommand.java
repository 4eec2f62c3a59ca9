package finegrain.trainer.cli;

import picocli.CommandLine.Command;

/** {@code finegrain profile}: where the time of a run goes. */
@Command(
    name = "profile",
    description = {
      "Show where the time of a run goes: by phase of the training, by kernel and by method, with"
          + " the share of the machine's peak, memory, and the JVM's compilers.",
      "",
      "It is recorded by the JDK's Flight Recorder, whose file JDK Mission Control opens, too;"
          + " docs/profiling.md explains how to read it.",
      ""
    },
    subcommands = {ProfileRunCommand.class, ProfileSummaryCommand.class},
    commandListHeading = "%nCommands:%n",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class ProfileCommand {}
