package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.experiment.Shard;
import finegrain.trainer.repro.SpotCheck;
import finegrain.trainer.result.Merge;
import finegrain.trainer.result.RunFolder;
import finegrain.trainer.result.RunOutcome;
import finegrain.trainer.result.StudyFolder;
import finegrain.trainer.result.StudyMerge;
import finegrain.trainer.training.TrainedModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code finegrain merge}: joins the shards of a run. */
@Command(
    name = "merge",
    description = {
      "Join the shards of a run, which 'finegrain run --shard' trained, to the files that one run"
          + " would have written, byte for byte.",
      "",
      "All shards are needed, each finished, in any order. Their folders are left as they are.",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class MergeCommand implements Callable<Integer> {
  private static final int MOST_CHECKED = 1_000_000;

  @Parameters(paramLabel = "DIR", arity = "1..*", description = "Folders of the shards.")
  private List<Path> folders = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Output folder (default: that of the whole run).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--verify",
      paramLabel = "N",
      description =
          "First train N models of each shard again on this machine, and compare all bits; a shard"
              + " that differs is named, and nothing is merged (exit code 1).")
  private Optional<Integer> verify = Optional.empty();

  @Mixin private RetrainingOptions retraining = new RetrainingOptions();

  private final Console console;

  MergeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (verify.isEmpty()) {
      retraining.checkNotGiven("--verify");
    } else if (!isRight(RunCommand.size("--verify", verify.get(), MOST_CHECKED))) {
      return ReproCommand.code(false);
    }
    merge(folders, out);
    return 0;
  }

  /** Whether some models of each shard, trained again, have their bits. */
  private boolean isRight(int count) throws IOException, InterruptedException {
    if (StudyMerge.isFor(folders.getFirst())) {
      throw new UserError("--verify is for runs that train pairs of models, and this is another");
    }
    SpotCheck check = new SpotCheck(Merge.of(folders), count, retraining.on());
    List<TrainedModel> here = new ArrayList<>();
    retraining.train(
        check.retraining(),
        check.indices(),
        retraining.backend(check.retraining()),
        console,
        here::add);
    List<Merge.Part> differing = check.differing(here, console::say);
    if (!differing.isEmpty()) {
      console.say(
          "Nothing was merged. Either this machine or that of the shard computes other bits:"
              + " 'finegrain repro check' on both says which. Then remove the folder of the shard,"
              + " and compute it elsewhere.");
    }
    return differing.isEmpty();
  }

  /** Which machine computed what. */
  private void tellMachines(Merge merge) {
    Map<String, List<Integer>> shards = new LinkedHashMap<>();
    merge
        .parts()
        .forEach(
            part ->
                shards
                    .computeIfAbsent(part.machine(), _ -> new ArrayList<>())
                    .add(part.shard().index()));
    shards.forEach(
        (machine, numbers) ->
            console.say("shards %s: %s".formatted(SlurmPlace.ranges(numbers), machine)));
  }

  /**
   * Merges shards as the command does.
   *
   * @param out folder of the whole run; empty for its default
   * @throws finegrain.trainer.UserError if they are not all the shards of a run, finished and
   *     undamaged, or the folder holds another run
   */
  void merge(List<Path> folders, Optional<Path> out) throws IOException {
    if (StudyMerge.isFor(folders.getFirst())) {
      mergeStudy(folders, out);
      return;
    }
    Merge merge = Merge.of(folders);
    merge.configuration().warningOfBits().ifPresent(console::say);
    Path path = OutputFolder.of(out, merge.configuration(), Shard.WHOLE);
    try (RunFolder folder = RunFolder.open(path, merge.configuration(), Shard.WHOLE)) {
      if (folder.isFinished()) {
        console.say("This run is finished: its results are in %s".formatted(folder.path()));
        return;
      }
      RunOutcome outcome = merge.writeTo(folder, Main.Version.number());
      console.out().print(outcome.summary().text());
      console.say("");
      console.say(merge.inWords());
      tellMachines(merge);
      folder.files().forEach(file -> console.say("wrote " + file));
      merge.configuration().warningOfBits().ifPresent(console::say);
    }
  }

  private void mergeStudy(List<Path> folders, Optional<Path> out) throws IOException {
    StudyMerge merge = StudyMerge.of(folders);
    merge.configuration().warningOfBits().ifPresent(console::say);
    Path path = OutputFolder.of(out, merge.configuration().folderName(Shard.WHOLE));
    try (StudyFolder folder = StudyFolder.open(path, merge.configuration(), Shard.WHOLE)) {
      if (folder.isFinished()) {
        console.say("This run is finished: its results are in %s".formatted(folder.path()));
        return;
      }
      StudyRun.tell(console, merge.writeTo(folder, Main.Version.number()));
      folder.files(merge.tables()).forEach(file -> console.say("wrote " + file));
    }
  }
}
