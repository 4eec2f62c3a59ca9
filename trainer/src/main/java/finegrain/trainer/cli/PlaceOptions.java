package finegrain.trainer.cli;

import finegrain.trainer.UserError;
import finegrain.trainer.slurm.SbatchOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that say where a run is computed, if not in this process. */
final class PlaceOptions {
  private static final String SLURM = "slurm";
  private static final String SPARK = "spark";
  private static final String ON = "--on";
  private static final String SHARDS = "--shards";
  private static final String SBATCH = "--sbatch";
  private static final String DRY_RUN = "--dry-run";

  /** The options that the other processes do not get; they have output folders of their own. */
  private static final Set<String> NOT_PASSED = Set.of(ON, SHARDS, SBATCH, DRY_RUN, "--out");

  @Option(
      names = ON,
      paramLabel = "WHERE",
      description =
          "slurm: submit the run to Slurm, as an array job with a task for each of --shards and a"
              + " job that merges them; the same command again submits only what is missing."
              + " spark://HOST:PORT: have the cores of a Spark cluster compute, as tasks; spark:"
              + " the same by spark-submit, with its settings (default: this process). Does not"
              + " change the results.")
  private Optional<String> on = Optional.empty();

  @Option(
      names = SHARDS,
      paramLabel = "N",
      description = "With --on slurm: the number of tasks, each with its part of the work.")
  private Optional<Integer> shards = Optional.empty();

  @Option(
      names = SBATCH,
      paramLabel = "OPTIONS",
      description =
          "With --on slurm: more options for sbatch, such as \"--partition=cpu --time=4:00:00\".")
  private Optional<String> sbatch = Optional.empty();

  @Option(
      names = DRY_RUN,
      description = "With --on slurm: print the scripts of the jobs, and submit nothing.")
  private boolean dryRun;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /**
   * Slurm, if the user names it.
   *
   * @param shard the value of {@code --shard}, which only a run in this process has
   * @param threads of a task, if the user asks for so many
   * @throws UserError if the user names a place that there is none of, or the options do not fit
   *     together
   */
  Optional<SlurmPlace> slurm(Optional<String> shard, OptionalInt threads) {
    if (on.isEmpty() || isSpark(on.get())) {
      checkNoneOf();
      return Optional.empty();
    }
    if (!on.get().equals(SLURM)) {
      throw new UserError(
          "--on must be slurm, spark or spark://HOST:PORT, not \"%s\"".formatted(on.get()));
    }
    if (shard.isPresent()) {
      throw new UserError(
          "--shard is not for --on slurm, whose tasks are the shards; give --shards N");
    }
    int count =
        shards.orElseThrow(
            () -> new UserError("--on slurm needs --shards N, the number of tasks, such as 8"));
    if (count < 2) {
      throw new UserError("--shards must be at least 2, not %d".formatted(count));
    }
    return Optional.of(
        new SlurmPlace(
            count,
            SbatchOptions.of(sbatch.orElse("")),
            dryRun,
            CommandWords.ofRun(command.root().commandLine().getParseResult(), NOT_PASSED),
            threads));
  }

  private static boolean isSpark(String place) {
    return place.equals(SPARK) || place.startsWith(SPARK + "://");
  }

  /**
   * The cluster, if the user names one.
   *
   * @param cores the most to take
   * @throws UserError if the command is no {@code finegrain run}
   */
  Optional<ClusterPlace> cluster(OptionalInt cores) {
    if (on.isEmpty() || !isSpark(on.get())) {
      return Optional.empty();
    }
    CommandWords.checkRun(command.root().commandLine().getParseResult());
    return Optional.of(new ClusterPlace(on.get(), cores));
  }

  private void checkNoneOf() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put(SHARDS, shards.isPresent());
    given.put(SBATCH, sbatch.isPresent());
    given.put(DRY_RUN, dryRun);
    given.forEach(
        (name, isGiven) -> {
          if (isGiven) {
            throw new UserError("%s needs --on slurm".formatted(name));
          }
        });
  }
}
